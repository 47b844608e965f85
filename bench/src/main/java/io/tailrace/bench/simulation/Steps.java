package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Definition;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.error.TailraceException;
import io.tailrace.journal.SimulatedDisk.End;
import java.io.IOException;
import java.util.SplittableRandom;

/** What is done with an engine, step by step. Each step is drawn from the seed and its number alone. */
final class Steps {
    private static final long HOUR_NS = 3_600_000_000_000L;

    private final Simulation simulation;
    private final World world;
    private final Writes writes;
    private final Watchers watchers;
    private final Past past;
    /** Steps until there is room again. */
    private int full;

    Steps(Simulation simulation) {
        this.simulation = simulation;
        world = simulation.world;
        writes = simulation.writes;
        watchers = simulation.watchers;
        past = new Past(world);
    }

    /** Opens the engine, and makes what the first steps need. */
    void begin(SplittableRandom random) throws IOException {
        simulation.open(random);
        writes.define(Definition.TABLE, Writes.BOOKED, null);
        writes.define(Definition.TABLE, Writes.TABLES.get(0), null);
        endOfStep(random);
    }

    /**
     * Takes one step, and compares.
     *
     * @param random of this step
     * @param aside of what is done beside it, null for nothing
     */
    void step(SplittableRandom random, SplittableRandom aside) throws IOException {
        world.aside = aside;
        try {
            act(random);
        } catch (TailraceException e) {
            world.excuse("a step", e);
        }
        if (aside != null) {
            actBeside(aside);
        }
        endOfStep(random);
    }

    /** What the past and the clock have to do with it, and more definitions than there are in steps. */
    private void actBeside(SplittableRandom aside) {
        writes.settle();
        try {
            switch (aside.nextInt(24)) {
                case 0, 1 -> past.look(aside);
                case 2, 3 -> world.clock.disturb(aside);
                case 4 -> watchers.endWindows(aside);
                case 5, 6 -> watchers.openOne(aside);
                case 7 -> define(aside);
                default -> {} // nothing beside it
            }
        } catch (TailraceException e) {
            world.excuse("what was done beside a step", e);
        }
    }

    private void act(SplittableRandom random) throws IOException {
        world.clock.pass(random.nextInt(1_000_000));
        if (!world.truth.stores.containsKey(Writes.BOOKED)) { // lost with the power
            writes.define(Definition.TABLE, Writes.BOOKED, null);
        }
        int what = random.nextInt(100);
        if (what < 40) {
            for (int i = random.nextInt(10); i >= 0; i--) {
                writes.random(random);
            }
        } else if (what < 60) {
            watchers.read(random);
        } else if (what < 66) {
            watchers.openOne(random);
        } else if (what < 72) {
            define(random);
        } else if (what < 84) {
            call(random);
        } else if (what < 88) {
            world.clock.move(random.nextInt(5) == 0 ? HOUR_NS : random.nextInt(20_000_000));
        } else if (what < 93) {
            disturb(random);
        } else if (what < 96) {
            simulation.crash(random.nextBoolean() ? End.KILL : End.POWER, random);
        } else if (what < 98) {
            simulation.close(random);
        }
    }

    private void endOfStep(SplittableRandom random) throws IOException {
        for (int i = random.nextInt(4); i > 0; i--) {
            world.engine.doWork();
        }
        writes.settle();
        world.checkErrors();
        watchers.check();
        if (full > 0 && --full == 0) {
            world.disk.full(false);
        }
        if (world.disk.hasEnded() || world.engine.isFailed()) {
            full = 0;
            simulation.crash(random.nextBoolean() ? End.KILL : End.POWER, random);
        }
    }

    private void define(SplittableRandom random) {
        String table = Writes.TABLES.get(random.nextInt(Writes.TABLES.size()));
        Store store = world.truth.stores.get(table);
        if (store == null) {
            writes.define(Definition.TABLE, table, null);
        } else if (random.nextInt(4) == 0) {
            writes.define(Definition.NO_TABLE, table, null);
        } else if (!store.indexes.containsKey(Part.INDEX)) {
            writes.define(Definition.INDEX, table, Part.INDEX);
        } else if (random.nextBoolean()) {
            writes.define(Definition.NO_INDEX, table, Part.INDEX);
        }
    }

    private void call(SplittableRandom random) {
        String call = "a call";
        try {
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    call = "sync";
                    long last = world.engine.lastSequence();
                    world.engine.sync();
                    writes.settle();
                    world.onSynced(last);
                }
                case 2 -> {
                    call = "snapshot";
                    world.engine.snapshot();
                }
                case 3, 4, 5 -> {
                    call = "compact";
                    world.engine.compact();
                }
                default -> {
                    call = "compare";
                    writes.settle();
                    simulation.compareAll();
                }
            }
        } catch (TailraceException e) {
            world.excuse(call, e);
        }
    }

    private void disturb(SplittableRandom random) throws IOException {
        int what = random.nextInt(6);
        if (what == 5) {
            world.faulty = true;
            writes.settle();
            world.fencedAt = world.truth.sequence;
            world.disk.intrude();
        } else if (what == 0) {
            world.wasFull = true;
            world.disk.full(true);
            full = 1 + random.nextInt(5);
        } else {
            world.faulty = true;
            if (what == 1) {
                world.disk.failAfter(random.nextInt(30));
            } else {
                world.disk.endAfter(random.nextInt(60));
            }
        }
    }
}
