package io.tailrace.journal;

/**
 * Where a feed stands, also inside of what it shows at once: all up to {@link #sequence()} is handled, and of the
 * events that the changes after it up to {@link #end()} make together, the first {@link #ordinal()}. Not thread safe.
 *
 * @hidden
 */
public final class CursorPlace {
    private long sequence;
    private long end;
    private int ordinal;

    /** Makes one before the first change. */
    public CursorPlace() {}

    /**
     * Stands after a sequence, with nothing half handled.
     *
     * @param after a sequence, from 0
     * @return this
     */
    public CursorPlace set(long after) {
        return set(after, after, 0);
    }

    /**
     * Stands among the events of a stretch.
     *
     * @param after all up to there is handled
     * @param last end of the stretch, the same where nothing is half handled
     * @param events how many events of the stretch are handled
     * @return this
     */
    public CursorPlace set(long after, long last, int events) {
        sequence = after;
        end = last;
        ordinal = events;
        return this;
    }

    /**
     * Stands where another one stands.
     *
     * @param other to copy
     * @return this
     */
    public CursorPlace set(CursorPlace other) {
        return set(other.sequence, other.end, other.ordinal);
    }

    /** {@return all up to there is handled} */
    public long sequence() {
        return sequence;
    }

    /** {@return the end of the stretch of which events are handled, {@link #sequence()} where there is none} */
    public long end() {
        return end;
    }

    /** {@return how many events of that stretch are handled} */
    public int ordinal() {
        return ordinal;
    }

    /**
     * Whether another one stands at the same place.
     *
     * @param other to compare with
     * @return true where all is equal
     */
    public boolean isAt(CursorPlace other) {
        return sequence == other.sequence && end == other.end && ordinal == other.ordinal;
    }

    @Override
    public String toString() {
        return end == sequence ? "sequence=" + sequence : "sequence=" + sequence + " end=" + end + " events=" + ordinal;
    }
}
