package io.tailrace.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Damages journals and has a child process open them, which must neither crash, hang nor take much memory. */
final class MutationRounds extends ChildRounds {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    MutationRounds(Path scratch, Tally tally) {
        super(scratch, tally, "mutation", LIMIT);
    }

    @Override
    void run(long seed, int rounds) throws IOException, InterruptedException {
        for (Bases.Base base : rounds == 0 ? new Bases.Base[0] : Bases.Base.values()) {
            try (ChildProcess builder = new ChildProcess(scratch, "build", scratch.resolve(base.name()), base)) {
                builder.await("built", LIMIT);
            }
        }
        super.run(seed, rounds);
    }

    @Override
    ChildProcess start() throws IOException {
        return new ChildProcess(scratch, "mutate", scratch);
    }

    @Override
    void failed(long seed, String mutation, String what) {
        String kind = mutation.substring(0, Math.max(0, mutation.indexOf(':')));
        tally.failure("mutation " + kind, "--mutations", 1, seed, what);
    }
}
