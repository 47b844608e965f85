package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tailrace.cli.CommandLineRun;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.JournalException;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Journal;
import io.tailrace.journal.Stretch;
import io.tailrace.journal.StretchImport;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stretch that is exported and imported gives the same state and the same events. */
@Timeout(180)
class StretchTest {
    private static final int STEPS = 400;
    private static final int STRETCHES = 12;
    private static final int FLIPS = 80;

    @TempDir
    Path base;

    private final Random random = Seeds.random(StretchTest.class);
    private final long[] nowNs = {1_000};
    private int files;

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(base.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .segmentBytes(64 << 10)
                .limits(new DocumentLimits().documentBytes(1_024));
    }

    @BeforeEach
    void write() {
        try (Tailrace engine = Tailrace.open(config())) {
            for (int step = 0; step < STEPS; step++) {
                nowNs[0] += random.nextInt(1_000_000);
                SnapshotModelTest.step(engine, random, step);
            }
        }
    }

    private static Tailrace read(Path directory) {
        return Tailrace.open(new TailraceConfig().directory(directory).readOnly(true));
    }

    private static Map<String, String> documents(AsOf state) {
        Map<String, String> all = new TreeMap<>();
        for (String name : state.tables()) {
            Table table = state.existingTable(name);
            all.put(name, table.keyField() + " " + table.indexes());
            table.scan((document, version) -> all.put(name + " " + document.longValue("id"), document.toString()));
        }
        return all;
    }

    /** All that feeds on the tables of a state show, but for sequences. */
    private static List<String> events(AsOf end, ChangesOptions options) {
        List<String> events = new ArrayList<>();
        for (String name : end.tables()) {
            try (Feed feed = end.existingTable(name).changes(options.includeInitial())) {
                while (!feed.ended()) {
                    feed.poll(
                            change -> events.add(name + " " + change.kind() + " " + change.timeNs() + " "
                                    + (change.kind() == ChangeKind.CHANGE
                                            ? Math.min(end.sequence(), change.transactionEnd()) - change.sequence()
                                            : "")
                                    + " " + change.oldValue() + " " + change.newValue()),
                            100);
                }
            }
        }
        return events;
    }

    private static List<String> events(Tailrace engine, long from, long until, ChangesOptions options) {
        try (AsOf end = engine.asOf(until)) {
            return events(end, options.from(from + 1).until(until));
        }
    }

    @Test
    void shouldGiveTheSameStateAndEvents() {
        try (Tailrace engine = read(base.resolve("journal"))) {
            long last = engine.lastSequence();
            for (int i = 0; i < STRETCHES; i++) {
                long a = i == 0 ? 0 : random.nextLong(last + 1);
                long b = i == 1 ? last : random.nextLong(last + 1);
                long from = Math.min(a, b);
                long until = Math.max(a, b);
                Path file = base.resolve("stretch" + files++);
                Stretch written = engine.export(from, until, file);
                Path into = base.resolve("imported" + files);
                assertThat(StretchImport.read(file, into)).isEqualTo(written);
                assertThat(Journal.verify(into).defects()).isEmpty();
                assertThat(file).hasSize(written.bytes());
                compare(engine, into, written);
            }
        }
    }

    private static void compare(Tailrace engine, Path directory, Stretch stretch) {
        String where = stretch.toString();
        try (Tailrace imported = read(directory)) {
            long state = stretch.stateChanges();
            assertThat(imported.lastSequence()).isEqualTo(state + stretch.changes());
            try (AsOf then = engine.asOf(stretch.from());
                    AsOf now = imported.asOf(state)) {
                assertThat(documents(now)).as(where).isEqualTo(documents(then));
            }
            try (AsOf then = engine.asOf(stretch.until());
                    AsOf now = imported.asOf(imported.lastSequence())) {
                assertThat(documents(now)).as(where).isEqualTo(documents(then));
            }
            for (ChangesOptions options :
                    List.of(ChangesOptions.squash(false), ChangesOptions.squash(Duration.ofMillis(3)))) {
                assertThat(events(imported, state, imported.lastSequence(), options))
                        .as(where)
                        .isEqualTo(events(engine, stretch.from(), stretch.until(), options));
            }
        }
    }

