package io.tailrace.model;

import java.util.ArrayList;
import java.util.List;

/**
 * In which order the feeds that one reader serves have delivered, within one poll: by change and then by age, the
 * events of a window with the first change after it, and what is squashed until the end of the read behind all else, by
 * age.
 */
final class Turns {
    /**
     * An event.
     *
     * @param age of its feed, greater for one that came later
     * @param squashNs width of the windows of the feed, 0 for squash on read, below 0 for none
     * @param sequence of its change
     * @param timeNs of its change
     */
    record Turn(long age, long squashNs, long sequence, long timeNs) {
        boolean isVerbatim() {
            return squashNs < 0;
        }

        boolean isOnRead() {
            return squashNs == 0;
        }

        long windowEnd() {
            return (Math.floorDiv(timeNs, squashNs) + 1) * squashNs;
        }
    }

    private final List<Turn> turns = new ArrayList<>();
    private long newest;

    /** The age of a feed that comes now. */
    long newest() {
        return ++newest;
    }

    /** Forgets what a feed has squashed. */
    void forgetSquashed(long age) {
        turns.removeIf(turn -> turn.age == age && !turn.isVerbatim());
    }

    void add(Turn turn) {
        turns.add(turn);
    }

    /** Throws for what came out of turn, and forgets all. */
    void check() {
        Turn last = null;
        Turn before = null; // the last verbatim one of another change than the last
        Turn ending = null; // the last one since the read is at its end
        long closed = Long.MIN_VALUE;
        for (Turn turn : turns) {
            if (ending != null || turn.isOnRead()) {
                check(!turn.isVerbatim() && (ending == null || ending.age <= turn.age), turn);
                ending = turn;
            } else if (turn.isVerbatim()) {
                boolean isNext = last == null || last.sequence < turn.sequence;
                check(isNext || last.sequence == turn.sequence && last.age <= turn.age, turn);
                check(turn.timeNs >= closed, turn);
                before = isNext ? last : before;
                last = turn;
            } else {
                long end = turn.windowEnd();
                boolean isOpen = last == null || last.timeNs < end;
                check(isOpen || last.age < turn.age && (before == null || before.timeNs < end), turn);
                closed = Math.max(closed, end);
            }
        }
        turns.clear();
    }

    private void check(boolean holds, Turn turn) {
        if (!holds) {
            int at = turns.indexOf(turn);
            throw new AssertionError("out of turn: " + turn + " after " + turns.subList(Math.max(0, at - 8), at));
        }
    }
}
