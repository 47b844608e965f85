package io.tailrace.bench.simulation;

import java.util.SplittableRandom;

/**
 * The clock of the machine, which may go back, leap ahead and stand; and what that lets the times in a journal be. Not
 * thread safe.
 */
final class Clock {
    /** Before a journal goes on at half the pace of a clock that is behind it. */
    static final long TOLERANCE_NS = 1_000_000_000;

    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final int LONGEST_STAND = 10;

    private long nowNs = 1_000_000_000_000L;
    private long highestNs = nowNs;
    /** No time in a journal is later. */
    private long limitNs = nowNs;
    /** Since changes were looked at last. */
    private long leastNs = nowNs;
    /** Whether it was behind that limit since. */
    private boolean wasBehind;
    /** Whether it was ever behind by more than what is borne. */
    private boolean wasFarBehind;
    /** Steps for which it stands. */
    private int standing;

    long nowNs() {
        return nowNs;
    }

    /** What it has said at most. */
    long highestNs() {
        return highestNs;
    }

    long limitNs() {
        return limitNs;
    }

    boolean wasFarBehind() {
        return wasFarBehind;
    }

    /** A step takes its time, unless the clock stands. */
    void pass(long ns) {
        if (standing > 0) {
            standing--;
        } else {
            move(ns);
        }
    }

    void move(long ns) {
        nowNs += ns;
        highestNs = Math.max(highestNs, nowNs);
        // A journal that is ahead goes on at half the pace, until the clock has caught up.
        limitNs = Math.max(nowNs, limitNs + (Math.max(0, ns) + 1) / 2);
        leastNs = Math.min(leastNs, nowNs);
        wasBehind |= nowNs < limitNs;
        wasFarBehind |= nowNs < limitNs - TOLERANCE_NS;
    }

    /** Goes wrong, in one way or another. */
    void disturb(SplittableRandom random) {
        switch (random.nextInt(7)) {
            case 0 -> move(HOUR_NS);
            case 1 -> move(-HOUR_NS);
            case 2, 3 -> move(-random.nextInt(20_000_000));
            case 4 -> move(-random.nextLong(3 * TOLERANCE_NS));
            case 5 -> move(random.nextLong(3 * TOLERANCE_NS));
            default -> standing = 1 + random.nextInt(LONGEST_STAND);
        }
    }

    /**
     * What is wrong with the time of a change that was made since the last look.
     *
     * @param timeNs its time
     * @param beforeNs that of the change before
     * @return null where nothing is
     */
    String wrong(long timeNs, long beforeNs) {
        if (timeNs < beforeNs) {
            return "time has gone back: " + timeNs + " after " + beforeNs;
        }
        if (timeNs > limitNs) {
            return "time runs ahead: " + timeNs + " limit=" + limitNs + " now=" + nowNs;
        }
        return wasBehind || timeNs >= leastNs ? null : "dated too early: " + timeNs + " least=" + leastNs;
    }

    /** All changes were looked at that there are. */
    void looked() {
        leastNs = nowNs;
        wasBehind = nowNs < limitNs;
    }
}
