package io.tailrace.feed;

import io.tailrace.error.EngineException;
import java.time.Duration;

/**
 * How a feed starts, ends and squashes. Immutable, any thread: each method returns other options. The default follows
 * the changes from now on and squashes on read.
 */
public final class ChangesOptions {
    static final long OFF = -1;
    static final long ON_READ = 0;
    private static final long FROM_NOW = -1;
    private static final long FROM_START = 0;
    private static final long DEFAULT_PENDING_BYTES = 256L << 20;
    private static final long MAX_PENDING_BYTES = 1L << 30;
    private static final long MIN_PENDING_BYTES = 1L << 10;
    private static final ChangesOptions DEFAULTS =
            new ChangesOptions(ON_READ, FROM_NOW, false, Long.MAX_VALUE, DEFAULT_PENDING_BYTES);

    private final long squash;
    private final long from;
    private final boolean resumes;
    private final long until;
    private final long pendingBytes;

    private ChangesOptions(long squash, long from, boolean resumes, long until, long pendingBytes) {
        this.squash = squash;
        this.from = from;
        this.resumes = resumes;
        this.until = until;
        this.pendingBytes = pendingBytes;
    }

    /**
     * From now on, squashed on read.
     *
     * @return the default options
     */
    public static ChangesOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Squash on read, or not at all.
     *
     * @param onRead true: changes of one key that pile up between two reads arrive as one; false: every change arrives
     * @return the default options with this
     */
    public static ChangesOptions squash(boolean onRead) {
        return new ChangesOptions(onRead ? ON_READ : OFF, FROM_NOW, false, Long.MAX_VALUE, DEFAULT_PENDING_BYTES);
    }

    /**
     * Squash by windows of journal time that are aligned to the epoch: changes of one key in one window arrive as one,
     * when the window has closed.
     *
     * @param window width, at least 1 ns, at most 292 years
     * @return the default options with this
     * @throws EngineException when the width is missing or out of range
     */
    public static ChangesOptions squash(Duration window) {
        if (window == null || window.isNegative() || window.isZero()) {
            throw new EngineException("squash=" + window + " is not a window: it must be longer than zero, "
                    + "squash(true) squashes on read and squash(false) not at all");
        }
        final long widthNs;
        try {
            widthNs = window.toNanos();
        } catch (ArithmeticException e) {
            throw new EngineException("squash=" + window + " is too long a window, maximum is 292 years", e);
        }
        return new ChangesOptions(widthNs, FROM_NOW, false, Long.MAX_VALUE, DEFAULT_PENDING_BYTES);
    }

    /**
     * Start at a sequence: the first event comes from a change with this sequence or a later one. A sequence that is
     * not written yet is waited for. To go on where another feed has stopped, {@link #resume(long)} is safer.
     *
     * @param sequence from 1
     * @return options like these with this start
     * @throws EngineException when the sequence is below 1
     */
    public ChangesOptions from(long sequence) {
        if (sequence < 1) {
            throw new EngineException("from=" + sequence + " must be at least 1, use fromStart() for everything held");
        }
        return new ChangesOptions(squash, sequence, false, until, pendingBytes);
    }

    /**
     * Start where another feed of the same query has stopped. Like {@link #from(long)} one behind the position, but
     * under squash on read what was committed before this feed opens arrives change by change: the other feed may have
     * delivered parts of it, and squashed with later changes they could cancel out and leave the receiver behind.
     *
     * @param position {@link Feed#position()} of the other feed, from 0
     * @return options like these with this start
     * @throws EngineException when the position is negative
     */
    public ChangesOptions resume(long position) {
        if (position < 0) {
            throw new EngineException("resume=" + position + " must not be negative");
        }
        return new ChangesOptions(squash, position + 1, true, until, pendingBytes);
    }

    /**
     * Start at the oldest change the journal holds.
     *
     * @return options like these with this start
     */
    public ChangesOptions fromStart() {
        return new ChangesOptions(squash, FROM_START, false, until, pendingBytes);
    }

    /**
     * Start behind the last change committed when the feed opens.
     *
     * @return options like these with this start
     */
    public ChangesOptions fromNow() {
        return new ChangesOptions(squash, FROM_NOW, false, until, pendingBytes);
    }

    /**
     * End after a sequence: changes up to and including it are delivered, its window too, and then the feed has ended.
     *
     * @param sequence from 0, where 0 ends it at once
     * @return options like these with this end
     * @throws EngineException when the sequence is negative
     */
    public ChangesOptions until(long sequence) {
        if (sequence < 0) {
            throw new EngineException("until=" + sequence + " must not be negative");
        }
        return new ChangesOptions(squash, from, resumes, sequence, pendingBytes);
    }

    /**
     * Bound the memory for the keys and documents of squashed changes that wait to be delivered. A feed that reaches it
     * delivers what waits before it folds more, and counts that.
     *
     * @param bytes from 1 KiB to 1 GiB; one single change may be larger
     * @return options like these with this bound
     * @throws EngineException when out of range
     */
    public ChangesOptions pendingBytes(long bytes) {
        if (bytes < MIN_PENDING_BYTES || bytes > MAX_PENDING_BYTES) {
            throw new EngineException(
                    "pendingBytes=" + bytes + " must be from " + MIN_PENDING_BYTES + " to " + MAX_PENDING_BYTES);
        }
        return new ChangesOptions(squash, from, resumes, until, bytes);
    }

    /** Window width in nanoseconds, or OFF or ON_READ. */
    long squashNs() {
        return squash;
    }

    /** First sequence to deliver, given the oldest one held and the last one committed. */
    long firstSequence(long oldest, long committed) {
        if (from == FROM_NOW) {
            return committed + 1;
        }
        return from == FROM_START ? oldest : from;
    }

    boolean resumes() {
        return resumes;
    }

    long lastSequence() {
        return until;
    }

    int pendingLimit() {
        return (int) pendingBytes;
    }

    /** {@inheritDoc} */
    @Override
    public String toString() {
        return "squash=" + (squash == OFF ? "false" : squash == ON_READ ? "true" : Duration.ofNanos(squash)) + " from="
                + (resumes ? "resumed at " : "") + (from == FROM_NOW ? "now" : from == FROM_START ? "start" : from)
                + " until="
                + (until == Long.MAX_VALUE ? "none" : until) + " pendingBytes=" + pendingBytes;
    }
}
