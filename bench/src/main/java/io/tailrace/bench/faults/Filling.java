package io.tailrace.bench.faults;

import io.tailrace.Tailrace;
import io.tailrace.error.DiskFullException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes until the disk is full, reads all there is, waits until there is room, and writes on. One thread, beside those
 * of the engine.
 */
final class Filling {
    private static final int MOST_WRITES = 20_000;
    private static final int SYNC_EVERY = 64;
    private static final int SNAPSHOT_EVERY = 700;
    private static final int WRITES_AFTER = 300;

    private final Path directory;
    private final PrintStream out;
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    /** Whether there is room for all from now on. */
    private boolean roomy;

    Filling(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    /** Says {@code full}, and goes on when it is told anything; says {@code filled} in the end. */
    void run() throws IOException {
        Tailrace engine = null;
        while (engine == null) {
            try {
                engine = Tailrace.open(Writing.config(directory));
            } catch (DiskFullException e) {
                full("opening");
            }
        }
        try (Tailrace open = engine) {
            write(open);
            History.of(open);
        }
        out.println("filled");
    }

    private void write(Tailrace engine) throws IOException {
        Writing writing = null;
        long last = MOST_WRITES;
        for (long count = 1; count <= last; count++) {
            try {
                writing = writing == null ? new Writing(engine, out, Syncing.CALLS) : writing;
                if (count % SYNC_EVERY == 0) {
                    writing.sync();
                }
                if (count % SNAPSHOT_EVERY == 0) {
                    engine.snapshot();
                }
                writing.write(0, count);
            } catch (DiskFullException e) {
                WrongAnswer.unless(!roomy, "full though there is room: " + e);
                History.of(engine); // reads and feeds go on
                full("writing");
                last = count + WRITES_AFTER;
                count--;
            }
        }
        WrongAnswer.unless(roomy, "the disk was never full");
    }

    private void full(String what) throws IOException {
        WrongAnswer.unless(!roomy, "full though there is room: " + what);
        out.println("full " + what);
        WrongAnswer.unless(in.readLine() != null, "the parent is gone, and nobody makes room");
        roomy = true;
    }
}
