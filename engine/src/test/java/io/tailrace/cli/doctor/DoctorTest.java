package io.tailrace.cli.doctor;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.cli.CommandLineRun;
import io.tailrace.cli.Main;
import io.tailrace.cli.doctor.Finding.Level;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.JournalFencedException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import io.tailrace.metrics.FeedNumber;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.MetricsFile;
import io.tailrace.metrics.MetricsSection;
import io.tailrace.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Troubles that are planted, and what {@code tailrace doctor} says of each. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoctorTest {
    private static final long SECOND_NS = 1_000_000_000;
    private static final Path PAGE = Path.of("docs/troubles.md");

    /** What was found in all tests. */
    private static final List<Finding> PLANTED = new ArrayList<>();

    private static int tests;

    @TempDir
    private Path temporary;

    private Path directory;
    private int filled;
    private final AtomicLong time = new AtomicLong(1_000 * SECOND_NS);
    private Surroundings machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get(), pid -> true);

    @BeforeEach
    void make() {
        directory = temporary.resolve("journal");
        try (Tailrace engine = open()) {
            fill(engine);
        }
    }

    private TailraceConfig config() {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(time::get)
                .errorHandler(error -> {});
    }

    private Tailrace open() {
        return Tailrace.open(config());
    }

    private void fill(Tailrace engine) {
        Table table = engine.table("t");
        for (int i = 0; i < 100; i++) {
            table.upsert(i).put("n", filled++).commit();
        }
    }

    private List<Finding> examine() {
        return examine(Doctor.LARGE_BYTES);
    }

    private List<Finding> examine(long largeBytes) {
        List<Finding> found = new Doctor(directory, machine, largeBytes).examine(true);
        found.stream().filter(finding -> finding.level() != Level.OK).forEach(PLANTED::add);
        return found;
    }

    private Finding only(List<Finding> findings, Level level) {
        assertThat(findings).filteredOn(finding -> finding.level() == level).hasSize(1);
        assertThat(findings).noneMatch(finding -> finding.level().compareTo(level) > 0);
        return findings.stream()
                .filter(finding -> finding.level() == level)
                .findFirst()
                .orElseThrow();
    }

    private Finding trouble() {
        return only(examine(), Level.TROUBLE);
    }

    private Finding warning() {
        return only(examine(), Level.WARNING);
    }

    private Finding note() {
        return only(examine(), Level.NOTE);
    }

    private void with(String fileSystem, long freeBytes, int cores, String hugePages, long maps) {
        machine = new Surroundings(fileSystem, freeBytes, cores, hugePages, maps, machine.nowNs(), machine.isAlive());
    }

    @AfterEach
    void count() {
        tests++;
    }

    /** The page has a row for each trouble that is planted, and each of its rows is planted. */
    @AfterAll
    static void shouldSayOnThePageWhatItSays() throws IOException {
        Map<String, Pattern> rows = rows();
        assertThat(PLANTED)
                .allSatisfy(finding -> assertThat(rows)
                        .as(finding.toString())
                        .anySatisfy((row, next) ->
                                assertThat(says(row, next, finding)).isTrue()));
        long all = Stream.of(DoctorTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        if (tests == all) {
            assertThat(rows)
                    .hasSizeGreaterThan(12)
                    .allSatisfy(
                            (row, next) -> assertThat(PLANTED).as(row).anyMatch(finding -> says(row, next, finding)));
        }
    }

    private static boolean says(String row, Pattern next, Finding finding) {
        return row.startsWith("| " + finding.level().name().toLowerCase(Locale.ROOT) + " | " + finding.check() + " |")
                && next.matcher(finding.next()).matches();
    }

    private static Map<String, Pattern> rows() throws IOException {
        Map<String, Pattern> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.matches("\\| (note|warning|trouble) \\|.*")) {
                String next = line.replaceFirst(".* \\| (.*) \\|$", "$1").replaceAll("^`|`$|^-$", "");
                rows.put(line, Pattern.compile(("\\Q" + next + "\\E").replace("\u2026", "\\E.*\\Q")));
            }
        }
        return rows;
    }

    @Test
    void shouldFindNothingWhereNothingIsWrong() {
        assertThat(examine()).allMatch(finding -> finding.level() == Level.OK).hasSizeGreaterThan(9);
        try (Tailrace engine = open()) {
            fill(engine);
            assertThat(examine()).allMatch(finding -> finding.level() == Level.OK);
        }
    }

    @Test
    void shouldTellOfDirectoriesThatHoldNoJournal() throws IOException {
        directory = Files.createDirectory(temporary.resolve("other"));
        Files.writeString(directory.resolve("notes.txt"), "mine");
        assertThat(trouble().what()).contains("journal");
        assertThat(trouble().next()).startsWith("check --dir");
    }

    @Test
    void shouldTellOfAFormatOfAnotherVersion() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("journal.tailrace").toFile(), "rw")) {
            file.seek(4);
            file.write(99);
        }
        assertThat(trouble().next()).isEqualTo("open it with the version that has written it");
    }

    @Test
    void shouldTellOfFlagsThatItLacksItself() throws IOException {
        String said = ChildJvm.output(List.of(), Main.class, "doctor", "--dir", directory);
        Matcher flags = Pattern.compile("(?s)trouble +flags +(.*)\n +-> (.*)\n").matcher(said);
        assertThat(flags.find()).as(said).isTrue();
        PLANTED.add(new Finding(Level.TROUBLE, "flags", flags.group(1), flags.group(2)));
        assertThat(flags.group(1)).contains("--add-");
        String line = ChildJvm.output(List.of(), Main.class, "doctor", "--dir", directory, "--json");
        assertThat(line.strip())
                .isEqualTo("{\"level\":\"trouble\",\"check\":\"flags\",\"what\":\""
                        + flags.group(1).replace("\n", "\\u000a") + "\",\"next\":\"" + flags.group(2) + "\"}");
    }

    @Test
    void shouldTellThatSmallFilesAreMadeAnewWhereTheSegmentsAreSound() throws IOException {
        try (Tailrace engine = open()) {
            engine.snapshot();
        }
        for (String name : List.of("snapshot-", "epoch.", "watermark.", "metadata.")) {
            Path file;
            try (Stream<Path> files = Files.list(directory)) {
                file = files.filter(path -> path.getFileName().toString().startsWith(name))
                        .findFirst()
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(file);
            byte[] damaged = bytes.clone();
            damaged[damaged.length / 2] ^= 0x5A;
            damaged[8] ^= 0x5A;
            Files.write(file, damaged);
            assertThat(examine())
                    .as(name)
                    .filteredOn(finding -> finding.level() != Level.OK)
                    .isNotEmpty()
                    .allSatisfy(finding -> assertThat(finding.next()).contains("snapshot --dir"));
            try (Tailrace engine = open()) {
                fill(engine);
                engine.snapshot();
            }
            assertThat(examine()).as(name).allMatch(finding -> finding.level() == Level.OK);
        }
    }

    @Test
    void shouldTellOfCursorsThatAreDamagedOrTooOld() throws IOException {
        try (Tailrace engine =
                Tailrace.open(config().segmentBytes(256 << 10).limits(new DocumentLimits().documentBytes(1_024)))) {
            ChangesOptions options = ChangesOptions.squash(false).cursor("risk");
            engine.table("t").changes(options.fromStart()).close();
            while (engine.info().segments() < 6) {
                fill(engine);
            }
            engine.snapshot();
            fill(engine);
            engine.compact();
            assertThat(engine.oldestSequence()).isGreaterThan(1);
        }
        assertThat(trouble().what()).startsWith("risk stands at ").contains("are retired");
        Files.write(directory.resolve("cursors/risk.cursor"), new byte[40]);
        assertThat(trouble().next()).contains("cursor move --dir").contains("risk --to SEQUENCE");
    }

    @Test
    void shouldTellOfFeedsThatArePausedAndOfNoEngineAtAll() throws IOException {
        try (Tailrace engine = open()) {
            FeedRun run = engine.run("risk", engine.table("t").changes(), change -> {});
            run.pause();
            time.addAndGet(SECOND_NS);
            for (int i = 0; i < 10; i++) {
                engine.doWork();
            }
            machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get(), pid -> true);
            assertThat(note().what()).contains("risk").contains("is paused");
        }
        Files.delete(directory.resolve("metrics.tailrace"));
        assertThat(note().check()).isEqualTo("engine");
    }

    @Test
    void shouldTellOfDamageAndHowToSalvage() throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(directory)) {
            segment = files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(70_000);
            int was = file.read();
            file.seek(70_000);
            file.write(was ^ 0x5A);
        }
        List<Finding> found = examine();
        assertThat(found).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Level.TROUBLE);
            assertThat(finding.next()).contains("salvage --dir").contains("--into");
        });
    }

    @Test
    void shouldTellOfAJournalThatCannotBeReadAndHowToSalvage() throws IOException {
        Files.delete(directory.resolve("journal.tailrace"));
        assertThat(trouble().check()).isEqualTo("journal");
        assertThat(trouble().next()).contains("salvage --dir").contains("--into");
    }

    @Test
    void shouldTellOfADiskThatIsFullOrSoonWillBe() {
        with("ext4", 5L << 20, 4, "madvise", 65_530);
        assertThat(trouble().what()).contains("5.0 MiB left").contains("refused");
        with("ext4", 600L << 20, 4, "madvise", 65_530);
        assertThat(warning().check()).isEqualTo("disk");
    }

    @Test
    void shouldTellOfFileSystemsThatKeepNothingOrLockNothing() {
        with("tmpfs", 100L << 30, 4, "madvise", 65_530);
        assertThat(warning().what()).contains("tmpfs is in memory");
        with("nfs4", 100L << 30, 4, "madvise", 65_530);
        assertThat(warning().next()).contains("ext4 or xfs");
    }

    @Test
    void shouldTellOfAMachineThatIsTooSmall() {
        with("ext4", 100L << 30, 1, "madvise", 65_530);
        assertThat(warning().next()).contains("Threading.SHARED");
        with("ext4", 100L << 30, 4, "madvise", 500);
        assertThat(warning().next()).startsWith("sysctl -w vm.max_map_count=");
        with("ext4", 100L << 30, 4, "always", 65_530);
        assertThat(note().next()).contains("echo madvise");
    }

    @Test
    void shouldTellOfAnEngineThatWasKilled() {
        Tailrace left = open();
        machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get(), pid -> false);
        assertThat(note().what()).contains("has not closed it and is gone");
        left.close();
    }

    @Test
    void shouldTellOfAnEngineThatHangs() {
        try (Tailrace engine = open()) {
            machine = new Surroundings(
                    "ext4", 100L << 30, 4, "madvise", 65_530, time.get() + 20 * SECOND_NS, pid -> true);
            assertThat(trouble().what()).contains("no sign for 20.0 s");
            assertThat(trouble().next()).startsWith("jcmd ").endsWith(" Thread.print");
            assertThat(engine.isFailed()).isFalse();
        }
    }

    @Test
    void shouldTellOfAnEngineThatHasFailedAndOfItsLock() throws IOException {
        Tailrace engine = open();
        Files.delete(directory.resolve("writer.tailrace"));
        assertThat(trouble().check()).isEqualTo("locks");
        for (int i = 0; i < 100 && !engine.isFailed(); i++) {
            time.addAndGet(SECOND_NS);
            engine.doWork();
        }
        assertThat(engine.isFailed()).isTrue();
        time.addAndGet(SECOND_NS);
        engine.doWork();
        machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get(), pid -> true);
        assertThat(examine())
                .filteredOn(finding -> finding.level() == Level.TROUBLE)
                .extracting(Finding::check)
                .containsExactly("engine", "locks");
        assertThatThrownBy(engine::close).isInstanceOf(JournalFencedException.class);
    }

    @Test
    void shouldTellOfAFeedThatIsBehindOrFailsOnDocuments() {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            Feed feed = table.map(row("missing").add(1)).changes();
            fill(engine);
            feed.poll(change -> {}, 10);
            assertThat(feed.transformErrors()).isPositive();
            time.addAndGet(SECOND_NS);
            engine.doWork();
            machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get(), pid -> true);
            assertThat(warning().what()).contains("row.missing + 1").contains("has failed on");
        }
        try (Tailrace engine = open()) {
            Feed feed = engine.table("t").changes();
            feed.poll(change -> {}, 10);
            fill(engine);
            time.addAndGet(SECOND_NS);
            engine.doWork();
            time.addAndGet(20 * SECOND_NS);
            engine.doWork();
            machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get(), pid -> true);
            assertThat(warning().what()).contains("is 20.0 s behind, 100 changes");
        }
    }

    @Test
    void shouldTellOfWhatAnEngineHasCounted() {
        long[] values = new long[Metric.values().length];
        values[Metric.RING_WAITS.ordinal()] = 7;
        values[Metric.STALLS.ordinal()] = 3;
        values[Metric.STALL_LONGEST.ordinal()] = 40_000_000;
        values[Metric.FORCE_LONGEST.ordinal()] = 2 * SECOND_NS;
        values[Metric.SNAPSHOTS_FAILED.ordinal()] = 1;
        values[Metric.CLOCK_BEHIND.ordinal()] = 90 * SECOND_NS;
        long[] numbers = new long[FeedNumber.COUNT];
        FeedNumber.SLOW.put(numbers, 4);
        FeedNumber.LONGEST_HANDLER_NS.put(numbers, SECOND_NS);
        try (MetricsFile file =
                new MetricsFile(directory, 1, 0, 0, PosixFilePermissions.fromString("rw-------"), time.get())) {
            file.begin(MetricsSection.FEEDS, 0, "risk", "table(\"t\").changes()");
            file.show(MetricsSection.FEEDS, 0, numbers);
            file.show(values, time.get());
            List<Finding> found = examine();
            assertThat(found)
                    .filteredOn(finding -> finding.level() == Level.WARNING)
                    .extracting(Finding::check)
                    .containsExactly("ring", "stalls", "forces", "snapshots", "clock", "feeds");
            assertThat(found)
                    .anyMatch(finding -> finding.what().contains("7 writes have waited"))
                    .anyMatch(finding -> finding.what().contains("stood 3 times while writes waited, for 40.0 ms"))
                    .anyMatch(finding -> finding.what().contains("1:30 min ahead of the clock"))
                    .anyMatch(finding -> finding.what().contains("risk: table(\"t\").changes() has kept its thread"));
        }
    }

    @Test
    void shouldTellOfAClockBehindTheJournal() {
        machine = new Surroundings("ext4", 100L << 30, 4, "madvise", 65_530, time.get() - 60 * SECOND_NS, pid -> true);
        assertThat(warning().check()).isEqualTo("clock");
    }

    @Test
    void shouldTellOfALargeJournalWithoutASnapshot() {
        assertThat(only(examine(100), Level.WARNING).next()).contains("snapshot --dir");
        try (Tailrace engine = open()) {
            engine.snapshot();
        }
        assertThat(examine(100)).allMatch(finding -> finding.level() == Level.OK);
    }

    @Test
    void shouldTellOfWhatRecoveriesHaveCut() throws IOException {
        Path cut = Files.createDirectories(directory.resolve("cut"));
        Files.writeString(cut.resolve("tail"), "x".repeat(2_048));
        assertThat(note().what()).contains("2.0 KiB are kept");
    }

    @Test
    void shouldReadWhatTheMachineSays() throws IOException {
        Surroundings here = Surroundings.of(directory, time.get());
        Path file = Path.of("/proc/sys/vm/max_map_count");
        assumeTrue(Files.exists(file), "there is no /proc to read of");
        assertThat(here.mapCount())
                .isEqualTo(Long.parseLong(Files.readAllLines(file).get(0)));
        assertThat(here.freeBytes()).isPositive();
        assertThat(here.isAlive().test(ProcessHandle.current().pid())).isTrue();
        assertThat(here.isAlive().test(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void shouldPrintFindingsAndEndByThem() {
        CommandLineRun run = CommandLineRun.of("doctor", "--dir", directory.toString(), "--quick");
        assertThat(run.out()).contains("journal     format ").doesNotContain(" bytes ");
        assertThat(run.lastLine()).matches("[0-9]+ findings: 0 troubles, [0-9]+ warnings, [0-9]+ notes");
        assertThat(run.exitCode()).isZero();
        assertThat(CommandLineRun.of("doctor", "--dir", directory.toString(), "--json")
                        .lines())
                .allMatch(line -> line.startsWith("{\"level\":\""));
        CommandLineRun none =
                CommandLineRun.of("doctor", "--dir", temporary.resolve("none").toString());
        assertThat(none.exitCode()).isEqualTo(Main.FAILED);
        assertThat(none.err()).contains("there is no directory");
    }
}
