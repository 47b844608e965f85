package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Damages journals and has a child process open them, which must neither crash, hang nor take much memory. */
final class MutationRounds {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path scratch;
    private final Tally tally;
    private ChildProcess child;
    private String mutation = "";

    MutationRounds(Path scratch, Tally tally) {
        this.scratch = scratch;
        this.tally = tally;
    }

    /** Runs rounds with the seeds from one on. */
    void run(long seed, int rounds) throws IOException, InterruptedException {
        for (Bases.Base base : rounds == 0 ? new Bases.Base[0] : Bases.Base.values()) {
            try (ChildProcess builder = new ChildProcess(scratch, "build", scratch.resolve(base.name()), base)) {
                await(builder, "built");
            }
        }
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
            child = new ChildProcess(scratch, "mutate", scratch);
            await(child, "ready");
        }
        mutation = "";
        child.say(Long.toString(seed));
        String line = child.line(LIMIT);
        while (line != null && !line.startsWith("done ") && !line.startsWith("wrong ")) {
            mutation = line.startsWith("mutation ") ? line.substring(9) : mutation;
            line = child.line(LIMIT);
        }
        if (line != null && line.startsWith("done ")) {
            tally.outcome("mutation " + line.substring(5));
            return;
        }
        String what = line == null ? (child.isAlive() ? "hung" : "crashed") + " " + child.errors() : line;
        String kind = mutation.substring(0, Math.max(0, mutation.indexOf(':')));
        tally.failure("mutation " + kind, "--mutations", 1, seed, "seed=" + seed + " " + mutation + ": " + what);
        child.kill();
        child = null;
    }

    static void await(ChildProcess process, String what) throws InterruptedException {
        String line = process.line(LIMIT);
        while (line != null && !line.startsWith(what)) {
            if (line.startsWith("fail ")) {
                throw new WrongAnswer(line);
            }
            line = process.line(LIMIT);
        }
        WrongAnswer.unless(line != null, "the process did not say " + what + ": " + process.errors());
    }
}
