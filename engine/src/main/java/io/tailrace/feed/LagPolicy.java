package io.tailrace.feed;

import io.tailrace.error.FeedException;
import io.tailrace.error.LagException;
import io.tailrace.journal.JournalReader;

/**
 * What becomes of one feed that falls behind: whether it squashes what it has missed, and whether it ends. Not thread
 * safe but for {@link #isConflating()}; allocates nothing.
 *
 * <p>How far it is behind is measured once a read, where that comes to its first record, and asked for where there is
 * something to show: so it is the same whether the feed reads all records or those that a group has for it.
 */
final class LagPolicy {
    /** A feed has caught up where a read begins so many times closer than where squashing begins. */
    private static final int CLOSER = 2;

    private static final long UNMEASURED = -1;

    private final FeedContext context;
    /** Null where the feed does not squash. */
    private final Lag conflating;
    /** Null where it does not end. */
    private final Lag failing;

    private final boolean states;
    /** Its own, or that of the group that serves it. */
    private ReadStart read;

    private long measured = UNMEASURED;
    private long toConflate;
    private long toFail;
    /** Whether it was close enough once: who begins in the past is not too slow because of that. */
    private boolean isArmed;
    /** Written by the polling thread, read by any. */
    private volatile boolean isOn;
    /** A state that nobody was told of, or null. */
    private ChangeKind announced;
    /** How many records may be read before others have their turn. */
    private long room = Long.MAX_VALUE;
    /** They were read, and the read is not at its end. */
    private boolean isCut;

    private LagPolicy(FeedStart start) {
        context = start.context();
        ChangesOptions options = start.options();
        isArmed = start.isAtEnd();
        conflating = options.conflatesBeyond();
        failing = options.failsBeyond();
        states = options.showsStates();
        read = ownRead();
    }

    private ReadStart ownRead() {
        ReadStart own = new ReadStart(context);
        if (countsBytes()) {
            own.countBytes();
        }
        return own;
    }

    /** Whether reads that it takes part in have to know how much journal there is. */
    boolean countsBytes() {
        return conflating != null && conflating.isInBytes() || failing != null && failing.isInBytes();
    }

    /** What the options of a feed ask for; null where a lag changes nothing. */
    static LagPolicy of(FeedStart start) {
        ChangesOptions options = start.options();
        return options.conflatesBeyond() == null && options.failsBeyond() == null ? null : new LagPolicy(start);
    }

    /** Whether the feed squashes what it has missed, now or at some time. */
    boolean conflates() {
        return conflating != null;
    }

    /** Whether it does so now. Any thread. */
    boolean isConflating() {
        return isOn;
    }

    /** A read of its own begins. */
    void begin(long committed) {
        read.begin(committed);
    }

    /** A read of its own comes to a record, after all up to a sequence. */
    void reads(JournalReader reader, long processed) {
        read.at(reader);
        measure(processed, reader.timeNs());
    }

    /**
     * Takes down how far the read at hand was behind, where that is not known and the read has come to a record.
     *
     * @param processed all up to here had been looked at
     * @param timeNs of the first record after that, where it is not the first one of the read
     */
    void measure(long processed, long timeNs) {
        if (measured != read.number() && read.hasBegun()) {
            measured = read.number();
            toConflate = conflating == null ? 0 : conflating.of(read, processed, timeNs);
            toFail = failing == null ? 0 : failing.of(read, processed, timeNs);
        }
    }

    private boolean isMeasured() {
        return measured == read.number();
    }

    /** Something is to be shown: whether it waits to be squashed with what follows. */
    boolean holds() {
        if (!isOn && isMeasured() && toConflate > conflating.bound()) {
            turnOn();
        }
        return isOn;
    }

    /** From here on it squashes. */
    void turnOn() {
        isOn = true;
        announced = states ? ChangeKind.CONFLATING : null;
    }

    /** A read is at its end, and nothing waits: whether there is a state to tell of. */
    boolean rests() {
        if (isOn && !(isMeasured() && toConflate > conflating.bound() / CLOSER)) {
            isOn = false;
            announced = states ? ChangeKind.CAUGHT_UP : null;
        }
        return announced != null;
    }

    /** A state to tell of, or null. */
    ChangeKind announced() {
        return announced;
    }

    /** It was told. */
    void told() {
        announced = null;
    }

    /**
     * An event is to be shown.
     *
     * @param sequence of it
     * @param position where the feed can be resumed
     * @return what ends the feed before that, or null
     */
    FeedException failure(long sequence, long position) {
        if (failing == null || !isMeasured()) {
            return null;
        }
        boolean isFar = toFail > failing.bound();
        if (isFar && isArmed) {
            String lag = failing.text(toFail);
            LagException cause = new LagException(position, lag, failing.text(failing.bound()));
            return new FeedException(FeedException.Reason.LAG, sequence, cause);
        }
        isArmed |= !isFar;
        return null;
    }

    /** May read so many records before others have their turn, and then goes on with the same read. */
    void slice(int records) {
        room = records;
    }

    /** Whether another record may be read. */
    boolean hasRoom() {
        isCut = room <= 0;
        room--;
        return !isCut;
    }

    /** Whether the read was cut before its end. */
    boolean isCut() {
        return isCut;
    }

    /** Goes on with the read that was cut, if one was. */
    boolean goesOn() {
        boolean goesOn = isCut;
        isCut = false;
        return goesOn;
    }

    /** The read at hand is over, and none has begun. */
    void over() {
        measured = UNMEASURED;
    }

    /** Reads with others from here on, to where its last read ended at least, which that is a part of. */
    void join(ReadStart reading) {
        measured = isMeasured() ? reading.number() : UNMEASURED;
        read = reading;
        isCut = false;
        room = Long.MAX_VALUE;
    }

    /** Reads alone from here on. */
    void separate() {
        read = ownRead();
        measured = UNMEASURED;
    }
}
