package io.tailrace.write;

import static io.tailrace.write.Ring.NO_TIME;

import io.tailrace.error.ClockException;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.EpochNanoClock;

/**
 * Dates changes: what time it is, how early and how late the time of a write may be, and the time that no later change
 * is before. Not thread safe, the writer's, but for the counters.
 */
final class ChangeClock {
    /*
     * Times in a journal never go back, so one that lies ahead of the clock binds all that follow. As long as a write
     * may be early that is no harm: time stands until the clock has caught up. Further ahead the clock was wrong, now
     * or then: it leapt and came back, or an engine before this one had another clock. To stand still would hold up
     * every window for as long as the leap was. So time goes on from where the journal is, at half the pace of the
     * clock, until the clock has caught up; and in small steps, as a clock that is behind can leap once more.
     *
     * Only what is journaled binds: a clock that leaps ahead and back while nothing is written leaves no trace.
     */
    private static final long LEAST_TOLERANCE_NS = 1_000_000_000;

    private final EpochNanoClock clock;
    private final ErrorHandler errorHandler;
    private final long latenessNs;
    private final long earlinessNs;
    private final long toleranceNs;
    private final ClockException behindAtOpen;

    private long clockNs;
    private long nowNs;
    private long latestNs;
    /** Time of the last change or mark in the journal. */
    private long lastNs;

    private boolean behind;
    private long aheadNs;
    private long unusedNs;
    // Written by the writer, read by any thread.
    private volatile long clampedTimes;
    private volatile long earlyTimes;

    /**
     * @param latenessNs how far times of writes may lie behind the clock
     * @param earlinessNs how far they may lie ahead of it
     * @param lastNs time that the journal has come to
     */
    ChangeClock(EpochNanoClock clock, ErrorHandler errorHandler, long latenessNs, long earlinessNs, long lastNs) {
        this.clock = clock;
        this.errorHandler = errorHandler;
        this.latenessNs = latenessNs;
        this.earlinessNs = earlinessNs;
        this.lastNs = lastNs;
        toleranceNs = Math.max(earlinessNs, LEAST_TOLERANCE_NS);
        clockNs = clock.nanoTime();
        behind = clockNs < minus(lastNs, toleranceNs);
        aheadNs = lastNs;
        behindAtOpen = behind ? new ClockException(lastNs, clockNs) : null;
        latestNs = latest(clockNs);
        nowNs = Math.max(clockNs, lastNs);
    }

    /** Reads the clock. */
    void update() {
        long readNs = clock.nanoTime();
        if (readNs >= lastNs) {
            behind = false;
            nowNs = readNs;
        } else {
            nowNs = timeOfBehind(readNs);
        }
        latestNs = latest(readNs);
        clockNs = readNs;
    }

    /** What the clock says counts, not how far the journal is: else each early write would let the next be earlier. */
    private long latest(long readNs) {
        return readNs > Long.MAX_VALUE - earlinessNs ? Long.MAX_VALUE : readNs + earlinessNs;
    }

    private long timeOfBehind(long readNs) {
        if (behind) {
            long passedNs = readNs <= clockNs ? 0 : readNs - clockNs;
            unusedNs += passedNs < 0 ? toleranceNs : Math.min(passedNs, toleranceNs);
            aheadNs = Math.max(lastNs, aheadNs + (unusedNs >> 1));
            unusedNs &= 1;
        } else if (readNs < minus(lastNs, toleranceNs)) {
            behind = true;
            aheadNs = lastNs;
            errorHandler.onError(new ClockException(lastNs, readNs));
        } else {
            return lastNs;
        }
        return aheadNs;
    }

    private static long minus(long epochNs, long ns) {
        return epochNs < Long.MIN_VALUE + ns ? Long.MIN_VALUE : epochNs - ns;
    }

    /** The journal has come to a time, which no later change is before. */
    void reached(long epochNs) {
        lastNs = epochNs;
    }

    /** Time of the last change or mark in the journal. */
    long lastNs() {
        return lastNs;
    }

    /** What the clock said when it was read last. */
    long clockNs() {
        return clockNs;
    }

    /** Whether the time of a write lies too far ahead. */
    boolean isTooEarly(long ownTimeNs) {
        if (ownTimeNs <= latestNs) {
            return false;
        }
        update(); // the write may be younger than the last look at the clock
        if (ownTimeNs <= latestNs) {
            return false;
        }
        earlyTimes++;
        return true;
    }

    /** The time of a change, given that of its write, which is not too early. */
    long timeOf(long ownTimeNs) {
        if (ownTimeNs == NO_TIME) {
            return Math.max(nowNs, lastNs);
        }
        long floorNs = floorNs();
        if (ownTimeNs < floorNs) {
            clampedTimes++;
            return floorNs;
        }
        return ownTimeNs;
    }

    /** A time that no change is before that comes now; it is not binding until something is journaled at it. */
    long floorNs() {
        return Math.max(lastNs, minus(nowNs, latenessNs));
    }

    /** That the journal was ahead of the clock from the beginning, or null. */
    ClockException behindAtOpen() {
        return behindAtOpen;
    }

    long clampedTimes() {
        return clampedTimes;
    }

    long earlyTimes() {
        return earlyTimes;
    }
}
