package io.tailrace.cli.doctor;

import io.tailrace.cli.stat.StatText;
import io.tailrace.error.EngineException;
import io.tailrace.error.MissingJvmFlagsException;
import io.tailrace.error.NotAJournalException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnsupportedFormatException;
import io.tailrace.journal.CursorInfo;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalInfo;
import io.tailrace.journal.JvmFlags;
import io.tailrace.journal.SalvageReport;
import io.tailrace.journal.Snapshot;
import io.tailrace.journal.VerifyReport;
import io.tailrace.metrics.FeedMetrics;
import io.tailrace.metrics.Metric;
import io.tailrace.metrics.Metrics;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at all that can be wrong with a journal, its engine and its machine, and changes nothing.
 *
 * @hidden
 */
public final class Doctor {
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
    private static final Set<String> REMOTE =
            Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse", "fuseblk", "9p", "virtiofs", "overlay");
    /** Files that opening for writing, or the next snapshot, makes anew where all else is sound. */
    private static final Pattern MADE_ANEW =
            Pattern.compile("(epoch|watermark|snapshot-.*)\\.tailrace|metadata\\.cq4t");

    private static final long SEGMENT_BYTES = 256L << 20;
    private static final long PLENTY_BYTES = 1L << 30;
    /** Of a journal whose replay is noticed. */
    public static final long LARGE_BYTES = 1L << 30;

    private static final long STALE_NS = 10_000_000_000L;
    private static final long LATE_NS = 10_000_000_000L;
    private static final long SLOW_FORCE_NS = 1_000_000_000L;
    private static final long CLOCK_NS = 1_000_000_000L;
    private static final int MAPS_PER_SEGMENT = 4;
    private static final int OTHER_MAPS = 10_000;

    private final Path directory;
    private final Surroundings machine;
    private final long largeBytes;
    private final List<Finding> findings = new ArrayList<>();
    /** Files of the cursors that were told to be of no use. */
    private final Set<String> unusable = new HashSet<>();

    /** @param largeBytes of a journal that should have a snapshot */
    public Doctor(Path directory, Surroundings machine, long largeBytes) {
        this.directory = directory;
        this.machine = machine;
        this.largeBytes = largeBytes;
    }

    /**
     * Looks at everything.
     *
     * @param whole whether every byte is read, which takes as long as that takes
     * @return one finding at least for each thing that was looked at
     */
    public List<Finding> examine(boolean whole) {
        findings.add(flags(directory));
        machine();
        engine();
        if (journal() && whole) {
            bytes();
        }
        return findings;
    }

    /** Whether this process can look at a journal at all: without its flags nothing else can be asked. */
    public static Finding flags(Path directory) {
        try {
            JvmFlags.check();
            return Finding.ok("flags", "this JVM has what mapping files needs");
        } catch (MissingJvmFlagsException e) {
            return Finding.trouble(
                    "flags", e.getMessage(), "java -jar tailrace.jar doctor --dir " + directory + ", which has them");
        }
    }

    private void machine() {
        disk();
        fileSystem();
        cores();
        findings.add(
                "always".equals(machine.hugePages())
                        ? Finding.note(
                                "pages",
                                "the kernel gives huge pages to everybody, and puts them together at times that it"
                                        + " chooses: a write may wait for that",
                                "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled")
                        : Finding.ok(
                                "pages",
                                "huge pages: " + (machine.hugePages().isEmpty() ? "unknown" : machine.hugePages())));
    }

    private void disk() {
        String free = StatText.bytes(machine.freeBytes()) + " left";
        if (machine.freeBytes() < SEGMENT_BYTES) {
            findings.add(Finding.trouble(
                    "disk",
                    free + " where a segment takes " + StatText.bytes(SEGMENT_BYTES)
                            + ": writes are going to be refused, reads and feeds go on",
                    "free space, or give the file system more"));
        } else if (machine.freeBytes() < PLENTY_BYTES) {
            findings.add(Finding.warning(
                    "disk",
                    free + ", a few segments of " + StatText.bytes(SEGMENT_BYTES),
                    "free space before it is full"));
        } else {
            findings.add(Finding.ok("disk", free));
        }
    }

