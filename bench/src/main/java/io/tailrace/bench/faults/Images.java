package io.tailrace.bench.faults;

import io.tailrace.Tailrace;
import io.tailrace.error.CursorException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.CursorInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Images of journals as a device may hold them when the power goes. Each has to open for writing, with all that was
 * forced, and with a position of its reader that was saved, or a word that it is gone. Not thread safe.
 */
final class Images implements Damage {
    private static final String CURSOR = "reader";
    private static final int MOST_IN_A_POLL = 7;
    private static final int FORCE_EVERY = 500;

    /** What was written before the last force and after it. */
    private enum Base {
        /** One segment. */
        SHORT(150, 120, false),
        /** One segment, of which nothing was forced but its begin. */
        UNFORCED(1, 250, false),
        /** Several segments. */
        LONG(4_000, 200, false),
        /** Several segments, and two snapshots. */
        SNAPSHOTS(4_000, 200, true);

        private final int forced;
        private final int unforced;
        private final boolean snapshots;

        Base(int forced, int unforced, boolean snapshots) {
            this.forced = forced;
            this.unforced = unforced;
            this.snapshots = snapshots;
        }

        static Base of(long seed) {
            return values()[(int) Math.floorMod(seed, (long) values().length)];
        }
    }

    /** A base that was made, and what is right of it. */
    private record Made(Path synced, Path crashed, History truth, long floor, Set<Long> positions) {}

    private final Path root;
    private final Path image;
    private final Map<Base, Made> made = new EnumMap<>(Base.class);

    Images(Path root) {
        this.root = root;
        image = root.resolve("image");
    }

    @Override
    public String mutate(long seed) throws IOException {
        Base base = Base.of(seed);
        Made of = made.get(base);
        if (of == null) {
            of = make(base);
            made.put(base, of);
        }
        Bases.remove(image);
        return base + ": " + new PageMix(of.synced, of.crashed, seed).into(image);
    }

    @Override
    public String judge(long seed) throws IOException {
        Base base = Base.of(seed);
        Made of = made.get(base);
        String verdict = new Verdicts(of.truth, of.floor).judge(image);
        return base + " " + (verdict.startsWith("whole") ? "whole" : "prefix") + ", cursor " + cursor(of);
    }

    private String cursor(Made of) {
        try (Tailrace engine = Tailrace.open(Writing.config(image))) {
            for (CursorInfo cursor : engine.cursors()) {
                if (cursor.name().equals(CURSOR)) {
                    try (Feed feed = engine.existingTable(History.TABLES[0]).changes(options())) {
                        WrongAnswer.unless(
                                of.positions.contains(feed.position()), "never saved: position=" + feed.position());
                        return "there";
                    } catch (CursorException e) {
                        return "refused, " + e.reason();
                    }
                }
            }
            return "gone";
        }
    }

    private static ChangesOptions options() {
        return ChangesOptions.squash(false).fromStart().cursor(CURSOR);
    }

    private Made make(Base base) throws IOException {
        Path live = root.resolve("live-" + base);
        Path synced = root.resolve("synced-" + base);
        Path crashed = root.resolve("crashed-" + base);
        Set<Long> positions = new TreeSet<>(Set.of(0L));
        try (Tailrace engine = Tailrace.open(Writing.config(live))) {
            PrintStream nobody = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            Writing writing = new Writing(engine, nobody, Syncing.CALLS);
            Feed feed = engine.existingTable(History.TABLES[0]).changes(options());
            long[] counts = new long[Writing.PRODUCERS];
            write(writing, counts, base.forced, feed, positions);
            if (base.snapshots) {
                engine.snapshot();
                write(writing, counts, FORCE_EVERY, feed, positions);
                engine.snapshot();
            }
            int segments;
            History truth;
            long floor;
            do { // a segment that is left behind is forced
                engine.sync();
                floor = engine.syncedSequence();
                segments = engine.info().segments();
                copy(live, synced);
                write(writing, counts, base.unforced, feed, positions);
                copy(live, crashed);
                truth = History.of(engine);
            } while (engine.info().segments() != segments || !isBookkeepingTheSame(synced, crashed));
            return new Made(synced, crashed, truth, floor, positions);
        }
    }

    /** What is forced in the background writes that down, in files that change as a whole or not at all. */
    private static boolean isBookkeepingTheSame(Path synced, Path crashed) throws IOException {
        for (Path file : Mutation.files(crashed)) {
            Path before = synced.resolve(file.getFileName());
            if (file.toString().endsWith(".tailrace") && (!Files.exists(before) || Files.mismatch(before, file) >= 0)) {
                return false;
            }
        }
        return Mutation.files(synced).size() <= Mutation.files(crashed).size();
    }

    private static void copy(Path live, Path to) throws IOException {
        boolean copied = false;
        while (!copied) {
            try {
                Bases.copy(live, to);
                copied = true;
            } catch (NoSuchFileException e) {
                copied = false; // one that had another name a moment ago
            }
        }
    }

    private static void write(Writing writing, long[] counts, int count, Feed feed, Set<Long> positions) {
        for (int i = 0; i < count; i++) {
            int producer = i % Writing.PRODUCERS;
            writing.write(producer, ++counts[producer]);
            if (i % MOST_IN_A_POLL == 0) {
                feed.poll(change -> {}, MOST_IN_A_POLL);
                positions.add(feed.position());
            }
        }
    }
}