    @Test
    void shouldRefuseAFileThatIsNotWhatWasWritten() throws IOException {
        Path file = base.resolve("stretch");
        try (Tailrace engine = read(base.resolve("journal"))) {
            long last = engine.lastSequence();
            engine.export(last - 50, last, file);
        }
        byte[] whole = Files.readAllBytes(file);
        Path bad = base.resolve("bad");
        Path into = base.resolve("into");
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = whole.clone();
            int at = i < 96 ? i : random.nextInt(whole.length);
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(bad, flipped);
            boolean isReserved = at >= 12 && at < 16;
            assertThat(catchThrowable(() -> StretchImport.read(bad, into)))
                    .as("flipped at=%d reserved=%s", at, isReserved)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(bad.toString());
            assertThat(into).doesNotExist();
        }
        for (int i = 0; i < FLIPS / 5; i++) {
            Files.write(bad, java.util.Arrays.copyOf(whole, random.nextInt(whole.length)));
            assertThatThrownBy(() -> StretchImport.read(bad, into)).isInstanceOf(JournalException.class);
        }
        assertThat(base.resolve("into.unfinished")).doesNotExist();
        assertThatThrownBy(() -> StretchImport.read(base.resolve("none"), into))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void shouldRefuseWhatIsNoStretchAndWhatIsThere() {
        try (Tailrace engine = read(base.resolve("journal"))) {
            long last = engine.lastSequence();
            Path file = base.resolve("stretch");
            assertThatThrownBy(() -> engine.export(1, last + 1, file)).isInstanceOf(BeyondEndException.class);
            assertThatThrownBy(() -> engine.export(2, 1, file)).isInstanceOf(JournalException.class);
            assertThat(engine.export(last, last, file).changes()).isZero();
            assertThatThrownBy(() -> engine.export(1, last, file))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("is there");
            assertThatThrownBy(() -> StretchImport.read(file, base.resolve("journal")))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("not empty");
        }
    }

    @Test
    void shouldWriteLinesThatLoadTakes() throws IOException {
        Path lines = base.resolve("stretch.jsonl");
        Path into = base.resolve("loaded");
        try (Tailrace engine = read(base.resolve("journal"))) {
            long last = engine.lastSequence();
            try (OutputStream out = Files.newOutputStream(lines)) {
                engine.exportLines(last / 2, last, out);
            }
            CommandLineRun run =
                    CommandLineRun.of("load", "--dir", into.toString(), "--ops", "--strict", lines.toString());
            assertThat(run.err()).doesNotContain("error");
            assertThat(run.exitCode()).isZero();
            Map<String, String> expected = new TreeMap<>();
            Map<String, String> loaded = new TreeMap<>();
            try (Tailrace copy = read(into)) {
                collect(engine, expected);
                collect(copy, loaded);
            }
            assertThat(loaded).isEqualTo(expected);
        }
    }

    private static void collect(Tailrace engine, Map<String, String> into) {
        for (String name : engine.tables()) {
            engine.existingTable(name)
                    .scan((document, version) -> into.put(name + " " + document.longValue("id"), document.toString()));
        }
    }

    @Test
    void shouldLeaveAFileToTheExportThatWritesItOrHasWrittenIt() throws IOException {
        Path file = base.resolve("incident");
        Path work = base.resolve("incident.unfinished");
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            engine.table("t").upsert("a").put("n", 1).commit();
            Files.writeString(work, "of another export");
            assertThatThrownBy(() -> engine.export(1, 2, file))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("another export writes there");
            assertThat(work).hasContent("of another export");
            Files.delete(work);
            engine.export(1, 2, file);
            byte[] written = Files.readAllBytes(file);
            assertThatThrownBy(() -> engine.export(1, 1, file)).isInstanceOf(JournalException.class);
            assertThat(file).hasBinaryContent(written);
            assertThat(work).doesNotExist();
        }
    }
}
