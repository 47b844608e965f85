package io.tailrace.journal;

/**
 * Tells how full a journal is, for who asks now and then: looks into no file and allocates nothing. Any thread.
 *
 * @hidden
 */
public final class JournalGauge {
    private final Journal journal;
    private final SegmentMarks marks;
    private final Progress progress;
    private final long segmentBytes;
    /** Null in memory, and where another process writes. */
    private final BlockStore store;

    JournalGauge(Journal journal, SegmentMarks marks, Progress progress, long segmentBytes, BlockStore store) {
        this.journal = journal;
        this.marks = marks;
        this.progress = progress;
        this.segmentBytes = segmentBytes;
        this.store = store;
    }

    /**
     * {@return one that looks at a journal}
     *
     * @param journal which is replayed where it was opened for writing
     */
    public static JournalGauge of(Journal journal) {
        return journal.gauge();
    }

    /**
     * About how much journal there is after a sequence, to one of 256 parts of a segment.
     *
     * @param sequence that is there or was
     * @return bytes, 0 at the end; where another process writes, and in memory, always 0
     */
    public long bytesAfter(long sequence) {
        return store == null || sequence >= journal.knownSequence()
                ? 0
                : Math.max(0, store.writtenBytes() - writtenBefore(sequence + 1));
    }

    /**
     * About what {@link #writtenBytes()} was when a change was to be written, to one of 256 parts of a segment.
     *
     * @param sequence of the change, which is there or was
     * @return bytes, where this process writes
     */
    public long writtenBefore(long sequence) {
        return marks.writtenBefore(sequence, segmentBytes);
    }

    /**
     * {@return the time of the last change that was seen here, or a later one before which none will be; nanoseconds
     * since 1970, {@link Long#MIN_VALUE} while there is none}
     */
    public long lastTimeNs() {
        return progress.lastTimeNs();
    }

    /** {@return how many segments are known here, which beside another process may be less than there are} */
    public int segments() {
        return marks.segments();
    }

    /** {@return whether bytes are told: neither in memory nor where another process writes} */
    public boolean tellsBytes() {
        return store != null;
    }

    /** {@return how much journal there is, as {@link Journal#writtenBytes()}; 0 as there} */
    public long writtenBytes() {
        return store == null ? 0 : store.writtenBytes();
    }

    /** {@return how many bytes are reserved ahead of the writer} */
    public long reservedBytes() {
        return store == null ? 0 : store.reservedBytes();
    }

    /** {@return how many bytes are in memory ahead of the writer} */
    public long touchedBytes() {
        return store == null ? 0 : store.touchedBytes();
    }
}
