package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.poll;
import static io.tailrace.feed.FeedRig.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.FeedException;
import io.tailrace.query.Selection;
import io.tailrace.query.Transforms;
import io.tailrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bounded buffer of R91 to R94, which counts what a journal would never lose. */
@Timeout(60)
class FeedQueueTest {
    private static final ChangesOptions VERBATIM = ChangesOptions.squash(false);
    private static final ChangesOptions ON_READ = ChangesOptions.squash(true);

    private final FeedRig rig = FeedRig.withTable("t");

    @AfterEach
    void close() {
        rig.close();
    }

    private static String skipped(long sequence, int count) {
        return sequence + " {\"error\":\"Changefeed cache over array size limit, skipped " + count + " elements.\"}";
    }

    private static String added(long sequence, String id) {
        return sequence + " {\"new_val\":{\"a\":1,\"id\":\"" + id + "\"},\"old_val\":null}";
    }

    private void put(String... ids) {
        for (String id : ids) {
            rig.put(id, "a", 1);
        }
    }

    @Test
    void shouldKeepWhatFits() {
        for (ChangesOptions options : List.of(VERBATIM, ON_READ)) {
            Feed feed = rig.open(options.queueSize(3));
            put("0" + options, "1" + options, "2" + options);
            assertThat(values(feed)).hasSize(3);
            put("3" + options, "4" + options, "5" + options);
            assertThat(values(feed)).hasSize(3).noneMatch(event -> event.contains("error"));
        }
    }

    @Test
    void shouldThrowEverythingAwayWithOneTooMany() {
        Feed verbatim = rig.open(VERBATIM.queueSize(3).includeTypes());
        Feed onRead = rig.open(ON_READ.queueSize(3));
        put("0", "1", "2", "3");

        assertThat(values(verbatim)).containsExactly(skipped(5, 4));
        assertThat(values(onRead)).containsExactly(skipped(5, 4));
        assertThat(verbatim.position()).isEqualTo(5);
        assertThat(onRead.position()).isEqualTo(5);
        put("5");
        assertThat(values(onRead)).containsExactly(added(6, "5"));
        assertThat(values(verbatim))
                .containsExactly("6 {\"new_val\":{\"a\":1,\"id\":\"5\"},\"old_val\":null,\"type\":\"add\"}");
    }

    @Test
    void shouldAddUpOverflowsBetweenTwoReadsAndThenShowWhatSurvives() {
        Feed verbatim = rig.open(VERBATIM.queueSize(2));
        Feed onRead = rig.open(ON_READ.queueSize(2));
        put("0", "1", "2", "3", "4", "5", "6");

        assertThat(values(verbatim)).containsExactly(skipped(7, 6), added(8, "6"));
        assertThat(values(onRead)).containsExactly(skipped(7, 6), added(8, "6"));
    }

    @Test
    void shouldCountAfterFiltersAndSquashing() {
        Feed filtered = rig.open(
                Transforms.none().filter(document -> document.string("id").equals("7")), VERBATIM.queueSize(2));
        Feed squashed = rig.open(ON_READ.queueSize(1));
        put("0", "1", "2", "7", "8");
        rig.put("8", "a", 2);

        assertThat(values(filtered)).containsExactly(added(5, "7"));
        assertThat(values(squashed))
                .containsExactly(skipped(5, 4), "7 {\"new_val\":{\"a\":2,\"id\":\"8\"},\"old_val\":null}");
    }

    @Test
    void shouldCountWhatEarlierReadsHaveLeft() {
        Feed feed = rig.open(VERBATIM.queueSize(3));
        put("0", "1", "2");
        assertThat(FeedRig.poll(feed, 1)).hasSize(1);
        put("3");
        assertThat(FeedRig.poll(feed, 1)).containsExactly("3@0 none -> {a=1, id=1}");
        put("4", "5", "6");

        assertThat(values(feed)).containsExactly(skipped(7, 4), added(8, "6"));
    }

    @Test
    void shouldStayBeforeWhatWasThrownAwayUntilSomebodyIsTold() {
        for (ChangesOptions options : List.of(VERBATIM, ON_READ, ChangesOptions.squash(Duration.ofDays(1)))) {
            Feed feed = rig.open(options.queueSize(2));
            long start = feed.position();
            put("0" + options, "1" + options, "2" + options, "3" + options);

            assertThatThrownBy(() -> feed.poll(
                            event -> {
                                throw new IllegalStateException("the handler fails");
                            },
                            1))
                    .isInstanceOf(FeedException.class);
            assertThat(feed.position()).as(options.toString()).isEqualTo(start);
        }
    }

    @Test
    void shouldCountAllOfAUnionTogether() {
        List<Selection> twice = List.of(
                new Selection(FeedRig.table(0), Transforms.none()),
                new Selection(FeedRig.table(0), Transforms.none().pluck("id")));
        Feed verbatim = rig.open(twice, VERBATIM.queueSize(2));
        Feed onRead = rig.open(twice, ON_READ.queueSize(2));
        put("0", "1");

        assertThat(values(verbatim)).containsExactly(skipped(3, 3), "3 {\"new_val\":{\"id\":\"1\"},\"old_val\":null}");
        assertThat(values(onRead)).containsExactly(skipped(3, 3), "3 {\"new_val\":{\"id\":\"1\"},\"old_val\":null}");
    }

