package io.tailrace.feed;

import static io.tailrace.expression.Expressions.abs;
import static io.tailrace.expression.Expressions.changed;
import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.FieldSelection;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.testing.AllocationMeter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes allocated by the polling thread once a feed has found its sizes: none. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedAllocationTest {
    private static final int CHANGES = 60_000;
    private static final int READ = 400;
    private static final int SETTLED = 20_000;
    private static final int WINDOW_CHANGES = 200_000;
    private static final int SHORT_WINDOW_CHANGES = 80_000;

    private final FeedRig rig = FeedRig.withTable("t");
    private final Field price = rig.dictionary.field("price");
    private final Field venue = rig.dictionary.field("venue");
    private final Field name = rig.dictionary.field("name");
    private final Field total = rig.dictionary.field("total");
    private Document nested;
    private Source watched = FeedRig.table(0);
    private UnaryOperator<Feed> after = feed -> feed;
    private int windowChanges = WINDOW_CHANGES;
    private long events;
    private long checksum;

    @BeforeAll
    void write() {
        nested = new Document(rig.dictionary);
        Random random = new Random(7);
        while (rig.journal.lastSequence() < CHANGES) {
            rig.beginGroup();
            for (int i = 0; i < 64; i++) {
                rig.now += 10;
                String key = "instrument-" + random.nextInt(500);
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

    @AfterEach
    void lookAtAllOfTheTableAgain() {
        windowChanges = WINDOW_CHANGES;
        watched = FeedRig.table(0);
        after = feed -> feed;
    }

    /** Four shapes, nested documents and strings of many lengths. */
    private static Map<String, Object> document(String key, Random random) {
        Map<String, Object> document = new HashMap<>();
        document.put("id", key);
        document.put("price", 100.0 + random.nextInt(50));
        document.put("venue", Map.of("name", "v".repeat(1 + random.nextInt(60)), "code", (long) random.nextInt(9)));
        if (random.nextBoolean()) {
            document.put("note", "n".repeat(random.nextInt(80)));
        }
        if (random.nextBoolean()) {
            document.put("size", (long) random.nextInt(1000));
        }
        return document;
    }

    private Transforms filterAndPluck() {
        return Transforms.none()
                .filter(document -> document.doubleValue(price) > 125
                        && document.document(venue, nested)
                        && !nested.stringEquals(name, "v"))
                .pluck("id", "price", "venue", "note");
    }

    private Transforms filterAndMap() {
        return Transforms.none()
                .filter(document -> document.doubleValue(price) > 110)
                .map((in, out) -> out.put(total, in.doubleValue(price) * 2).put(venue, in, venue));
    }

    private void see(Change change) {
        events++;
        checksum += change.sequence() + change.keyLength();
        if (change.newValue() != null) {
            checksum += change.newValue().encodedLength();
        }
    }

    Stream<ChangesOptions> modes() {
        return Stream.of(
                ChangesOptions.squash(false),
                ChangesOptions.squash(true),
                ChangesOptions.squash(false).conflateBeyond(Lag.changes(READ)),
                ChangesOptions.squash(Duration.ofNanos(2_000)).failBeyond(Lag.time(Duration.ofDays(1))));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldAllocateNothingWhileItFiltersAndPlucks(ChangesOptions options) {
        assertThat(allocated(filterAndPluck(), options, this::see)).isZero();
        assertThat(events).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldAllocateNothingWhileItFiltersAndMaps(ChangesOptions options) {
        assertThat(allocated(filterAndMap(), options, this::see)).isZero();
        assertThat(events).isGreaterThan(50_000);
    }

    /** Queries whose events are shown without building anything for them but their values. */
    Stream<Transforms> expressions() {
        return Stream.of(
                Transforms.none()
                        .filter(row("price").gt(110).and(row("venue", "name").ne("v")), FilterDefault.SKIP),
                Transforms.none()
                        .filter(row("size").gt(100), FilterDefault.ADMIT)
                        .pluck(FieldSelection.of("id", "price", Map.of("venue", "code"))),
                Transforms.none().map(row().merge(Map.of("twice", row("price").mul(2)))),
                Transforms.none().without(FieldSelection.of("note", Map.of("venue", "name"))),
                Transforms.none().withFields(FieldSelection.of("id", "price")),
                Transforms.none().field("venue").field("code"),
                Transforms.none().map(row("size").mul(row("price"))));
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void shouldAllocateNothingWhileItEvaluatesExpressions(Transforms transforms) {
        windowChanges = SHORT_WINDOW_CHANGES;
        assertThat(allocated(transforms, ChangesOptions.squash(false), this::see))
                .isZero();
        assertThat(allocated(transforms, ChangesOptions.squash(true), this::see))
                .isZero();
        assertThat(events).isGreaterThan(5_000);
    }

    Stream<Source> sources() {
        return Stream.of(
                rig.keys(Source.Kind.POINT, rig.only("instrument-7", 1)),
                rig.keys(Source.Kind.KEYS, rig.only("instrument-7", 2), rig.only("instrument-8", 1)),
                rig.keys(Source.Kind.RANGE, rig.between("instrument-2", "instrument-4")),
                rig.index(0, "row.price", false, rig.between(110.0, 130.0)));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void shouldAllocateNothingWhileItMatchesKeys(Source source) {
        windowChanges = SHORT_WINDOW_CHANGES;
        watched = source;
        assertThat(allocated(Transforms.none(), ChangesOptions.squash(false), this::see))
                .isZero();
        assertThat(allocated(Transforms.none(), ChangesOptions.squash(true), this::see))
                .isZero();
        assertThat(allocated(Transforms.none(), ChangesOptions.squash(false).queueSize(100_000), this::see))
                .isZero();
        assertThat(events).isPositive();
    }

    @Test
    void shouldAllocateNothingInStepsAfterChanges() {
        windowChanges = SHORT_WINDOW_CHANGES;
        after = feed -> feed.filter(newVal("price").gt(oldVal("price")))
                .map(row().merge(Map.of("up", newVal("price").sub(oldVal("price")))))
                .pluck("up", Map.of("new_val", "id"));
        assertThat(allocated(
                        Transforms.none(),
                        ChangesOptions.squash(false),
                        change -> checksum += change.value().document().length()))
                .isZero();
    }

    @Test
    void shouldAllocateNothingWhileItLeavesUpdatesOut() {
        windowChanges = SHORT_WINDOW_CHANGES;
        after = feed -> feed.onlyIf(changed("price", Map.of("venue", "code"))
                        .or(abs(newVal("size").sub(oldVal("size"))).gt(100)))
                .carry("note", Map.of("venue", "name"));
        assertThat(allocated(Transforms.none(), ChangesOptions.squash(false), this::see))
                .isZero();
    }

    @Test
    void shouldAllocateNothingForAnEventAsAWhole() {
        windowChanges = SHORT_WINDOW_CHANGES;
        assertThat(allocated(
                        Transforms.none(),
                        ChangesOptions.squash(false).includeTypes(),
                        change -> checksum += change.value().document().length()))
                .isZero();
    }

    @Test
    void shouldCatchAHandlerThatAllocates() {
        Object[] kept = new Object[64];
        ChangeHandler allocating = change -> {
            kept[(int) change.sequence() & 63] = new long[] {change.sequence()};
            events++;
        };
        windowChanges = SHORT_WINDOW_CHANGES;
        assertThat(allocated(Transforms.none(), ChangesOptions.squash(false), allocating))
                .isGreaterThan(16L * SHORT_WINDOW_CHANGES);
    }

    private long allocated(Transforms transforms, ChangesOptions options, ChangeHandler handler) {
        events = 0;
        return AllocationMeter.allocatedPerWindow(() -> window(transforms, options, handler));
    }

    private long window(Transforms transforms, ChangesOptions options, ChangeHandler handler) {
        long bytes = 0;
        long changes = 0;
        while (changes < windowChanges) {
            rig.committed = 0;
            try (Feed feed =
                    after.apply(rig.open(watched, transforms, options.from(1))).withoutLending()) {
                readTo(SETTLED, feed, handler);
                long before = AllocationMeter.allocated();
                readTo(CHANGES, feed, handler);
                bytes += AllocationMeter.allocated() - before;
                changes += CHANGES - SETTLED;
            }
        }
        return bytes;
    }

    private void readTo(long sequence, Feed feed, ChangeHandler handler) {
        while (rig.committed < sequence) {
            rig.committed += READ;
            feed.poll(handler, 300);
            feed.poll(handler, 300);
        }
    }
}
