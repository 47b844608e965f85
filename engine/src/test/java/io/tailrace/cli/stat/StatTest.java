package io.tailrace.cli.stat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.cli.CommandLineRun;
import io.tailrace.cli.Main;
import io.tailrace.feed.ChangesOptions;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tailrace stat} beside an engine whose time a test moves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StatTest {
    private static final long SECOND_NS = 1_000_000_000;

    @TempDir
    private Path directory;

    private final AtomicLong time = new AtomicLong(SECOND_NS);

    private Tailrace open() {
        return Tailrace.open(new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(time::get));
    }

    private CommandLineRun stat(String... options) {
        String[] args = new String[options.length + 5];
        System.arraycopy(new String[] {"stat", "--dir", directory.toString(), "--count", "1"}, 0, args, 0, 5);
        System.arraycopy(options, 0, args, 5, options.length);
        return CommandLineRun.of(args);
    }

    @Test
    void shouldShowTheEngineAndItsFeedsThoseThatLagFirst() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            engine.run("quick", table.changes(ChangesOptions.squash(false)), change -> {});
            engine.run("late", table.changes(ChangesOptions.squash(false)), change -> {})
                    .pause();
            for (int i = 0; i < 5; i++) {
                table.upsert("a").put("n", i).commit();
            }
            time.addAndGet(90 * SECOND_NS);
            engine.doWork();
            CommandLineRun run = stat();
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.lines().get(0)).startsWith(directory + ": process ").endsWith("open for 1:30 min");
            assertThat(run.out())
                    .contains("sequence   written 6, journaled 6, synced 0, oldest 1")
                    .contains("writes     6, refused 0;")
                    .contains("index      1 documents in 1 tables")
                    .contains("feeds      2 open");
            assertThat(run.lines().get(run.lines().size() - 2)).startsWith("late (paused) ");
            assertThat(run.lastLine()).startsWith("quick ").endsWith("table(\"t\").changes(squash(false))");
            assertThat(stat("--feeds", "1").lastLine()).isEqualTo("... and 1 more");
        }
        assertThat(stat().lines().get(0)).endsWith("closed since");
    }

    @Test
    void shouldNotCountFromNothingWhereTheClockSaidNothingWhenItOpened() {
        time.set(0);
        try (Tailrace engine = open()) {
            time.set(50 * 365 * 86_400 * SECOND_NS);
            engine.doWork();
            assertThat(stat().lines().get(0))
                    .startsWith(directory + ": process ")
                    .endsWith(", open");
        }
    }

    @Test
    void shouldPrintEveryNumberAsJson() {
        try (Tailrace engine = open()) {
            engine.run("f", engine.table("t").changes(), change -> {});
            time.addAndGet(SECOND_NS);
            engine.doWork();
            assertThat(stat("--json").out())
                    .startsWith("{\"process\":" + ProcessHandle.current().pid() + ",\"openedNs\":1000000000,")
                    .contains("\"open\":true,\"tailrace.sequence.written\":1,")
                    .contains("\"feeds\":[{\"name\":\"f\",\"query\":\"table(\\\"t\\\").changes(squash(true))\"")
                    .contains("\"paused\":false}],\"cursors\":[],"
                            + "\"dispatchers\":[{\"name\":\"tailrace-feeds-1\",\"feeds\":1,")
                    .endsWith("\"slow\":0,\"longestHandlerNs\":0}]}\n");
        }
    }

    @Test
    void shouldShowCursorsAndDispatchers() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            ChangesOptions kept = ChangesOptions.squash(false).cursor("booking");
            engine.run("booker", table.changes(kept), change -> {}).pause();
            table.upsert("a").put("n", 1).commit();
            time.addAndGet(SECOND_NS);
            engine.doWork();
            assertThat(stat().lines())
                    .anyMatch(line -> line.matches("DISPATCHER +POSITION +LAG +BEHIND +FEEDS +READ .*"))
                    .anyMatch(line -> line.matches("tailrace-feeds-1 +0 +0 +0 us +1 +.*"))
                    .anyMatch(line -> line.matches("CURSOR +POSITION +LAG +BYTES +BEHIND +QUERY"))
                    .anyMatch(line -> line.matches("booking +1 +1 .* in use +table.\"t\".*"));
            assertThat(stat("--json").out())
                    .contains("\"cursors\":[{\"name\":\"booking\",\"query\":\"table(\\\"t\\\")")
                    .contains("\"inUse\":true,\"holding\":false}]");
        }
    }

    @Test
    void shouldSayWhereThereIsNothingToShow() {
        CommandLineRun none = stat();
        assertThat(none.exitCode()).isEqualTo(Main.FAILED);
        assertThat(none.err()).contains("there are no metrics: file=").contains("no engine writes a journal there");
        assertThat(stat("--interval", "0").exitCode()).isEqualTo(Main.USAGE);
        assertThat(stat("--feeds", "-1").err()).contains("--feeds must not be negative, but was -1");
    }

    @Test
    void shouldPrintSizesAndTimesInTheUnitThatFits() {
        assertThat(StatText.bytes(1_023)).isEqualTo("1023 B");
        assertThat(StatText.bytes(1_536)).isEqualTo("1.5 KiB");
        assertThat(StatText.bytes(3L << 20)).isEqualTo("3.0 MiB");
        assertThat(StatText.bytes(5L << 30)).isEqualTo("5.0 GiB");
        assertThat(StatText.duration(999)).isEqualTo("0 us");
        assertThat(StatText.duration(2_500_000)).isEqualTo("2.5 ms");
        assertThat(StatText.duration(59_900_000_000L)).isEqualTo("59.9 s");
        assertThat(StatText.duration(3_599_000_000_000L)).isEqualTo("59:59 min");
        assertThat(StatText.duration(90_061_000_000_000L)).isEqualTo("25:01 h");
    }
}
