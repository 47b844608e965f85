package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Threading;
import io.tailrace.error.ExpiredException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Journal;
import io.tailrace.journal.VerifyReport;
import io.tailrace.testing.ChildJvm;
import io.tailrace.testing.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that takes segments away all the time, and reads beside it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RetentionKillTest {
    private static final int KILLS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> SMALL = List.of(
            "-Xmx192m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    @TempDir
    Path directory;

    private long acknowledged;

    @Test
    void shouldKeepEverythingAcknowledgedWhereverItIsKilled() throws Exception {
        Random random = Seeds.random(RetentionKillTest.class);
        Path journal = directory.resolve("journal");
        long oldest = 1;
        int readings = 0;
        for (int i = 0; i < KILLS; i++) {
            try (ChildJvm writer = ChildJvm.start(RetainingProcess.class, directory, SMALL, journal)) {
                take(writer, writer.line(LIMIT));
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(500));
                while (System.nanoTime() < end) {
                    drain(writer);
                    readings += readBeside(journal);
                }
                assertThat(writer.isAlive()).as(writer.errors()).isTrue();
                writer.kill();
                drain(writer);
            }
            VerifyReport report = Journal.verify(journal);
            assertThat(report.defects()).isEmpty();
            readBeside(journal);
            try (Tailrace engine =
                    Tailrace.open(RetainingProcess.config(journal).threading(Threading.INVOKER))) {
                assertThat(engine.lastSequence()).isGreaterThan(acknowledged);
                assertThat(engine.oldestSequence()).isGreaterThanOrEqualTo(oldest);
                oldest = engine.oldestSequence();
                check(engine, engine.lastSequence());
                for (long from = oldest; from <= engine.lastSequence(); from = follow(engine, from) + 1) {
                    assertThat(from).isLessThanOrEqualTo(engine.lastSequence());
                }
                if (i % 2 == 0) {
                    RetainingProcess.write(engine.table("t"), engine.lastSequence());
                    engine.compact();
                }
            }
        }
        assertThat(oldest).isGreaterThan(500);
        assertThat(readings).isPositive();
        System.out.println("  oldest=" + oldest + " acknowledged=" + acknowledged + " readings=" + readings);
    }

    /** What the tables hold is what the writes up to a sequence have made. */
    private static void check(Tailrace engine, long last) {
        Table table = engine.existingTable("t");
        assertThat(table.count()).isEqualTo(Math.min(RetainingProcess.KEYS, last - 1));
        long[] sum = {0};
        table.scanInKeyOrder((document, version) -> {
            assertThat(document.longValue("n")).isEqualTo(version - 1);
            sum[0] += last - version;
        });
        long keys = table.count();
        assertThat(sum[0]).isEqualTo(keys * (keys - 1) / 2);
    }

    /** Reads on from a sequence; the last one that was read. */
    private static long follow(Tailrace engine, long from) {
        long[] next = {Math.max(2, from)};
        try (Feed feed =
                engine.existingTable("t").changes(ChangesOptions.squash(false).from(from))) {
            feed.poll(
                    change -> {
                        assertThat(change.sequence()).isEqualTo(next[0]);
                        assertThat(change.newVal().longValue("n")).isEqualTo(next[0] - 1);
                        if (next[0] - 1 > RetainingProcess.KEYS) {
                            assertThat(change.oldVal().longValue("n")).isEqualTo(next[0] - 1 - RetainingProcess.KEYS);
                        }
                        next[0]++;
                    },
                    1_000);
        }
        return next[0] - 1;
    }

    /** One who is too late is told, and begins anew; returns whether something was read. */
    private static int readBeside(Path journal) {
        try (Tailrace engine = Tailrace.open(RetainingProcess.config(journal)
                .retention(io.tailrace.RetentionPolicy.keepAll())
                .readOnly(true))) {
            if (!engine.tables().contains("t")) {
                return 0;
            }
            follow(engine, engine.oldestSequence());
            Table table = engine.existingTable("t");
            assertThat(table.count()).isLessThanOrEqualTo(RetainingProcess.KEYS);
            table.scanInKeyOrder(
                    (document, version) -> assertThat(document.longValue("n")).isEqualTo(version - 1));
            return 1;
        } catch (ExpiredException e) {
            assertThat(e.requested()).isLessThan(e.oldest());
            return 0;
        }
    }

    private void drain(ChildJvm writer) {
        for (String line = writer.line(); line != null; line = writer.line()) {
            take(writer, line);
        }
    }

    private void take(ChildJvm writer, String line) {
        assertThat(line).as(writer.errors()).isNotNull().startsWith("ack ");
        acknowledged = Math.max(acknowledged, Long.parseLong(line.substring("ack ".length())));
    }
}