    @Test
    void shouldEndAWindowWhenMoreThanHalfOfTheQueueWaits() {
        Feed feed = rig.open(ChangesOptions.squash(Duration.ofDays(1)).queueSize(10));
        put("0", "1", "2", "3", "4");
        assertThat(values(feed)).isEmpty();
        put("5", "6");
        assertThat(values(feed)).hasSize(7);
        assertThat(feed.position()).isEqualTo(8);
        put("7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18");
        assertThat(values(feed)).containsExactly(skipped(19, 11), added(20, "18"));
    }

    @Test
    void shouldStandBehindWhatWasThrownAwayOnceSomebodyIsTold() {
        Feed feed = rig.open(ChangesOptions.squash(Duration.ofDays(1)).queueSize(1));
        put("0", "1", "2");

        assertThat(poll(feed, 1)).hasSize(1);
        assertThat(feed.position()).isEqualTo(3);
    }

    @Test
    void shouldNotResumeInsideAnEntryThatHadCancelledItselfBeforeTheRestWasThrownAway() {
        put("x");
        rig.now = 10;
        Feed feed = rig.open(ChangesOptions.squash(Duration.ofNanos(10)).queueSize(2));
        rig.put("x", "a", 2);
        put("y", "x", "z", "v");

        assertThatThrownBy(() -> feed.poll(
                        event -> {
                            throw new IllegalStateException("the handler fails");
                        },
                        1))
                .isInstanceOf(FeedException.class);
        assertThat(feed.position()).as("x changes at 3 and back at 5").isEqualTo(2);
    }

    @Test
    void shouldStandInAGroupWhereItStandsAlone() {
        ChangesOptions options = ChangesOptions.squash(Duration.ofDays(1)).queueSize(1);
        FeedGroup group = rig.group(error -> {});
        Feed alone = rig.open(options);
        FeedRun run = group.add(rig.open(options), event -> failAt(event, 6));
        group.add(rig.open(VERBATIM), event -> {});
        group.poll(1);
        put("0", "1", "2");
        rig.delete("2");
        put("3");
        group.poll(Integer.MAX_VALUE);
        assertThatThrownBy(() -> alone.poll(event -> failAt(event, 6), 10)).isInstanceOf(FeedException.class);

        assertThat(run.position()).isEqualTo(alone.position()).isEqualTo(5);
    }

    private static void failAt(Change event, long sequence) {
        if (event.sequence() == sequence) {
            throw new IllegalStateException("the handler fails");
        }
    }

    @Test
    void shouldThrowAwayInAGroupWhatItThrowsAwayAlone() {
        ChangesOptions window = ChangesOptions.squash(Duration.ofDays(1));
        for (ChangesOptions options : List.of(VERBATIM, ON_READ, window)) {
            Feed alone = rig.open(options.fromStart().queueSize(4));
            Feed feed = rig.open(options.fromStart().queueSize(4));
            List<String> events = new ArrayList<>();
            FeedGroup group = GroupFault.NONE.group(feed, error -> {}, 1, () -> null);
            group.add(feed, event -> events.add(FeedRig.text(event)));
            put("0" + options, "1" + options, "2" + options, "3" + options, "4" + options);
            for (int poll = 0; poll < 20; poll++) {
                group.poll(Integer.MAX_VALUE);
            }

            assertThat(events)
                    .as(options.toString())
                    .isEqualTo(poll(alone, 100))
                    .isNotEmpty();
        }
    }

    @Test
    void shouldAgreeWithABufferThatIsFilledAndReadInTurns() {
        for (long seed : Seeds.of(FeedQueueTest.class, 3, 1)) {
            Random random = new Random(seed);
            int size = 1 + random.nextInt(6);
            Feed feed = rig.open(VERBATIM.queueSize(size));
            List<String> buffer = new ArrayList<>();
            int skipped = 0;
            for (int step = 0; step < 500; step++) {
                for (int writes = random.nextInt(2 * size + 2); writes > 0; writes--) {
                    String id = "k" + random.nextInt(1_000_000) + "-" + step + "-" + writes + "-" + seed;
                    buffer.add(added(rig.put(0, id, Map.of("id", id, "a", 1L)), id));
                    if (buffer.size() > size) {
                        skipped += buffer.size();
                        buffer.clear();
                    }
                }
                int limit = 1 + random.nextInt(size + 1);
                List<String> expected = new ArrayList<>();
                if (skipped > 0) {
                    expected.add("skipped " + skipped);
                    skipped = 0;
                }
                while (expected.size() < limit && !buffer.isEmpty()) {
                    expected.add(buffer.remove(0));
                }
                List<String> events = new ArrayList<>();
                feed.poll(
                        change -> events.add(
                                change.kind() == ChangeKind.OVERFLOW
                                        ? "skipped " + change.skipped()
                                        : change.sequence() + " " + change.value()),
                        limit);
                assertThat(events).as("seed=%d step=%d", seed, step).isEqualTo(expected);
            }
        }
    }
}
