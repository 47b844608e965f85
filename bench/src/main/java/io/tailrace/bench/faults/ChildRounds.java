package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Gives a child process one seed after the other, and another child the next one where it was wrong, hung or gone. */
abstract class ChildRounds {
    final Path scratch;
    final Tally tally;
    private final String name;
    private final Duration limit;

    private ChildProcess child;

    /**
     * Starts none yet.
     *
     * @param name of a round, before what has come of it
     * @param limit from line to line of the child
     */
    ChildRounds(Path scratch, Tally tally, String name, Duration limit) {
        this.scratch = scratch;
        this.tally = tally;
        this.name = name;
        this.limit = limit;
    }

    /** Starts a child, which says that it is ready. */
    abstract ChildProcess start() throws IOException;

    /** Tells of a round that has failed. */
    abstract void failed(long seed, String mutation, String what);

    /** Runs rounds with the seeds from one on. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        try {
            for (int i = 0; i < rounds; i++) {
                round(seed + i);
            }
        } finally {
            if (child != null) {
                child.close();
            }
        }
    }

    private void round(long seed) throws IOException, InterruptedException {
        if (child == null) {
            child = start();
            child.await("ready", limit);
        }
        String mutation = "";
        child.say(Long.toString(seed));
        String line = child.line(limit);
        while (line != null && !line.startsWith("done ") && !line.startsWith("wrong ")) {
            mutation = line.startsWith("mutation ") ? line.substring(9) : mutation;
            line = child.line(limit);
        }
        if (line != null && line.startsWith("done ")) {
            tally.outcome(name + " " + line.substring(5));
            return;
        }
        String what = line == null ? (child.isAlive() ? "hung" : "crashed") + " " + child.errors() : line;
        failed(seed, mutation, "seed=" + seed + " " + mutation + ": " + what);
        child.kill();
        child = null;
    }
}