    private void fileSystem() {
        String type = machine.fileSystem();
        if (IN_MEMORY.contains(type)) {
            findings.add(Finding.warning(
                    "filesystem",
                    type + " is in memory: nothing there survives a loss of power, synced or not",
                    "put the journal on a disk, unless it is to be lost"));
        } else if (REMOTE.contains(type)) {
            findings.add(Finding.warning(
                    "filesystem",
                    type + " may neither lock nor force as a local one does, on which rely who writes, and SYNCED",
                    "put the journal on a local file system such as ext4 or xfs"));
        } else {
            findings.add(Finding.ok("filesystem", type));
        }
    }

    private void cores() {
        findings.add(
                machine.cores() < 2
                        ? Finding.warning(
                                "cores",
                                "one core for a writer, a janitor and feeds, which wait for each other then",
                                "give the process two, or open the engine with Threading.SHARED")
                        : Finding.ok("cores", machine.cores() + " cores"));
    }

    private void engine() {
        Metrics metrics;
        try {
            metrics = Metrics.read(directory);
        } catch (EngineException e) {
            findings.add(Finding.note("engine", e.getMessage(), ""));
            return;
        }
        if (!metrics.isOpen()) {
            findings.add(Finding.ok("engine", "closed in order, process=" + metrics.processId()));
            return;
        }
        if (!machine.isAlive().test(metrics.processId())) {
            findings.add(Finding.note(
                    "engine",
                    "process " + metrics.processId()
                            + " has not closed it and is gone, or runs in a container: what it had journaled is there",
                    "open it for writing, which recovers it"));
            return;
        }
        running(metrics);
    }

    private void running(Metrics metrics) {
        long ageNs = machine.nowNs() - metrics.timeNs();
        if (metrics.value(Metric.FAILED) != 0) {
            findings.add(Finding.trouble(
                    "engine",
                    "process " + metrics.processId() + " has it open, and it has failed: it takes no writes any more",
                    "see what its error handler was told, mend that, and open it again"));
        } else if (ageNs > STALE_NS) {
            findings.add(Finding.trouble(
                    "engine",
                    "process " + metrics.processId() + " lives, and has given no sign for " + StatText.duration(ageNs)
                            + ": it hangs, is stopped, or has a clock of its own",
                    "jcmd " + metrics.processId() + " Thread.print"));
        } else {
            findings.add(Finding.ok("engine", "open in process " + metrics.processId()));
        }
        locks(metrics);
        writer(metrics);
        clock(metrics.value(Metric.CLOCK_BEHIND));
        feeds(metrics);
    }

    private void locks(Metrics metrics) {
        for (String name : List.of("LOCK", "writer.tailrace")) {
            if (!Files.exists(directory.resolve(name))) {
                findings.add(Finding.trouble(
                        "locks",
                        name + " was taken away under process " + metrics.processId()
                                + ", which fails when it notices, within a second",
                        "close that engine and open it again; never delete single files of a journal"));
            }
        }
    }

    private void writer(Metrics metrics) {
        if (metrics.value(Metric.RING_WAITS) + metrics.value(Metric.RING_REFUSED) > 0) {
            findings.add(Finding.warning(
                    "ring",
                    "the ring was full: " + metrics.value(Metric.RING_WAITS) + " writes have waited for room, "
                            + metrics.value(Metric.RING_REFUSED) + " were turned away",
                    "java -jar tailrace.jar stat --dir " + directory + ": is the writer slower than its producers?"));
        }
        if (metrics.value(Metric.STALLS) > 0) {
            findings.add(Finding.warning(
                    "stalls",
                    "the writer has stood " + metrics.value(Metric.STALLS) + " times while writes waited, for "
                            + StatText.duration(metrics.value(Metric.STALL_LONGEST)) + " at most, on " + machine.cores()
                            + " cores",
                    "fewer busy threads than cores, or a faster device"));
        }
        if (metrics.value(Metric.FORCE_LONGEST) > SLOW_FORCE_NS) {
            findings.add(Finding.warning(
                    "forces",
                    "a force took " + StatText.duration(metrics.value(Metric.FORCE_LONGEST))
                            + ": writes that are SYNCED wait as long",
                    "look at what else writes to the device"));
        }
        if (metrics.value(Metric.SNAPSHOTS_FAILED) > 0) {
            findings.add(Finding.warning(
                    "snapshots",
                    metrics.value(Metric.SNAPSHOTS_FAILED) + " snapshots could not be taken",
                    "see what the error handler of process " + metrics.processId() + " was told"));
        }
    }

