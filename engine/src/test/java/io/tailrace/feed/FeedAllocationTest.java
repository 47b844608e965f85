package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
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
    private static final int WINDOW_CHANGES = 1_000_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FeedRig rig = FeedRig.withTable("t");
    private final Field price = rig.dictionary.field("price");
    private final Field venue = rig.dictionary.field("venue");
    private final Field name = rig.dictionary.field("name");
    private final Field total = rig.dictionary.field("total");
    private Document nested;
    private long events;
    private long checksum;

    @BeforeAll
    void write() {
        nested = new Document(rig.dictionary);
        final Random random = new Random(7);
        while (rig.journal.lastSequence() < CHANGES) {
            rig.beginGroup();
            for (int i = 0; i < 64; i++) {
                rig.now += 10;
                final String key = "instrument-" + random.nextInt(500);
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

    /** Four shapes, nested documents and strings of many lengths. */
    private static Map<String, Object> document(String key, Random random) {
        final Map<String, Object> document = new HashMap<>();
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
        if (change.newVal() != null) {
            checksum += change.newVal().length();
        }
    }

    Stream<ChangesOptions> modes() {
        return Stream.of(
                ChangesOptions.squash(false),
                ChangesOptions.squash(true),
                ChangesOptions.squash(Duration.ofNanos(2_000)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldAllocateNothingWhileItFiltersAndPlucks(ChangesOptions options) {
        assertThat(mostOfThreeWindows(filterAndPluck(), options, this::see)).isZero();
        assertThat(events).isGreaterThan(50_000);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void shouldAllocateNothingWhileItFiltersAndMaps(ChangesOptions options) {
        assertThat(mostOfThreeWindows(filterAndMap(), options, this::see)).isZero();
        assertThat(events).isGreaterThan(50_000);
    }

    @Test
    void shouldCatchAHandlerThatAllocates() {
        final Object[] kept = new Object[64];
        final ChangeHandler allocating = change -> {
            kept[(int) change.sequence() & 63] = new long[] {change.sequence()};
            events++;
        };
        assertThat(mostOfThreeWindows(Transforms.none(), ChangesOptions.squash(false), allocating))
                .isGreaterThan(16L * WINDOW_CHANGES);
    }

    /** The greatest of three windows is what counts, after one to warm up. */
    private long mostOfThreeWindows(Transforms transforms, ChangesOptions options, ChangeHandler handler) {
        window(transforms, options, handler);
        events = 0;
        long bytes = 0;
        for (int i = 0; i < 3; i++) {
            bytes = Math.max(bytes, window(transforms, options, handler));
        }
        return bytes;
    }

    private long window(Transforms transforms, ChangesOptions options, ChangeHandler handler) {
        long bytes = 0;
        long changes = 0;
        while (changes < WINDOW_CHANGES) {
            rig.committed = 0;
            try (Feed feed = rig.open(transforms, options.from(1))) {
                readTo(SETTLED, feed, handler);
                final long before = THREADS.getCurrentThreadAllocatedBytes();
                readTo(CHANGES, feed, handler);
                bytes += THREADS.getCurrentThreadAllocatedBytes() - before;
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
