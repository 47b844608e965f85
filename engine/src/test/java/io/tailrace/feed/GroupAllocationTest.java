package io.tailrace.feed;

import static io.tailrace.expression.Expressions.changed;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Field;
import io.tailrace.expression.Expression;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.KeyRange;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.testing.AllocationMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes allocated by the thread that polls a group, once its feeds have found their sizes: none. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupAllocationTest {
    private static final int CHANGES = 40_000;
    private static final int SETTLED = 15_000;
    private static final int READ = 400;
    private static final int KEYS = 200;

    private final FeedRig rig = FeedRig.withTable("t");
    private final Field price = rig.dictionary.field("price");
    private long events;
    private long checksum;

    @BeforeAll
    void write() {
        Random random = new Random(7);
        while (rig.journal.lastSequence() < CHANGES) {
            rig.beginGroup();
            for (int i = 0; i < 64; i++) {
                rig.now += 10;
                String key = "instrument-" + random.nextInt(KEYS);
                rig.put(0, key, random.nextInt(20) == 0 ? null : document(key, random));
            }
            rig.endGroup();
            rig.log.clear();
        }
    }

    @AfterAll
    void close() {
        rig.close();
    }

    private static Map<String, Object> document(String key, Random random) {
        Map<String, Object> document = new HashMap<>();
        document.put("id", key);
        document.put("price", 100.0 + random.nextInt(50));
        document.put("venue", Map.of("name", "v".repeat(1 + random.nextInt(60)), "code", (long) random.nextInt(9)));
        if (random.nextBoolean()) {
            document.put("note", "n".repeat(random.nextInt(80)));
        }
        return document;
    }

    private void see(Change change) {
        events++;
        checksum += change.sequence() + change.keyLength();
        if (change.newValue() != null) {
            checksum += change.newValue().encodedLength();
        }
    }

    private static Transforms where(Expression predicate) {
        return Transforms.none().filter(predicate, FilterDefault.SKIP);
    }

    /** One of each way to be found, and some that are looked at alike. */
    private List<Feed> feeds(ChangesOptions options) {
        List<Feed> feeds = new ArrayList<>();
        for (long code = 0; code < 9; code++) {
            feeds.add(rig.open(where(row("venue", "code").eq(code)), options));
            feeds.add(rig.open(where(row("venue", "code").eq(code)).pluck("price", "venue"), options));
            feeds.add(rig.open(
                    where(row("price").ge(100 + 5 * code).and(row("price").lt(110 + 5 * code))), options));
        }
        feeds.add(rig.open(where(row("price").in(List.of(101, 117, 140))).pluck("note"), options));
        feeds.add(rig.open(where(row("price").gt(120).and(row("venue", "code").ne(3))), options));
        feeds.add(rig.open(where(row("price").lt(105).or(row("venue", "code").eq(8))), options));
        feeds.add(rig.open(Transforms.none().pluck("note"), options));
        feeds.add(rig.open(Transforms.none().filter(document -> document.doubleValue(price) > 145), options));
        feeds.add(rig.open(
                where(row("price").gt(130)).map((in, out) -> out.put(price, 2 * in.doubleValue(price))), options));
        KeyRange[] two = {rig.only("instrument-17", 1), rig.only("instrument-4", 2)};
        feeds.add(rig.open(rig.keys(Source.Kind.POINT, two[0]), options));
        feeds.add(rig.open(rig.keys(Source.Kind.KEYS, two), where(row("price").gt(110)), options));
        feeds.add(rig.open(rig.keys(Source.Kind.RANGE, rig.between("instrument-2", "instrument-4")), options));
        feeds.add(rig.open(new Source(0, "t", Source.Kind.TABLE, null, List.of(), true, false, 10), options));
        feeds.add(rig.open(where(row("venue", "code").eq(5)), options).onlyIf(changed("price")));
        return feeds;
    }

    Stream<ChangesOptions> modes() {
        return Stream.of(
                ChangesOptions.squash(false),
                ChangesOptions.squash(true),
                ChangesOptions.squash(false).conflateBeyond(Lag.changes(READ / 2)),
                ChangesOptions.squash(Duration.ofNanos(2_000)),
                ChangesOptions.squash(true).queueSize(1_000));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldAllocateNothing(ChangesOptions options) {
        assertThat(AllocationMeter.allocatedPerWindow(() -> window(options, 300)))
                .isZero();
        assertThat(events).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldAllocateNothingWhereLimitsStopWithinChanges(ChangesOptions options) {
        assertThat(AllocationMeter.allocatedPerWindow(() -> window(options, 7))).isZero();
        assertThat(events).isGreaterThan(50_000);
    }

    private long window(ChangesOptions options, int limit) {
        rig.committed = Long.MAX_VALUE; // an order is read from the state as it is
        try (FeedGroup group = rig.group(Assertions::fail)) {
            List<FeedRun> runs = new ArrayList<>();
            for (Feed feed : feeds(options.includeInitial(false).from(2))) {
                runs.add(group.add(feed.withoutLending(), this::see));
            }
            rig.committed = 1; // the feeds begin together, after the creation of the table
            readTo(SETTLED, group, limit);
            assertThat(runs).allMatch(FeedRun::isFollowing);
            long before = AllocationMeter.allocated();
            readTo(CHANGES, group, limit);
            return AllocationMeter.allocated() - before;
        }
    }

    private void readTo(long sequence, FeedGroup group, int limit) {
        while (rig.committed < sequence) {
            rig.committed = Math.min(sequence, rig.committed + READ);
            rig.timeFloor = Long.MIN_VALUE;
            while (group.poll(limit) > 0 || group.hasMoved()) {
                // until nothing is left of the read
            }
        }
    }
}