    private void clock(long behindNs) {
        findings.add(
                behindNs > CLOCK_NS
                        ? Finding.warning(
                                "clock",
                                "the journal is " + StatText.duration(behindNs)
                                        + " ahead of the clock: its changes get the time of the last one until then,"
                                        + " or go on at half the clock's pace, and windows end late",
                                "set the clock; a journal keeps its time")
                        : Finding.ok("clock", "not behind the journal"));
    }

    private void feeds(Metrics metrics) {
        int before = findings.size();
        for (FeedMetrics feed : metrics.feeds()) {
            feed(feed, (feed.name().isEmpty() ? "" : feed.name() + ": ") + feed.query());
        }
        if (findings.size() == before) {
            findings.add(Finding.ok("feeds", metrics.value(Metric.FEEDS) + " open, none far behind"));
        }
    }

    private void feed(FeedMetrics feed, String who) {
        if (feed.isPaused()) {
            findings.add(Finding.note("feeds", who + " is paused at " + feed.position(), "resume() it"));
        } else if (feed.lagNs() > LATE_NS) {
            findings.add(Finding.warning(
                    "feeds",
                    who + " is " + StatText.duration(feed.lagNs()) + " behind, " + feed.lag()
                            + " changes: its handler is" + " slower than they come, or nobody polls it",
                    "squash it, make its handler quicker, or give it a thread by runDedicated(..)"));
        }
        if (feed.errors() > 0) {
            findings.add(Finding.warning(
                    "feeds",
                    who + " has failed on " + feed.errors() + " documents, which count as absent",
                    "look for documents that lack the fields it reads, or have others in them"));
        }
        if (feed.slow() > 0) {
            findings.add(Finding.warning(
                    "feeds",
                    who + " has kept its thread longer than allowed " + feed.slow() + " times, for "
                            + StatText.duration(feed.longestHandlerNs()) + " and more",
                    "open the engine with TailraceConfig.isolateSlow(true), or run it by runDedicated(..)"));
        }
    }

    /** Whether it can be read at all. */
    private boolean journal() {
        try (Journal journal =
                Journal.openReadOnly(new JournalConfig().directory(directory).readOnly(true))) {
            JournalInfo info = journal.info();
            findings.add(Finding.ok(
                    "journal",
                    String.format(
                            Locale.ROOT,
                            "format %d, sequences %d to %d, %d segments, %s",
                            info.formatVersion(),
                            info.firstSequence(),
                            info.lastSequence(),
                            info.segments(),
                            StatText.bytes(info.usedBytes()))));
            maps(info);
            snapshots(journal, info);
            cursors(journal, info);
            if (findings.stream().noneMatch(finding -> finding.check().equals("clock"))) {
                clock(journal.timeFloor() == Long.MIN_VALUE ? 0 : journal.timeFloor() - machine.nowNs());
            }
            cut();
            return true;
        } catch (NotAJournalException e) {
            findings.add(Finding.trouble("journal", e.getMessage(), "check --dir: nothing was touched there"));
        } catch (UnsupportedFormatException e) {
            findings.add(Finding.trouble("journal", e.getMessage(), "open it with the version that has written it"));
        } catch (TailraceException e) {
            findings.add(Finding.trouble("journal", e.getMessage(), next(e)));
        }
        return false;
    }

