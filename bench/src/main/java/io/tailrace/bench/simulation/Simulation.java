package io.tailrace.bench.simulation;

import io.tailrace.RetentionPolicy;
import io.tailrace.SimulatedConfig;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.TailraceException;
import io.tailrace.journal.PlantedBug;
import io.tailrace.journal.SimulatedDisk.End;
import io.tailrace.write.SnapshotPolicy;
import io.tailrace.write.SyncPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The lives of one engine on one disk: it is opened, killed, loses its power, is closed, and after each opening holds
 * what the model says. Not thread safe.
 */
final class Simulation {
    private static final int SEGMENT_BYTES = 32 << 10;
    private static final int INTERRUPTED_OPENINGS = 3;

    final World world;
    final Writes writes;
    final Watchers watchers;

    private final Path scratch;
    private final SyncPolicy syncing;
    private final SnapshotPolicy snapshots;
    private final RetentionPolicy retention;
    private final int blockChanges;
    private int lives;
    private boolean isPowerLost;

    Simulation(Path scratch, byte[] pattern, long seed, PlantedBug bug) throws IOException {
        this.scratch = scratch;
        SplittableRandom random = Seed.random(seed, -1);
        Path first = Files.createDirectories(scratch.resolve("life-0"));
        world = new World(first, random.split(), pattern, bug);
        writes = new Writes(world);
        watchers = new Watchers(world, writes);
        syncing = switch (random.nextInt(4)) {
            case 0 -> SyncPolicy.everyBlock();
            case 1 -> SyncPolicy.every(Duration.ofMillis(3));
            default -> SyncPolicy.onDemand();
        };
        SnapshotPolicy policy = random.nextInt(3) == 0
                ? SnapshotPolicy.onDemand().every(Duration.ofMillis(20))
                : SnapshotPolicy.onDemand();
        snapshots = random.nextInt(4) == 0 ? policy.atClose() : policy;
        retention = random.nextBoolean() ? RetentionPolicy.keepAll().bytes(SEGMENT_BYTES) : RetentionPolicy.keepAll();
        blockChanges = random.nextInt(3) == 0 ? 1 : 256;
    }

    private TailraceConfig config() {
        TailraceConfig config = new TailraceConfig()
                .directory(world.disk.directory())
                .threading(Threading.INVOKER)
                .clock(world.bug == PlantedBug.TIME_STANDS_AFTER_LEAP ? world.clock::highestNs : world.clock::nowNs)
                .earliness(Duration.ofNanos(Clock.TOLERANCE_NS))
                .hashSeed(1)
                .random(() -> 4)
                .metricsInterval(Duration.ZERO)
                .segmentBytes(SEGMENT_BYTES)
                .reserveStepBytes(16 << 10)
                .blockChanges(blockChanges)
                .ringSlots(64)
                .limits(new DocumentLimits().documentBytes(3 << 10))
                .syncPolicy(syncing)
                .snapshots(snapshots)
                .retention(retention)
                .errorHandler(world.errors::add);
        return SimulatedConfig.on(config, world.disk.begin());
    }

    /** Opens it, with what goes wrong meanwhile. */
    void open(SplittableRandom random) throws IOException {
        world.engine = null;
        for (int attempt = 0; world.engine == null; attempt++) {
            world.faulty = false;
            world.fencedAt = Long.MAX_VALUE;
            world.wasFull = false;
            world.errors.clear();
            TailraceConfig config = config();
            boolean isDisturbed = attempt < INTERRUPTED_OPENINGS && lives > 0 && random.nextInt(4) == 0;
            if (isDisturbed) {
                world.faulty = true;
                world.disk.endAfter(random.nextInt(40));
            } else if (attempt < INTERRUPTED_OPENINGS && random.nextInt(12) == 0) {
                world.faulty = true;
                world.disk.failAfter(random.nextInt(40));
            }
            try {
                world.engine = Tailrace.open(config);
            } catch (TailraceException e) {
                if (!world.disk.hasEnded() && !world.disk.hasFailed()) {
                    throw new Violation("does not open", e);
                }
                move(random.nextBoolean() ? End.KILL : End.POWER);
            }
        }
        recovered();
    }

    private void move(End end) throws IOException {
        Path before = world.disk.directory();
        lives++;
        isPowerLost |= end == End.POWER;
        world.disk.end(end, Files.createDirectories(scratch).resolve("life-" + lives));
        remove(before);
    }

    private void recovered() {
        long last = world.engine.lastSequence();
        long floor = isPowerLost ? world.synced : world.committed;
        Violation.unless(last >= floor, "lost: last=" + last + " floor=" + floor);
        writes.recovered(last);
        world.times.cut(last);
        world.times.learn(world.engine);
        world.committed = last;
        world.synced = last;
        Violation.unless(
                List.copyOf(world.truth.stores.keySet()).equals(Comparison.sorted(world.engine.tables())),
                "tables " + world.engine.tables() + " instead of " + world.truth.stores.keySet());
        world.tables.clear();
        for (String name : world.truth.stores.keySet()) {
            world.tables.put(name, world.engine.existingTable(name));
        }
        try {
            compareAll();
            watchers.goOn(isPowerLost);
        } catch (TailraceException e) {
            world.excuse("a look after recovery", e);
        }
        isPowerLost = false;
    }

    /** The engine is left as it is, and its disk goes on. */
    void crash(End end, SplittableRandom random) throws IOException {
        watchers.check();
        Tailrace dying = world.engine;
        Path before = world.disk.directory();
        lives++;
        isPowerLost = end == End.POWER;
        world.disk.end(end, scratch.resolve("life-" + lives));
        abandon(dying);
        remove(before);
        open(random);
    }

    /** Closes it in good order, and takes the power away. */
    void close(SplittableRandom random) throws IOException {
        watchers.check();
        watchers.close();
        boolean isClosed = true;
        try {
            world.engine.close();
        } catch (TailraceException e) {
            world.excuse("close", e);
            isClosed = false;
        }
        if (isClosed && !world.faulty && !world.wasFull) {
            writes.closed();
            world.synced = world.committed;
        }
        move(random.nextBoolean() ? End.KILL : End.POWER);
        open(random);
    }

    /** Everything that the engine shows is compared. */
    void compareAll() {
        Comparison comparison = new Comparison(world, world.truth, world.truth.sequence);
        for (Store store : world.truth.stores.values()) {
            comparison.compare(store, world.tables.get(store.name));
        }
    }

    /** Where it stands, in a line. */
    String course() {
        return "life=" + lives + " sequence=" + world.truth.sequence + " synced=" + world.synced + " calls="
                + world.disk.calls() + " oldest=" + world.engine.oldestSequence();
    }

    /** Gives back what it holds. */
    void end() {
        if (world.engine != null) {
            abandon(world.engine);
        }
    }

    /** Gives back what a dead process had; what comes of that is of no interest. */
    private static void abandon(Tailrace engine) {
        try {
            engine.close();
        } catch (RuntimeException | AssertionError e) {
            Violation.unless(!(e instanceof Violation), "an engine knows nothing of these");
        }
    }

    static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
