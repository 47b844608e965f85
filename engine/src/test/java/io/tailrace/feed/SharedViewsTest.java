package io.tailrace.feed;

import static io.tailrace.expression.Expressions.now;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expression;
import io.tailrace.query.DocumentFilter;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Projection;
import io.tailrace.query.SharedViews;
import io.tailrace.query.Transforms;
import io.tailrace.query.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What feeds of a group have in common is done once for each document of a change. */
@Timeout(60)
class SharedViewsTest {
    private static final ChangesOptions EVERY = ChangesOptions.squash(false);

    private final FeedRig rig = FeedRig.withTable("t");
    private final FeedGroup group = rig.group(Assertions::fail);
    private final List<String> events = new ArrayList<>();

    private FeedRun add(Transforms transforms, ChangesOptions options) {
        return group.add(rig.open(transforms, options), change -> events.add(FeedRig.text(change)));
    }

    /** Has both feeds stand where the dispatcher stands, and begins to count. */
    private void settle(Counting counting) {
        rig.put("first", "a", 1);
        group.poll(100);
        group.poll(100);
        events.clear();
        counting.calls = 0;
    }

    /** How often something was called. */
    private static final class Counting {
        int calls;
    }

    @Test
    void shouldAskAFilterOnceForEachDocumentWhateverFollowsIt() {
        Counting counting = new Counting();
        DocumentFilter filter = document -> {
            counting.calls++;
            return document.longValue("a") > 0;
        };
        add(Transforms.none().filter(filter).pluck("a"), EVERY);
        add(Transforms.none().filter(filter).pluck("id"), EVERY);
        add(Transforms.none().filter(filter), ChangesOptions.squash(true));
        settle(counting);

        rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        group.poll(100);

        assertThat(counting.calls).as("one document, then two").isEqualTo(3);
        assertThat(events)
                .hasSize(4)
                .contains("3@0 none -> {a=1}", "4@0 {a=1} -> {a=2}", "3@0 none -> {id=k}", "4@0 none -> {a=2, id=k}");
    }

    @Test
    void shouldBuildAValueOnceForAllWhoShowIt() {
        Counting counting = new Counting();
        Projection projection = (in, out) -> {
            counting.calls++;
            out.put("twice", 2 * in.longValue("a"));
        };
        add(Transforms.none().map(projection), EVERY);
        add(Transforms.none().map(projection), EVERY);
        settle(counting);

        rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        group.poll(100);

        assertThat(counting.calls).isEqualTo(3);
        assertThat(events)
                .containsExactly(
                        "3@0 none -> {twice=2}",
                        "3@0 none -> {twice=2}",
                        "4@0 {twice=2} -> {twice=4}",
                        "4@0 {twice=2} -> {twice=4}");
    }

    @Test
    void shouldKeepWhatWaitsApartFromWhatIsBuiltForTheChangeAtHand() {
        add(Transforms.none().pluck("a"), ChangesOptions.squash(Duration.ofNanos(10)));
        add(Transforms.none().pluck("a"), EVERY);
        settle(new Counting());

        rig.now = 12;
        rig.put("k", "a", 1);
        rig.now = 25;
        rig.put("k", "a", 2);
        rig.timeFloor = 40;
        group.poll(1);
        assertThat(events).containsExactly("2@0 none -> {a=1}"); // its window ends by the change of a later one
        for (int i = 0; i < 6; i++) {
            group.poll(1);
        }

        assertThat(events)
                .containsExactly(
                        "2@0 none -> {a=1}",
                        "3@12 none -> {a=1}",
                        "3@12 none -> {a=1}",
                        "4@25 {a=1} -> {a=2}",
                        "4@25 {a=1} -> {a=2}");
    }

    @Test
    void shouldLeaveOthersAloneWhenOneThrows() {
        Counting counting = new Counting();
        DocumentFilter filter = document -> {
            if (document.longValue("a") == 7 && counting.calls++ == 0) {
                throw new IllegalStateException("seven");
            }
            return true;
        };
        List<Throwable> errors = new ArrayList<>();
        FeedGroup tolerant = rig.group(errors::add);
        FeedRun first = tolerant.add(rig.open(Transforms.none().filter(filter), EVERY), change -> {});
        List<String> seen = new ArrayList<>();
        FeedRun second = tolerant.add(
                rig.open(Transforms.none().filter(filter), EVERY), change -> seen.add(FeedRig.text(change)));
        rig.put("first", "a", 1);
        tolerant.poll(100);
        seen.clear();

        rig.put("k", "a", 7);
        rig.put("k", "a", 8);
        tolerant.poll(100);

        assertThat(first.failure()).hasMessageContaining("seven");
        assertThat(second.failure()).isNull();
        assertThat(seen).hasSize(2);
        assertThat(errors).hasSize(1);
    }

    @Test
    void shouldTellWhatIsPlannedAlikeFromWhatIsNot() {
        SharedViews views = new SharedViews(rig.dictionary);
        View built = view(row("a").gt(1), 5);
        View parsed = view(Expression.parse("row.a  >  1"), 6);
        View another = view(row("a").gt(2), 5);
        View moving = view(row("a").gt(now()), 5);
        View together = view(row("a").gt(now()), 5);
        View later = view(row("a").gt(now()), 6);
        for (View view : List.of(built, parsed, another, moving, together, later)) {
            views.add(view, 0);
        }

        assertThat(views.sharedBy(built)).isEqualTo(2);
        assertThat(views.sharedBy(parsed)).isEqualTo(2);
        assertThat(views.sharedBy(another)).isEqualTo(1);
        assertThat(views.sharedBy(moving)).isEqualTo(2);
        assertThat(views.sharedBy(later)).isEqualTo(1);
        views.remove(parsed);
        assertThat(views.sharedBy(built)).isEqualTo(1);
        views.remove(built);
        assertThat(views.sharedBy(built)).isZero();
    }

    private View view(Expression predicate, long nowNs) {
        return new View(
                new EvaluationSettings(rig.dictionary, nowNs, () -> 0),
                Transforms.none().filter(predicate, FilterDefault.SKIP));
    }
}
