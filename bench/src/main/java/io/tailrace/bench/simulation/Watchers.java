package io.tailrace.bench.simulation;

import io.tailrace.bench.simulation.Truth.Operation;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.bench.simulation.Watched.Way;
import io.tailrace.error.TailraceException;
import io.tailrace.feed.FeedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The feeds that are watched. Not thread safe. */
final class Watchers {
    private static final int MOST = 5;
    private static final int MOST_UNITED = 2;
    /** Half seconds: one second until a clock that was put back counts, then all goes at half the pace. */
    private static final int WAITS = 4;

    private final World world;
    private final Writes writes;
    private final List<Watched> all = new ArrayList<>();
    private FeedGroup group;
    private int cursors;

    Watchers(World world, Writes writes) {
        this.world = world;
        this.writes = writes;
    }

    /** Opens one more, or closes the oldest. */
    void openOne(SplittableRandom random) {
        if (all.size() >= MOST) {
            all.remove(random.nextInt(MOST)).close();
        }
        List<Store> stores = new ArrayList<>(world.truth.stores.values());
        stores.removeIf(store -> store.name.equals(Writes.BOOKED) || !isReady(store));
        if (stores.isEmpty() || !writes.isSettled()) {
            return;
        }
        Asked first = Asked.random(random, stores.get(random.nextInt(stores.size())));
        Way way = Way.values()[random.nextInt(Way.values().length)];
        List<Asked> asked = new ArrayList<>();
        asked.add(world.aside == null ? first : first.with(world.aside, stores).by(way));
        if (world.aside != null && !way.isNamed() && world.aside.nextInt(4) == 0) {
            for (int i = world.aside.nextInt(MOST_UNITED); i >= 0; i--) {
                Asked next = Asked.random(world.aside, stores.get(world.aside.nextInt(stores.size())));
                asked.add(next.with(world.aside, stores).by(way));
            }
        }
        String cursor = way.isNamed() ? "c" + ++cursors : null;
        Watched watched = new Watched(world, new Streams(asked), way, cursor, cursor != null && random.nextBoolean());
        try {
            watched.begin(random, group());
            all.add(watched);
        } catch (TailraceException e) {
            if (!watched.isOvertaken(e)) {
                world.excuse("the opening of " + watched, e);
            }
        }
    }

    private boolean isReady(Store store) {
        return !store.indexes.containsKey(Part.INDEX)
                || world.tables.get(store.name).isIndexReady(Part.INDEX);
    }

    private FeedGroup group() {
        if (group == null) {
            group = world.engine.group();
        }
        return group;
    }

    /** Reads one of them. */
    void read(SplittableRandom random) {
        if (all.isEmpty()) {
            return;
        }
        Watched watched = all.get(random.nextInt(all.size()));
        if (watched.isEnded()) {
            return;
        }
        book(watched, watched.read(random, group()), random);
    }

    private void book(Watched watched, Operation booking, SplittableRandom random) {
        if (booking != null) {
            booking.synced = random.nextInt(4) == 0;
            writes.hand(booking, watched.feed());
            if (random.nextBoolean()) {
                writes.await(booking);
            }
            writes.settle();
        }
    }

    /** Has time pass until all windows must be over, wherever the clock was before. */
    void endWindows(SplittableRandom random) {
        if (world.faulty || world.wasFull || !writes.isSettled() || all.stream().noneMatch(Watched::isWindowed)) {
            return;
        }
        for (int i = 0; i < WAITS; i++) {
            world.clock.move(Clock.TOLERANCE_NS / 2);
            world.engine.doWork();
            writes.settle();
            for (Watched watched : all) {
                if (watched.isWindowed()) {
                    book(watched, watched.read(Integer.MAX_VALUE, group()), random);
                }
            }
        }
        all.forEach(Watched::check);
        all.forEach(Watched::checkWindows);
    }

    /** Compares what was delivered. */
    void check() {
        for (Watched watched : List.copyOf(all)) {
            watched.check();
            if (watched.isOver()) {
                watched.close();
                all.remove(watched);
            } else if (watched.wasTooFar() || watched.isMoved() && writes.isSettled() && !watched.isEnded()) {
                watched.close();
                if (!goesOn(watched, false)) {
                    all.remove(watched);
                }
            }
        }
    }

    void close() {
        all.forEach(Watched::close);
        group = null;
    }

    /** The engine was opened anew. */
    void goOn(boolean isPowerLost) {
        group = null;
        all.removeIf(watched -> !goesOn(watched, isPowerLost));
    }

    /** What begins anew writes to the disk, which may not let it. */
    private boolean goesOn(Watched watched, boolean isPowerLost) {
        try {
            return watched.goOn(group(), isPowerLost);
        } catch (TailraceException e) {
            world.excuse("the opening anew of " + watched, e);
            return false;
        }
    }
}
