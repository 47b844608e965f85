package io.tailrace.bench.simulation;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.error.ClockException;
import io.tailrace.error.FeedException;
import io.tailrace.error.TailraceException;
import io.tailrace.journal.PlantedBug;
import io.tailrace.journal.SimulatedDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One engine, its disk, its clock, and what has to be in it. Not thread safe. */
final class World {
    final Truth truth = new Truth();
    final SimulatedDisk disk;
    /** What was planted, or null. */
    final PlantedBug bug;

    final Map<String, Table> tables = new HashMap<>();
    /** What the engine told its error handler in this life. */
    final List<Throwable> errors = new ArrayList<>();

    final Clock clock = new Clock();
    final Times times = new Times(clock);

    Tailrace engine;
    /**
     * Draws what was added to the simulation, apart from the rest, so that a seed that was kept means what it meant;
     * null where nothing of that is done.
     */
    SplittableRandom aside;
    /** Something was done to the disk in this life, so calls may fail. */
    boolean faulty;
    /** There was no more room at some time of this life. */
    boolean wasFull;
    /** Everything up to there was seen, and outlives the process. */
    long committed;
    /** Everything up to there was acknowledged as synced, and outlives the power. */
    long synced;

    /** The last change before another writer had the journal: none after it may be acknowledged as synced. */
    long fencedAt = Long.MAX_VALUE;

    World(Path directory, SplittableRandom random, byte[] pattern, PlantedBug bug) {
        this.bug = bug;
        disk = new SimulatedDisk(directory, random, pattern, clock::nowNs, bug);
    }

    /** A call has failed: that has to have a reason. */
    void excuse(String call, TailraceException e) {
        if (!faulty && !wasFull) {
            throw new Violation(call + " failed without a reason", e);
        }
    }

    /** Nothing has gone wrong but what was planned. */
    void checkErrors() {
        for (Throwable error : errors) {
            if (!(error instanceof TailraceException)) {
                throw new Violation("the engine reported", error);
            }
            boolean isOfClock = error instanceof ClockException && clock.wasFarBehind();
            if (!(error instanceof FeedException) && !isOfClock) { // whose feed is watched
                excuse("the engine", (TailraceException) error);
            }
        }
        Violation.unless(faulty || !engine.isFailed(), "the engine has failed without a reason");
    }

    void onSynced(long sequence) {
        Violation.unless(sequence <= truth.sequence, "synced beyond the end: " + sequence + " of " + truth.sequence);
        Violation.unless(sequence <= fencedAt, "synced while another writer has the journal: " + sequence);
        synced = Math.max(synced, sequence);
    }
}
