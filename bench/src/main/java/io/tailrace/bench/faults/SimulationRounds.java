package io.tailrace.bench.faults;

import io.tailrace.bench.measure.Progress;
import io.tailrace.bench.simulation.SeedRun;
import io.tailrace.journal.PlantedBug;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Simulates engines, with the seeds from one on; and with bugs planted, each of which has to be found. */
final class SimulationRounds {
    private static final int SEEDS_OF_A_BUG = 400;
    /** A run tells so many times how far it is. */
    private static final int LINES = 100;

    private static final int LEAST_SEEDS_OF_A_LINE = 50;

    private final SeedRun runs;
    private final Tally tally;
    private final PrintWriter told;
    private final int steps;

    /**
     * @param told how far it is
     * @param steps of one engine
     */
    SimulationRounds(Path scratch, Tally tally, PrintWriter told, int steps) throws IOException {
        runs = new SeedRun(scratch);
        this.tally = tally;
        this.told = told;
        this.steps = steps;
    }

    /** Runs seeds. */
    void run(long seed, int rounds) throws IOException {
        Progress progress = new Progress(told, rounds);
        int ofLine = Math.max(LEAST_SEEDS_OF_A_LINE, rounds / LINES);
        String replay = steps == SeedRun.STEPS ? "--seeds" : "--steps " + steps + " --seeds";
        for (long next = seed; next < seed + rounds; next++) {
            if ((next - seed) % ofLine == 0) {
                long last = Math.min(next + ofLine, seed + rounds) - 1;
                progress.next((double) (last - next + 1), "simulated engines, seeds " + next + " to " + last);
            }
            String failure = runs.failure(next, steps, null);
            if (failure == null) {
                tally.outcome("simulated");
            } else {
                tally.failure(
                        failure.contains("lost: ") ? "simulated, lost" : "simulated, silent wrong",
                        replay,
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
