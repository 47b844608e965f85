package io.tailrace.error;

/** A feed has fallen further behind the journal than it was allowed to. Nothing is lost: it can be resumed. */
public final class LagException extends EngineException {
    private static final long serialVersionUID = 1L;

    private final long position;
    private final String lag;
    private final String allowed;

    /**
     * Names the place and how far it is behind.
     *
     * @param position where to resume
     * @param lag how far the feed was behind, with its unit
     * @param allowed how far it was allowed to be
     */
    public LagException(long position, String lag, String allowed) {
        super("feed is too far behind: lag=" + lag + " allowed=" + allowed + " position=" + position
                + ": resume from the position, with failBeyond it may then catch up first; conflateBeyond squashes what"
                + " it has missed");
        this.position = position;
        this.lag = lag;
        this.allowed = allowed;
    }

    /**
     * The same of a feed that unites others, which do not all stand where the one does that is too far behind.
     *
     * @param other where to resume
     * @return a new one
     * @hidden
     */
    public LagException at(long other) {
        return new LagException(other, lag, allowed);
    }

    /** {@return the position of the feed: everything at or below it was delivered} */
    public long position() {
        return position;
    }
}
