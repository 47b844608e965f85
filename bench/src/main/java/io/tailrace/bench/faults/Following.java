package io.tailrace.bench.faults;

import io.tailrace.Tailrace;
import io.tailrace.error.CursorException;
import io.tailrace.error.ExpiredException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.journal.CursorInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * A reader beside the writers, whose position is kept under a name. After whatever has happened it must not stand after
 * what it was given, nor, where its saves survive, before what it was given when it last saved; and from there on every
 * change comes, or it is told that they are gone. One thread at a time.
 */
final class Following {
    private static final String NAME = "follower";
    /** A change was handled. */
    private static final String GIVEN = "given ";
    /** A poll has come so far; the next one saves that. */
    private static final String SEEN = "seen ";

    private static final int MOST_IN_A_POLL = 64;
    private static final long PAUSE_NS = 500_000;

    private final Tailrace engine;
    private final PrintStream out;
    private final boolean synced;

    /**
     * @param out is told up to where changes were given, as {@code seen sequence}, before they are asked for that
     *     follow
     * @param synced whether each position is forced
     */
    Following(Tailrace engine, PrintStream out, boolean synced) {
        this.engine = engine;
        this.out = out;
        this.synced = synced;
    }

    private Feed feed() {
        ChangesOptions options = ChangesOptions.squash(false).fromStart();
        options = synced ? options.cursor(NAME, CursorOption.SYNCED) : options.cursor(NAME);
        return engine.existingTable(History.TABLES[0]).changes(options);
    }

    /** Reads until the process is killed, from the oldest change there is where those it stood at are gone. */
    void forever() {
        while (true) {
            try (Feed feed = feed()) {
                while (true) {
                    if (feed.poll(this::give, MOST_IN_A_POLL) > 0) {
                        say(SEEN, feed.position());
                    } else {
                        LockSupport.parkNanos(PAUSE_NS);
                    }
                }
            } catch (ExpiredException e) {
                moveOn(e.oldest());
            }
        }
    }

    /** Reads up to a sequence, and keeps that position. */
    void readAll(long last) {
        try (Feed feed = feed()) {
            while (feed.position() < last) {
                feed.poll(this::give, MOST_IN_A_POLL);
            }
            feed.poll(this::give, MOST_IN_A_POLL);
        }
    }

    private void moveOn(long oldest) {
        try {
            engine.moveCursor(NAME, oldest - 1);
        } catch (ExpiredException e) {
            say(SEEN, 0); // that is gone as well by now: the next feed is told
        }
    }

    private void give(Change change) {
        say(GIVEN, change.sequence());
    }

    /** What was said in all processes on one journal, beside what was acknowledged there. */
    static List<String> said(Path acks) throws IOException {
        Path file = file(acks);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** Adds what a process has said. */
    static void keep(Path acks, List<String> lines) throws IOException {
        List<String> kept = new ArrayList<>(lines);
        kept.removeIf(line -> !line.startsWith(SEEN) && !line.startsWith(GIVEN));
        Files.write(file(acks), kept, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static Path file(Path acks) {
        return acks.resolveSibling(acks.getFileName() + "-seen");
    }

    private void say(String what, long sequence) {
        synchronized (out) {
            out.println(what + sequence);
        }
    }

    private static List<Long> of(String what, List<String> said) {
        return said.stream()
                .filter(line -> line.startsWith(what))
                .map(line -> Long.valueOf(line.substring(what.length())))
                .toList();
    }

    /**
     * Looks where the reader stands, and that all comes that follows.
     *
     * @param said what it has said before, of which the last was heard though the position may not have been saved
     * @param isCut whether the power went, so that saves are lost that were not forced
     * @return what came of it in a word
     */
    String check(History history, List<String> said, boolean isCut) {
        CursorInfo standing = engine.cursors().stream()
                .filter(cursor -> cursor.name().equals(NAME))
                .findFirst()
                .orElse(null);
        if (standing == null) {
            int polls = of(SEEN, said).size();
            WrongAnswer.unless(isCut && !synced || polls < 2, "lost: the cursor is gone, polls=" + polls);
            return "no cursor";
        }
        if (!engine.tables().contains(History.TABLES[0])) {
            WrongAnswer.unless(isCut, "lost: the table of the cursor is gone");
            return "no table";
        }
        try {
            return follow(history, said, isCut && !synced);
        } catch (ExpiredException e) {
            return "expired, told";
        } catch (CursorException e) {
            WrongAnswer.unless(isCut, "the cursor is refused: " + e);
            engine.deleteCursor(NAME);
            return "history cut, told";
        }
    }

    private String follow(History history, List<String> said, boolean mayGoBack) {
        try (Feed feed = feed()) {
            long from = feed.position();
            List<Long> seen = of(SEEN, said);
            long saved = seen.size() < 2 ? 0 : seen.get(seen.size() - 2);
            WrongAnswer.unless(mayGoBack || from >= saved, "lost: the position is " + from + " of " + saved);
            long given =
                    of(GIVEN, said).stream().mapToLong(Long::longValue).max().orElse(0);
            for (long sequence = given + 1; sequence <= from; sequence++) {
                History.Entry passed = history.entries.get(sequence);
                WrongAnswer.unless(
                        passed == null || !passed.table().equals(History.TABLES[0]),
                        "lost: " + sequence + " was never given, the position is " + from + " of " + given);
            }
            TreeSet<Long> missing = new TreeSet<>();
            history.entries.tailMap(from, false).forEach((sequence, change) -> {
                if (change.table().equals(History.TABLES[0])) {
                    missing.add(sequence);
                }
            });
            while (feed.position() < history.lastSequence) {
                feed.poll(
                        change -> {
                            give(change);
                            WrongAnswer.unless(
                                    missing.remove(change.sequence()) || change.sequence() > history.lastSequence,
                                    "given though it was not to come: " + change.sequence() + " from=" + from);
                        },
                        MOST_IN_A_POLL);
                say(SEEN, feed.position());
            }
            WrongAnswer.unless(missing.isEmpty(), "lost: never given after " + from + ": " + missing);
            return "followed";
        }
    }
}
