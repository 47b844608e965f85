package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.query.KeyRange;
import io.tailrace.query.Members;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.query.View;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is to blame for a limit that ends a feed: the code of the user, or the memory of the engine. */
@Timeout(60)
class FeedReasonTest {
    private static final ChangesOptions VERBATIM = ChangesOptions.squash(false);

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private static LimitException limit() {
        return new LimitException("depth", 33, 32);
    }

    private static void assertEnds(ThrowingCallable call, FeedException.Reason reason) {
        assertThatThrownBy(call)
                .hasCauseInstanceOf(LimitException.class)
                .isInstanceOfSatisfying(
                        FeedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void shouldBlameALambdaThatPassesALimitOnAChange() {
        for (ChangesOptions options : List.of(VERBATIM, ChangesOptions.squash(true))) {
            Feed feed = rig.open(
                    Transforms.none().filter(document -> {
                        throw limit();
                    }),
                    options);
            rig.put("x", "a", 1);

            assertEnds(() -> FeedRig.values(feed), FeedException.Reason.USER_CODE);
        }
    }

    @Test
    void shouldBlameALambdaThatPassesALimitInAGroupToo() {
        List<Throwable> told = new ArrayList<>();
        FeedGroup group = rig.group(told::add);
        Transforms limited = Transforms.none().filter(document -> {
            throw limit();
        });
        FeedRun run = group.add(rig.open(limited, VERBATIM), change -> {});
        group.poll(1);
        rig.put("x", "a", 1);
        group.poll(1);

        assertThat(run.failure().reason()).isEqualTo(FeedException.Reason.USER_CODE);
        assertThat(told).singleElement().isSameAs(run.failure());
        group.close();
    }

    @Test
    void shouldBlameTheEngineWhereItsMemoryForMembersInOrderIsUsedUp() {
        Members full = (Members) Proxy.newProxyInstance(
                Members.class.getClassLoader(), new Class<?>[] {Members.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("next")) {
                        throw new LimitException("pendingBytes", 2, 1);
                    }
                    return null;
                });
        List<KeyRange> all = List.of(KeyRange.ALL);
        Source source = new Source(0, "t", Source.Kind.RANGE, null, all, true, false, 3);
        View view = new View(new EvaluationSettings(rig.dictionary, 0, () -> 0), Transforms.none());
        TopSet set = new TopSet(source, view, rig.dictionary, sequence -> full, TopSet.spare(source));

        assertEnds(() -> set.fill(5), FeedException.Reason.ENGINE);
    }

    @Test
    void shouldBlameTheEngineWhereMoreChangesBesideTheInitialReadThanItsMemoryHolds() {
        for (int i = 0; i < 200; i++) {
            rig.put("k" + i, "a", i);
        }
        EvaluationSettings settings = new EvaluationSettings(rig.dictionary, 0, () -> 0);
        long state = rig.journal.lastSequence();
        FeedStart start = new FeedStart(rig, List.of(), settings, state, 1 << 12, VERBATIM, null);
        for (int i = 0; i < 200; i++) {
            rig.delete("k" + i);
        }
        Branch branch = new RangeBranch(start, FeedRig.table(0), new View(settings, Transforms.none()));
        branch.openInitial();

        assertEnds(() -> branch.nextInitial(new ViewChange()), FeedException.Reason.ENGINE);
        branch.close();
    }
}
