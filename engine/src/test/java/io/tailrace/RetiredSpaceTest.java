package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.ExpiredException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Journal;
import io.tailrace.query.Cursor;
import io.tailrace.write.SnapshotPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The space of a file is free when nobody maps it any more, and an engine that makes no garbage may have no collection
 * for days: what is retired is let go of without one.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class RetiredSpaceTest {
    private static final int SEGMENT = 64 << 10;
    private static final int RETIREMENTS = 50;

    @TempDir
    Path directory;

    private final long[] nowNs = {1};

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .segmentBytes(SEGMENT)
                .limits(new DocumentLimits().documentBytes(1_024))
                .snapshots(SnapshotPolicy.onDemand().everyBytes(1 << 20).every(Duration.ofMillis(20)))
                .retention(RetentionPolicy.keepAll().bytes(4L * SEGMENT));
    }

    private TailraceConfig reading() {
        return config().clock(System::nanoTime)
                .snapshots(SnapshotPolicy.onDemand())
                .retention(RetentionPolicy.keepAll())
                .readOnly(true);
    }

    private void fillSegment(Tailrace engine) {
        Table table = engine.table("t");
        int until = engine.info().segments() + engine.info().retiredSegments() + 1;
        byte[] much = new byte[700];
        for (int i = 0; engine.info().segments() + engine.info().retiredSegments() < until; i++) {
            much[i % much.length]++;
            table.upsert(i % 20).put("n", i).put("much", much).commit();
        }
        nowNs[0] += Duration.ofSeconds(2).toNanos();
        for (int i = 0; i < 300; i++) {
            engine.doWork();
        }
    }

    /** How many mappings of files there are that were removed. */
    private long held() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory.toString()) && line.endsWith("(deleted)"))
                    .count();
        }
    }

    @Test
    void shouldHoldNoFileThatIsRetiredWhileFeedsAndReadsComeAndGo() throws Exception {
        long most = 0;
        try (Tailrace engine = Tailrace.open(config());
                Tailrace beside = opened(engine)) {
            Table table = engine.table("t");
            Feed tail = table.changes(ChangesOptions.squash(false));
            Feed tailBeside = beside.existingTable("t").changes(ChangesOptions.squash(false));
            while (engine.info().retiredSegments() < RETIREMENTS) {
                fillSegment(engine);
                readAll(tail);
                readAll(tailBeside);
                try (Feed whole = table.changes(ChangesOptions.squash(false).fromStart());
                        Feed stopped =
                                table.changes(ChangesOptions.squash(false).fromStart());
                        Feed ordered = table.orderBy("id").limit(3).changes();
                        Cursor read = table.read()) {
                    readAll(whole);
                    stopped.poll(change -> {}, 1);
                    ordered.poll(change -> {}, 10);
                    assertThat(read.next()).isTrue();
                }
                assertThat(engine.timeOf(engine.oldestSequence())).isNotNull();
                try (AsOf past = engine.asOf(engine.lastSequence())) {
                    assertThat(past.existingTable("t").count()).isEqualTo(20);
                }
                most = Math.max(most, held());
            }
        }
        assertThat(most).isLessThanOrEqualTo(8);
        assertThat(Journal.verify(directory).defects()).isEmpty();
    }

    private Tailrace opened(Tailrace engine) {
        fillSegment(engine);
        return Tailrace.open(reading());
    }

    private static void readAll(Feed feed) {
        long[] last = {0};
        while (feed.poll(
                        change -> {
                            assertThat(change.newVal().length()).isPositive();
                            assertThat(last[0] == 0 || change.sequence() == last[0] + 1)
                                    .isTrue();
                            last[0] = change.sequence();
                        },
                        1_000)
                > 0) {
            assertThat(last[0]).isPositive();
        }
    }

    /** A feed that stands in what is retired reads it to its end, and is told then. */
    @Test
    void shouldKeepWhatAFeedStandsInUntilItHasGoneOn() throws Exception {
        try (Tailrace engine = Tailrace.open(config())) {
            fillSegment(engine);
            Feed lagging =
                    engine.table("t").changes(ChangesOptions.squash(false).fromStart());
            assertThat(lagging.poll(change -> {}, 1)).isEqualTo(1);
            while (engine.info().retiredSegments() < 3) {
                fillSegment(engine);
            }
            assertThat(held()).isEqualTo(1);
            assertThatThrownBy(() -> {
                        while (lagging.position() < engine.oldestSequence()) {
                            lagging.poll(
                                    change ->
                                            assertThat(change.newVal().has("n")).isTrue(),
                                    1);
                        }
                    })
                    .isInstanceOf(ExpiredException.class);
            lagging.close();
            while (engine.info().retiredSegments() < 6) {
                fillSegment(engine);
            }
            assertThat(held()).isZero();
        }
    }

    /** Whoever looks at what was shown long ago finds nothing there, and takes no harm. */
    @Test
    void shouldLetALateLookFindZeros() {
        try (Tailrace engine = Tailrace.open(config())) {
            fillSegment(engine);
            UnsafeBuffer bytes = new UnsafeBuffer(0, 0);
            try (Feed feed =
                    engine.table("t").changes(ChangesOptions.squash(false).fromStart())) {
                feed.poll(
                        change -> bytes.wrap(
                                change.newVal().buffer(),
                                change.newVal().offset(),
                                change.newVal().length()),
                        1);
            }
            assertThat(sum(bytes)).isNotZero();
            while (engine.info().retiredSegments() < 6) {
                fillSegment(engine);
            }
            assertThat(sum(bytes)).isZero();
        }
    }

    private static int sum(DirectBuffer bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.capacity(); i++) {
            sum += bytes.getByte(i) & 0xff;
        }
        return sum;
    }
}
