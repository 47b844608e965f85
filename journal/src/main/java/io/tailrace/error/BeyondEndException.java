package io.tailrace.error;

/**
 * A position or sequence beyond the end of the journal: it belongs to another journal, or this one has lost its end, or
 * it is not written yet.
 */
public final class BeyondEndException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long position;
    private final long last;

    /**
     * Names both sequences.
     *
     * @param position the position to resume from
     * @param last the last sequence in the journal
     */
    public BeyondEndException(long position, long last) {
        super("resume=" + position + " is beyond the end of the journal, last=" + last + ": it belongs to another"
                + " journal, or this one has lost its end; what was received after last is not in it, so begin"
                + " anew with ChangesOptions.fromStart() and initial values, or use ChangesOptions.from(n) to wait"
                + " for a sequence to come");
        this.position = position;
        this.last = last;
    }

    /**
     * Names both sequences, in other words.
     *
     * @param message what, and what to do next
     * @param position the sequence asked for
     * @param last the last sequence in the journal
     */
    public BeyondEndException(String message, long position, long last) {
        super(message);
        this.position = position;
        this.last = last;
    }

    /** {@return the position to resume from, or the sequence asked for} */
    public long position() {
        return position;
    }

    /** {@return the last sequence in the journal, 0 when it is empty} */
    public long last() {
        return last;
    }
}
