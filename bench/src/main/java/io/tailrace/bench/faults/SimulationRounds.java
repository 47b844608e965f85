package io.tailrace.bench.faults;

import io.tailrace.bench.simulation.SeedRun;
import io.tailrace.journal.PlantedBug;
import java.io.IOException;
import java.nio.file.Path;

/** Simulates engines, with the seeds from one on; and with bugs planted, each of which has to be found. */
final class SimulationRounds {
    private static final int SEEDS_OF_A_BUG = 400;

    private final SeedRun runs;
    private final Tally tally;

    SimulationRounds(Path scratch, Tally tally) throws IOException {
        runs = new SeedRun(scratch);
        this.tally = tally;
    }

    /** Runs seeds. */
    void run(long seed, int rounds) throws IOException {
        for (long next = seed; next < seed + rounds; next++) {
            String failure = runs.failure(next, SeedRun.STEPS, null);
            if (failure == null) {
                tally.outcome("simulated");
            } else {
                tally.failure(
                        failure.contains("lost: ") ? "simulated, lost" : "simulated, silent wrong",
                        "--seeds",
                        1,
                        next,
                        failure);
            }
        }
    }

    /** Plants each bug, and counts one that nobody finds as a failure. */
    void plant() throws IOException {
        for (PlantedBug bug : PlantedBug.values()) {
            String by = caught(bug);
            if (by == null) {
                tally.failure("planted", "--planted", bug + " was not found");
            } else {
                tally.outcome("planted " + bug + ", caught by " + by);
            }
        }
    }

    /** The first seed that finds a bug, or null. */
    String caught(PlantedBug bug) throws IOException {
        for (long seed = 0; seed < SEEDS_OF_A_BUG; seed++) {
            if (runs.run(seed, SeedRun.first(SeedRun.STEPS), bug) != null) {
                return "seed " + seed;
            }
        }
        return null;
    }
}
