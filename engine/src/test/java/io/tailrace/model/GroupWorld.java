package io.tailrace.model;

import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.GroupFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A group of feeds on an engine that the caller drives, and each of them alone. In lockstep all read to the same ends,
 * and are compared after every read; else the group reads with any limits, and only what does not depend on the ends of
 * reads is there, compared at the end.
 */
final class GroupWorld implements AutoCloseable {
    private final World world;
    private final boolean isLockstep;
    private final int most;
    private final int slice;
    /** Any feed, which knows the engine. */
    private final Feed witness;

    private final FeedGroup group;
    /** Those of feeds that were slow, one each. */
    private final List<FeedGroup> own = new ArrayList<>();

    private final Turns turns = new Turns();
    private final List<Twin> twins = new ArrayList<>();
    /** Those that read in the poll that is running, or was the last. */
    private List<Twin> reading = List.of();

    private long events;
    private int feeds;
    /** Of feeds that are over. */
    private int failures;

    GroupWorld(long seed, boolean isLockstep, int most, int slice, GroupFault fault) {
        this.isLockstep = isLockstep;
        this.most = most;
        this.slice = slice;
        world = new World(seed, new Coverage(), null, null);
        witness = world.store(new Random(1)).witness;
        group = fault.group(witness, world.errors::add, slice, this::ownGroup);
    }

    private FeedGroup ownGroup() {
        own.add(GroupFault.NONE.group(witness, world.errors::add, slice, this::ownGroup));
        return own.get(own.size() - 1);
    }

    @Override
    public void close() {
        group.close();
        own.forEach(FeedGroup::close);
        world.close();
    }

    void step(Random random) {
        int which = random.nextInt(100);
        if (which < 20) {
            for (int i = random.nextInt(1 + most / 10); i >= 0 && twins.size() < most; i--) {
                open(random);
            }
        } else if (which < 24) {
            close(random);
        } else if (which < 28) {
            pause(random);
        } else if (which < 30) {
            isolate(random);
        } else if (which < 60) {
            poll(random);
        } else {
            for (int i = random.nextInt(8); i >= 0; i--) {
                world.change(random, isLockstep);
            }
        }
    }

    private void open(Random random) {
        long seed = random.nextLong();
        Twin twin = Twin.random(world, group, turns, isLockstep, random, () -> interfere(new Random(seed)));
        if (twin != null) {
            twins.add(twin);
            feeds++;
        }
    }

    /**
     * What a handler does to its group; whether a feed takes part in this read must not depend on which group it is in.
     * One that moves reads here and there, which are two reads.
     */
    private void interfere(Random random) {
        int which = random.nextInt(5);
        if (which == 0) {
            open(random);
            return;
        }
        Twin twin = twins.get(random.nextInt(twins.size()));
        if (which == 1 && !twin.isMoved) {
            twin.run.pause();
        } else if (which == 2 && !twin.isMoved) {
            twin.run.resume();
        } else if (which == 3 && reading.contains(twin) && !twin.run.isPaused() && !twin.hasLag()) {
            twin.isolate();
        } else if (which == 4 && !twin.isOver()) {
            twin.isCut = true;
            twin.run.close();
        }
    }

    private void close(Random random) {
        if (!twins.isEmpty()) {
            Twin gone = twins.remove(random.nextInt(twins.size()));
            gone.close();
        }
    }

    private void pause(Random random) {
        if (!twins.isEmpty()) {
            Twin twin = twins.get(random.nextInt(twins.size()));
            if (twin.run.isPaused()) {
                twin.run.resume();
            } else {
                twin.run.pause();
            }
        }
    }

    private void isolate(Random random) {
        if (!twins.isEmpty()) {
            twins.get(random.nextInt(twins.size())).isolate();
        }
    }

    private void poll(Random random) {
        world.work();
        reading = new ArrayList<>(twins);
        if (!isLockstep) {
            pollUpTo(random);
            return;
        }
        reading.removeIf(twin -> twin.run.isPaused());
        group.poll(Integer.MAX_VALUE);
        checkTurns();
        for (int i = 0; i < own.size(); i++) { // a handler may make another one
            own.get(i).poll(Integer.MAX_VALUE);
        }
        compare(reading);
    }

    private void checkTurns() {
        twins.forEach(twin -> twin.leaveTurns(turns));
        turns.check();
    }

    private int pollUpTo(Random random) {
        int count = group.poll(1 + random.nextInt(40));
        checkTurns();
        for (int i = 0; i < own.size(); i++) {
            count += own.get(i).poll(1 + random.nextInt(40));
        }
        return count;
    }

    private void compare(List<Twin> reading) {
        for (Twin twin : reading) {
            twin.compare();
            if (twin.isOver()) {
                over(twin);
            }
        }
    }

    private void over(Twin twin) {
        twins.remove(twin);
        events += twin.events();
        failures += twin.run.failure() != null ? 1 : 0;
        twin.close();
    }

    /** Nothing may be left. */
    void finish() {
        world.nowNs += 1_000_000_000L;
        world.work();
        for (int i = 0; i < 3; i++) {
            for (Twin twin : new ArrayList<>(twins)) {
                twin.run.resume();
            }
            if (isLockstep) {
                poll(new Random(7));
            } else {
                drain(new Random(7));
            }
        }
        compare(new ArrayList<>(twins));
        for (Twin twin : new ArrayList<>(twins)) {
            over(twin);
        }
        world.check(group.size() == 0, "size=" + group.size());
        world.check(
                own.stream().allMatch(each -> each.size() == 0),
                "own=" + own.stream().map(FeedGroup::size).toList());
        world.check(world.errors.size() >= failures, "errors=" + world.errors);
    }

    private void drain(Random random) {
        // polls that catch up, or look for initial values, without an event
        long most = 2 * (world.engine.lastSequence() / slice) + 4;
        for (long idle = 0; idle < most; idle++) {
            while (pollUpTo(random) > 0) {
                idle = 0;
            }
        }
    }

    long events() {
        return events;
    }

    int feeds() {
        return feeds;
    }

    int failures() {
        return failures;
    }

    int moves() {
        return own.size();
    }
}
