package io.tailrace.bench.months;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.error.ExpiredException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that reads what another one writes and retires: every change as it comes, and now and then from where it
 * has been before. What is gone it has to be told. One thread, beside the one that listens.
 */
final class ReaderBeside {
    private static final int LIMIT = 512;
    private static final long PAUSE_NS = 500_000;
    /** How many changes it reads from an old position. */
    private static final int SOME = 2_000;

    private static final int BACK_EVERY = 200_000;

    private final Path directory;
    private final PrintStream out;
    private final Tailrace engine;
    /** Written by the thread that listens, negative until it is told. */
    private volatile long end = -1;

    private long expired;
    private long back;
    private long backExpired;

    private ReaderBeside(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
        engine = Tailrace.open(reading());
    }

    private TailraceConfig reading() {
        return new TailraceConfig().directory(directory).readOnly(true);
    }

    /** Reads the directory that it is given, until it is told a sequence on stdin; then says what it has read. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        try {
            new ReaderBeside(Path.of(arguments[0]), out).run();
        } catch (Throwable e) {
            e.printStackTrace();
            out.println("fail " + e.toString().replace('\n', ' '));
        }
        out.flush();
        Runtime.getRuntime().halt(0);
    }

    private void run() {
        Thread listening = new Thread(this::listen, "listening");
        listening.setDaemon(true);
        listening.start();
        out.println("ready");
        Told told = follow();
        String first = fromTheFirst();
        engine.close();
        long documents;
        try (Tailrace again = Tailrace.open(reading())) {
            documents = again.existingTable(LiveRows.TABLE).count();
        }
        out.println("read " + told.events() + ' ' + told.passed() + ' ' + told.last() + ' ' + documents + ' ' + expired
                + ' ' + back + ' ' + backExpired + ' ' + first);
    }

    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line = in.readLine();
            if (line == null) {
                Runtime.getRuntime().halt(1); // nobody is there any more
            }
            end = Long.parseLong(line);
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private Feed feed(ChangesOptions options) {
        return engine.existingTable(LiveRows.TABLE).changes(options);
    }

    private Told follow() {
        // The first change of all makes the table, of which feeds do not tell.
        Told told = new Told(Math.max(1, engine.oldestSequence() - 1), true);
        long wentBackAt = told.last();
        Feed feed = null;
        try {
            while (end < 0 || told.last() < end) {
                if (feed == null) {
                    feed = open(told);
                }
                int read = poll(feed, told);
                if (read < 0) {
                    feed.close();
                    feed = null;
                } else if (read == 0) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
                if (told.last() - wentBackAt > BACK_EVERY) {
                    wentBackAt = told.last();
                    goBack(told.last() / 2);
                    goBack(Math.max(1, told.last() - BACK_EVERY / 2));
                }
            }
        } finally {
            if (feed != null) {
                feed.close();
            }
        }
        return told;
    }

    private Feed open(Told told) {
        while (true) {
            try {
                return feed(ChangesOptions.squash(false).resume(told.last()));
            } catch (ExpiredException e) {
                told.pass(e.oldest() - 1);
            }
        }
    }

    /** Negative where it was told that it is too late. */
    private int poll(Feed feed, Told told) {
        try {
            return feed.poll(told, LIMIT);
        } catch (ExpiredException e) {
            expired++;
            told.pass(e.oldest() - 1);
            return -1;
        }
    }

    /** Reads some changes from there, or is told that they are gone. */
    private void goBack(long position) {
        back++;
        Told told = new Told(position, true);
        try (Feed feed = feed(ChangesOptions.squash(false).resume(position))) {
            while (told.events() < SOME && told.last() < engine.lastSequence() && feed.poll(told, LIMIT) >= 0) {
                assert told.last() >= position;
            }
        } catch (ExpiredException e) {
            backExpired++;
        }
    }

    /** What it is told that asks for the first change of all. */
    private String fromTheFirst() {
        try (Feed feed = feed(ChangesOptions.squash(false).from(1))) {
            return "served-from-" + feed.position();
        } catch (ExpiredException e) {
            return "expired";
        }
    }
}