    /** What nobody may read needs no salvage, which may not either. */
    private String next(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof AccessDeniedException) {
                return "ask as a user who may read it: ls -l " + directory;
            }
        }
        return SalvageReport.command(directory);
    }

    private void maps(JournalInfo info) {
        long needed = (long) info.segments() * MAPS_PER_SEGMENT + OTHER_MAPS;
        findings.add(
                machine.mapCount() != 0 && machine.mapCount() < needed
                        ? Finding.warning(
                                "mappings",
                                "a process may map " + machine.mapCount() + " parts of files, and who reads all of "
                                        + info.segments() + " segments wants " + needed,
                                "sysctl -w vm.max_map_count=" + Math.max(65_530, 2 * needed))
                        : Finding.ok("mappings", "vm.max_map_count=" + machine.mapCount()));
    }

    private void snapshots(Journal journal, JournalInfo info) {
        List<Snapshot> all = journal.snapshots();
        if (all.isEmpty() && info.usedBytes() > largeBytes) {
            findings.add(Finding.warning(
                    "snapshots",
                    "there is none, so opening reads all " + StatText.bytes(info.usedBytes()),
                    "java -jar tailrace.jar snapshot --dir " + directory
                            + ", or open the engine with TailraceConfig.snapshots(policy)"));
        } else {
            findings.add(Finding.ok(
                    "snapshots",
                    all.isEmpty()
                            ? "none, and not much to read"
                            : all.size() + ", the newest at sequence "
                                    + all.get(0).sequence()));
        }
    }

    private void cursors(Journal journal, JournalInfo info) {
        List<CursorInfo> all = Cursors.of(journal).list();
        int before = findings.size();
        for (CursorInfo cursor : all) {
            if (cursor.defect() != null) {
                unusable.add("cursors/" + cursor.name() + ".cursor");
                findings.add(Finding.trouble(
                        "cursors",
                        cursor.name() + ": " + cursor.defect(),
                        move(cursor) + " SEQUENCE, where its feed is to go on"));
            } else if (cursor.sequence() + 1 < info.firstSequence()) {
                findings.add(Finding.trouble(
                        "cursors",
                        cursor.name() + " stands at " + cursor.sequence() + ", and the changes up to "
                                + (info.firstSequence() - 1) + " are retired: its feed is refused",
                        move(cursor) + " " + (info.firstSequence() - 1) + ", to go on with what is left"));
            }
        }
        if (findings.size() == before) {
            findings.add(Finding.ok("cursors", all.size() + " named cursors"));
        }
    }

    private String move(CursorInfo cursor) {
        return "java -jar tailrace.jar cursor move --dir " + directory + " " + cursor.name() + " --to";
    }

    private void cut() {
        Path cut = directory.resolve("cut");
        try (Stream<Path> files = Files.isDirectory(cut) ? Files.list(cut) : Stream.empty()) {
            List<Path> all = files.toList();
            long bytes = 0;
            for (Path file : all) {
                bytes += Files.size(file);
            }
            findings.add(
                    all.isEmpty()
                            ? Finding.ok("recoveries", "nothing was ever cut")
                            : Finding.note(
                                    "recoveries",
                                    all.size() + " times an end that was not forced was cut, " + StatText.bytes(bytes)
                                            + " are kept in " + cut,
                                    "delete them when nobody wants to look at them"));
        } catch (IOException e) {
            findings.add(Finding.warning("recoveries", "cannot look into " + cut + ": " + e, "check its permissions"));
        }
    }

    private void cursorFile(VerifyReport.Defect defect) {
        String what = "damaged: file=" + defect.file() + " offset=" + defect.offset();
        findings.add(
                defect.file().contains("/")
                        ? Finding.warning(
                                "cursors",
                                what + ": its position is in the journal too, with the transactions that moved it",
                                "open its feed, which makes the file anew")
                        : Finding.trouble(
                                "cursors",
                                what + " " + defect.what(),
                                "mv " + directory.resolve(defect.file()) + " elsewhere, and open it for writing"));
    }

    private void bytes() {
        try {
            VerifyReport report = Journal.verify(directory);
            // Where segments are damaged too, opening for writing could cut what salvage would keep.
            List<VerifyReport.Defect> defects = new ArrayList<>();
            for (VerifyReport.Defect defect : report.defects()) {
                if (!defect.file().startsWith("cursors")) {
                    defects.add(defect);
                } else if (!unusable.contains(defect.file())) { // the others were told
                    cursorFile(defect);
                }
            }
            boolean madeAnew = defects.stream()
                    .allMatch(defect -> MADE_ANEW.matcher(defect.file()).matches());
            for (VerifyReport.Defect defect : defects) {
                String what = "damaged: file=" + defect.file() + " offset=" + defect.offset() + " " + defect.what();
                findings.add(
                        madeAnew
                                ? Finding.warning(
                                        "bytes",
                                        what,
                                        "java -jar tailrace.jar snapshot --dir " + directory
                                                + ": who opens it for writing makes the file anew")
                                : Finding.trouble("bytes", what, SalvageReport.command(directory)));
            }
            if (report.sound()) {
                findings.add(Finding.ok(
                        "bytes",
                        "all " + StatText.bytes(report.bytes()) + " and " + report.snapshots() + " snapshots"));
            }
        } catch (TailraceException e) {
            findings.add(Finding.trouble("bytes", e.getMessage(), next(e)));
        }
    }
}
