package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.TailraceException;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.VerifyReport;
import io.tailrace.testing.AllocationMeter;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That a small file of a journal that is empty, cut short, zero, noise or endless stands in nobody's way where the rest
 * is sound and can do without it, and else is named by a typed error that says what to do, whoever meets it.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedSmallFilesTest {
    /**
     * What who reads, checks, and opens for writing says of a closed and a killed journal, and of which damage where
     * not of each. A killed writer explains that a part of the watermark is not whole.
     */
    private static final String TABLE = """
            file                    read   verify of closed, killed   write
            journal.tailrace        REFUSED    DEFECT  DEFECT         REFUSED
            seal.tailrace           SOUND      DEFECT  DEFECT         REFUSED
            epoch.tailrace          SOUND      DEFECT  DEFECT         SOUND
            watermark.tailrace      SOUND      DEFECT  DEFECT         SOUND
            metadata.cq4t           SOUND      DEFECT  SOUND          SOUND
            LOCK                    SOUND      SOUND   SOUND          SOUND
            writer.tailrace         SOUND      SOUND   SOUND          SOUND
            cut/19700101-02F.cq4    SOUND      SOUND   SOUND          SOUND
            cut                     SOUND      SOUND   SOUND          SOUND
            watermark.tailrace      SOUND      DEFECT  SOUND          SOUND    ENDLESS
            """;

    private static final long SEED = 0x5EED;
    private static final long GIGABYTE = 1L << 30;
    private static final int NOISE = 64 << 10;
    private static final long MOST_ALLOCATED = 8 << 20;
    private static final int DOCUMENTS = 40;

    private enum Verdict {
        SOUND,
        DEFECT,
        REFUSED
    }

    private enum Damage {
        EMPTY,
        CUT,
        ZERO,
        NOISE,
        ENDLESS
    }

    @TempDir
    Path base;

    static List<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        Map<String, String[]> rows = new LinkedHashMap<>();
        for (String row : TABLE.lines().skip(1).toList()) {
            String[] cells = row.trim().split(" +");
            for (Damage damage : Damage.values()) {
                if (cells.length == 5 || cells[5].equals(damage.name())) {
                    rows.put(cells[0] + " " + damage, cells);
                }
            }
        }
        rows.forEach((what, cells) -> {
            String damage = what.substring(what.indexOf(' ') + 1);
            for (String how : List.of("closed", "killed")) {
                cases.add(Arguments.of(
                        cells[0], damage, how, cells[1], how.equals("closed") ? cells[2] : cells[3], cells[4]));
            }
        });
        return cases;
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void shouldGiveWhatIsThereOrNameTheFile(
            String file, Damage damage, String how, Verdict read, Verdict verify, Verdict write) throws IOException {
        Path directory = journal(how.equals("closed"));
        damage(directory.resolve(file), damage);
        reads(directory, file, read);
        verifies(directory, file, verify);
        writes(directory, file, write);
    }

    /** Three segments, and the one before last taken aside by a recovery of long ago. */
    private Path journal(boolean closed) throws IOException {
        Path live = base.resolve("live");
        Path directory = base.resolve("journal");
        try (Tailrace engine = Tailrace.open(ShortSegments.of(live))) {
            Table table = engine.table("t");
            for (int i = 0; i < DOCUMENTS; i++) {
                table.upsert(i).put("s", "x".repeat(900)).commit();
            }
            engine.sync();
            assertThat(engine.info().segments()).isGreaterThan(1);
            if (!closed) {
                DirectoryCopy.of(live, directory);
            }
        }
        if (closed) {
            DirectoryCopy.of(live, directory);
        }
        Files.createDirectory(directory.resolve("cut"));
        Files.copy(directory.resolve("19700101-01F.cq4"), directory.resolve("cut/19700101-02F.cq4"));
        return directory;
    }

    private static void damage(Path file, Damage damage) throws IOException {
        if (Files.isDirectory(file)) { // a file under the name of a directory
            try (Stream<Path> inside = Files.list(file)) {
                for (Path each : inside.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(file);
            Files.write(file, new byte[NOISE]);
        }
        byte[] noise = new byte[NOISE];
        new Random(SEED).nextBytes(noise);
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            int length = (int) Math.max(1, open.length());
            switch (damage) {
                case EMPTY -> open.setLength(0);
                case CUT -> open.setLength(length / 3);
                case ZERO -> open.write(new byte[length]);
                case NOISE -> {
                    open.write(noise);
                    open.setLength(GIGABYTE);
                    open.seek(GIGABYTE - NOISE);
                    open.write(noise);
                }
                default -> open.setLength(GIGABYTE); // what was there, and zeros after it
            }
        }
    }

    private void reads(Path directory, String file, Verdict expected) {
        Throwable thrown = catchThrowable(() -> bounded(() -> {
            JournalConfig config = new JournalConfig().directory(directory).readOnly(true);
            try (Journal journal = Journal.openReadOnly(config)) {
                assertThat(journal.lastSequence()).isEqualTo(DOCUMENTS + 1);
            }
        }));
        expect("Journal.openReadOnly", thrown, file, expected);
        Throwable engineThrown = catchThrowable(() -> {
            try (Tailrace engine = Tailrace.open(ShortSegments.of(directory).readOnly(true))) {
                assertWhole(engine);
            }
        });
        expect("Tailrace.open read only", engineThrown, file, expected);
        expect(
                CommandLineRun.of("info", "--dir", directory.toString()),
                file,
                expected,
                run -> assertThat(run.out()).contains("\"lastSequence\":" + (DOCUMENTS + 1), "\"count\":" + DOCUMENTS));
        expect(
                CommandLineRun.of("tail", "--dir", directory.toString(), "--table", "t"),
                file,
                expected,
                run -> assertThat(run.lines()).hasSize(DOCUMENTS));
    }

    private void verifies(Path directory, String file, Verdict expected) {
        VerifyReport[] report = new VerifyReport[1];
        bounded(() -> report[0] = Journal.verify(directory));
        assertThat(report[0].sound()).as(report[0].toString()).isEqualTo(expected == Verdict.SOUND);
        CommandLineRun run = CommandLineRun.of("verify", "--dir", directory.toString());
        assertThat(run.exitCode()).isEqualTo(expected == Verdict.SOUND ? 0 : 1);
        if (expected != Verdict.SOUND) {
            assertThat(report[0].defects().get(0).file()).isEqualTo(file);
            assertThat(run.out()).contains("\"sound\":false", file);
            List<String> lines =
                    run.err().lines().filter(line -> !line.startsWith("note: ")).toList();
            assertThat(lines).singleElement().asString().startsWith("error: first defect: file=" + file + " offset=");
        }
    }

    private void writes(Path directory, String file, Verdict expected) {
        Throwable thrown = catchThrowable(() -> bounded(() -> {
            JournalConfig config = new JournalConfig()
                    .directory(directory)
                    .segmentBytes(32 << 10)
                    .largestBlockBytes(8 << 10)
                    .reserveStepBytes(16 << 10);
            try (Journal journal = Journal.open(config)) {
                assertThat(journal.recover(change -> {}).cutBytes()).isZero();
            }
        }));
        expect("Journal.open", thrown, file, expected);
        Throwable engineThrown = catchThrowable(() -> {
            try (Tailrace engine = Tailrace.open(ShortSegments.of(directory))) {
                assertWhole(engine);
                assertThat(engine.existingTable("t")
                                .upsert("more")
                                .put("n", 5)
                                .commit()
                                .sequence())
                        .isEqualTo(DOCUMENTS + 2);
            }
        });
        expect("Tailrace.open", engineThrown, file, expected);
        if (expected == Verdict.SOUND) {
            VerifyReport after = Journal.verify(directory);
            assertThat(after.defects()).isEmpty();
            assertThat(after.changes()).isEqualTo(DOCUMENTS + 2);
        }
    }

    private static void assertWhole(Tailrace engine) {
        assertThat(engine.lastSequence()).isEqualTo(DOCUMENTS + 1);
        Table table = engine.existingTable("t");
        assertThat(table.count()).isEqualTo(DOCUMENTS);
        for (int i = 0; i < DOCUMENTS; i++) {
            assertThat(table.exists(i)).isTrue();
        }
    }

    /** On this thread, which the journal works on, in a bounded piece of memory. */
    private void bounded(Runnable action) {
        long before = AllocationMeter.allocated();
        try {
            action.run();
        } finally {
            assertThat(AllocationMeter.allocated() - before)
                    .as("bytes allocated")
                    .isLessThan(MOST_ALLOCATED);
        }
    }

    private static void expect(String who, Throwable thrown, String file, Verdict expected) {
        if (expected == Verdict.SOUND) {
            assertThat(thrown).as(who).isNull();
            return;
        }
        assertThat(thrown).as(who).isInstanceOf(TailraceException.class);
        assertThat(thrown).as(who).hasMessageContainingAll("file=", file + " offset=", "restore it from a copy");
        if (thrown instanceof CorruptJournalException corrupt) {
            assertThat(corrupt.file()).endsWith(file);
        }
    }

    private static void expect(CommandLineRun run, String file, Verdict expected, Consumer<CommandLineRun> sound) {
        if (expected == Verdict.SOUND) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.err()).isEmpty();
            sound.accept(run);
            return;
        }
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("error: file=")
                .contains(file + " offset=0 ", "restore it from a copy");
    }
}
