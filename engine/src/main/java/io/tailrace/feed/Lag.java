package io.tailrace.feed;

import io.tailrace.error.Arguments;
import io.tailrace.error.QueryException;
import java.time.Duration;

/**
 * How far behind the journal a feed may be: the distance from what it has looked at to what was committed when a read
 * begins. Immutable, any thread.
 */
public final class Lag {
    private enum Unit {
        CHANGES,
        BYTES,
        TIME
    }

    private final Unit unit;
    private final long bound;

    private Lag(Unit unit, long bound) {
        this.unit = unit;
        this.bound = bound;
    }

    /**
     * {@return a lag of a number of changes}
     *
     * @param changes of all tables, from 1
     * @throws QueryException when it is less
     */
    public static Lag changes(long changes) {
        return new Lag(Unit.CHANGES, atLeastOne("changes", Long.toString(changes), changes));
    }

    /**
     * {@return a lag of a number of bytes of journal, rounded to 1/256 of a segment, 1 MiB by default} Only for a
     * journal on disk that this engine writes.
     *
     * @param bytes from 1
     * @throws QueryException when it is less
     */
    public static Lag bytes(long bytes) {
        return new Lag(Unit.BYTES, atLeastOne("bytes", Long.toString(bytes), bytes));
    }

    /**
     * {@return a lag by the times of changes: from the first one that the feed has not looked at to the last one
     * committed}
     *
     * @param time from 1 ns to 292 years
     * @throws QueryException when it is out of range
     */
    public static Lag time(Duration time) {
        long ns;
        try {
            ns = Arguments.given(time, "time", "Lag.time(time)").toNanos();
        } catch (ArithmeticException e) {
            throw refused("time", time.toString());
        }
        return new Lag(Unit.TIME, atLeastOne("time", time.toString(), ns));
    }

    private static long atLeastOne(String name, String given, long value) {
        if (value < 1) {
            throw refused(name, given);
        }
        return value;
    }

    private static QueryException refused(String name, String given) {
        return new QueryException(
                QueryException.Reason.BAD_ARGUMENT,
                "lag in " + name + "=" + given + " must be from 1" + (name.equals("time") ? " ns to 292 years" : ""));
    }

    /** The most that is allowed: a number of changes, of bytes or of nanoseconds. */
    long bound() {
        return bound;
    }

    boolean isInBytes() {
        return unit == Unit.BYTES;
    }

    /** How far a read is behind, in the same unit, where the first record after a sequence is of that time. */
    long of(ReadStart read, long processed, long timeNs) {
        return switch (unit) {
            case CHANGES -> read.changesAfter(processed);
            case BYTES -> read.bytesAfter(processed);
            case TIME -> read.nanosAfter(processed, timeNs);
        };
    }

    /** As much, as it is told to somebody. */
    String text(long amount) {
        return switch (unit) {
            case CHANGES -> amount + " changes";
            case BYTES -> amount + " bytes";
            case TIME -> Duration.ofNanos(amount).toString();
        };
    }

    /** As it is written in Java. */
    @Override
    public String toString() {
        return switch (unit) {
            case CHANGES -> "Lag.changes(" + bound + ")";
            case BYTES -> "Lag.bytes(" + bound + ")";
            case TIME -> "Lag.time(" + Duration.ofNanos(bound) + ")";
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lag lag && lag.unit == unit && lag.bound == bound;
    }

    @Override
    public int hashCode() {
        return 31 * unit.hashCode() + Long.hashCode(bound);
    }
}
