package io.tailrace.error;

/**
 * A write is journaled, but forcing it to the disk failed, so that nobody knows whether it is there. It survives the
 * end of the process, as one that is only journaled does; open the engine again to see.
 */
public final class UnsyncedException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long sequence;

    /**
     * Says which write that is.
     *
     * @param sequence its sequence
     * @param cause what stopped the engine
     */
    public UnsyncedException(long sequence, Throwable cause) {
        super(
                "write is journaled, but it is not known whether it is on the disk: sequence=" + sequence
                        + ", close and reopen the engine, then see whether the journal holds it: " + cause,
                cause);
        this.sequence = sequence;
    }

    /** {@return the sequence at which the write stands in the journal, if the disk has it} */
    public long sequence() {
        return sequence;
    }
}
