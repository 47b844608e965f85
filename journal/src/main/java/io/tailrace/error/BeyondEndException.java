package io.tailrace.error;

/** A feed was to resume behind the end of the journal: the position belongs to another journal, or its end is lost. */
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
                + " journal, or this one has lost its end; what was received behind last is not in it, so begin"
                + " anew with ChangesOptions.fromStart() and initial values, or use ChangesOptions.from(n) to wait"
                + " for a sequence to come");
        this.position = position;
        this.last = last;
    }

    /**
     * The position to resume from.
     *
     * @return a sequence
     */
    public long position() {
        return position;
    }

    /**
     * The last sequence in the journal.
     *
     * @return a sequence, 0 when it is empty
     */
    public long last() {
        return last;
    }
}
