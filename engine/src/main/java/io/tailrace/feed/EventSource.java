package io.tailrace.feed;

import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineFailedException;
import io.tailrace.error.ExpiredException;
import io.tailrace.error.FeedException;
import io.tailrace.journal.CursorPlace;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.query.ChangeImages;
import java.util.List;

/**
 * Turns the changes of the journal into the events of the branches of one feed, one after the other. Not thread safe
 * but for {@link #stop()} and the counters.
 */
abstract class EventSource extends EventStream {
    final FeedStart start;
    final Branch[] branches;
    /** Its own, or that of the group that serves this. */
    JournalReader reader;
    /** The documents of the change that the reader stands at. */
    ChangeImages images;
    /** The stream ends after this sequence. */
    final long until;
    /** Last sequence of the read that has begun. */
    long end;
    /** Everything up to here has been looked at. */
    long processed;
    /** Where the changes are that it has looked at. */
    final Tally tally = new Tally();
    /** What a dispatcher does not offer, null while none serves this; written by its thread, read by any. */
    private volatile Skipping skipping;
    /** What dispatchers before have not offered; written as that. */
    private volatile long skippedBefore;
    /** What ends the feed as soon as everything before it is delivered. */
    FeedException failure;

    /** The event shown; made when the first is, or that of the group that serves this. */
    private Change change;
    /** A group's reader serves this, one record at a time. */
    private boolean joined;
    /** The record that the group's reader stands at has not been taken yet. */
    private boolean offered;
    /** The read is at its end, so that what waits for that is shown. Alone, no record left says so. */
    private boolean ending = true;
    /** What comes before the first change, null when it is over. */
    private InitialEvents initial;
    /** An event is shown that has not been delivered. */
    private boolean shown;
    /** What becomes of it when it falls behind, null where nothing does. */
    final LagPolicy policy;

    EventSource(FeedStart start, JournalReader reader, Branch[] branches, InitialEvents initial) {
        this.start = start;
        this.reader = reader;
        images = new ChangeImages(reader.dictionary());
        this.branches = branches;
        this.initial = initial;
        until = start.until();
        processed = start.stateSequence();
        end = processed;
        policy = LagPolicy.of(start);
    }

    @Override
    final Change change() {
        if (change == null) {
            ChangesOptions options = start.options();
            change = new Change(
                    start.settings().dictionary(), options.showsTypes(), options.showsOffsets(), start.cursor());
        }
        return change;
    }

    @Override
    void begin(long last, long committed) {
        end = Math.min(last, until);
        if (policy != null) {
            policy.begin(committed);
        }
    }

    @Override
    final boolean advance() {
        shown = advanceToNext();
        if (shown && policy != null && initial == null) {
            checkLag();
        }
        return shown;
    }

    private void checkLag() {
        FeedException tooFar = policy.failure(change.sequence(), position());
        if (tooFar != null) {
            failure = tooFar;
            shown = false;
            throw tooFar;
        }
    }

    private boolean advanceToNext() {
        if (initial != null) {
            if (stopped()) {
                return false;
            }
            if (initial.advance(change())) {
                return true;
            }
            if (!initial.areOver()) {
                return false;
            }
            initial = null;
        }
        return advanceLive();
    }

    @Override
    final void delivered() {
        shown = false;
        if (initial == null) {
            deliveredLive();
        }
    }

    @Override
    final void addSources(List<EventSource> into) {
        into.add(this);
    }

    @Override
    final void leaveOut() {
        tally.leavesOut = true;
        delivered();
        tally.leavesOut = false;
    }

    /** How many changes were turned away before this looked at them, given how many it has seen. Any thread. */
    final long skipped(long seen) {
        Skipping now = skipping;
        return skippedBefore + (now == null ? 0 : now.count(tally, seen));
    }

    /** From here on a dispatcher may turn changes away. */
    final void skipFrom(TableFeeds[] tables) {
        skipping = Skipping.from(tables, tally);
    }

    /** From here on nothing is turned away. */
    final void skipNoMore() {
        long skipped = skipped(tally.seen());
        skipping = null;
        skippedBefore = skipped;
    }

    /**
     * Where this stands, to be gone on from by another one of the same query.
     *
     * @param into takes it
     * @param withShown whether the event that is shown counts as delivered
     */
    final void place(CursorPlace into, boolean withShown) {
        placeLive(into, withShown && shown && initial == null);
    }

    /** Whether there is a place to go on from: there is none among initial values. */
    final boolean hasPlace() {
        return initial == null || initial.areOver() && !shown;
    }

    /** Whether there is one once the event that is shown has been delivered. */
    final boolean hasPlaceAfter() {
        return initial == null || initial.areOver();
    }

    /** Whether an event is shown that has not been delivered. */
    final boolean isShown() {
        return shown;
    }

    abstract void placeLive(CursorPlace into, boolean withShown);

    abstract boolean advanceLive();

    abstract void deliveredLive();

    @Override
    boolean ended() {
        return processed >= until && initial == null;
    }

    @Override
    boolean ready() {
        return initial != null || start.context().lastSequence() > end && end < until;
    }

    @Override
    long earlyEmissions() {
        return 0;
    }

    @Override
    final long transformErrors() {
        long errors = 0;
        for (Branch branch : branches) {
            errors += branch.view.errors();
        }
        return errors;
    }

    @Override
    void close() {
        if (!joined && reader != null) {
            reader.close();
        }
        for (Branch branch : branches) {
            branch.close();
        }
    }

    /** Whether a group's reader can take over here: initial values are shown, and no record is half done. */
    boolean isSettled() {
        return initial == null && failure == null;
    }

    @Override
    final void sliceInitial(int documents) {
        if (initial != null) {
            initial.slice(documents);
        }
    }

    @Override
    final boolean isInitial() {
        return initial != null;
    }

    /** Whether changes can wait here at all. */
    boolean folds() {
        return false;
    }

    /** Whether changes wait, for the end of a read or of a window. */
    boolean isWaiting() {
        return false;
    }

    /** When the window ends whose changes wait, {@link Long#MAX_VALUE} where none is open. */
    long windowEnd() {
        return Long.MAX_VALUE;
    }

    /**
     * Whether changes can be shown as they stand, without a look by this: what the steps before would leave out is told
     * by whoever offers them.
     */
    boolean showsAtOnce() {
        return false;
    }

    /** Shows what waits for the end of the window: a change after it is there. */
    void endWindow() {}

    /** Whether changes wait for no window but for the end of the read. */
    boolean waitsForEnd() {
        return isWaiting();
    }

    /**
     * Has the reader of a group serve this from now on: records that this has seen already may be offered again.
     *
     * @param stores what it has in common with others from now on
     */
    void join(DispatcherStores stores) {
        reader.close();
        images = stores.images;
        reader = images.at();
        change = stores.change(start.options());
        if (policy != null) {
            policy.join(stores.read);
        }
        joined = true;
        ending = false;
    }

    /** Has nothing in common with others any more: it is closed next, or {@link #separate() reads alone}. */
    void leave(DispatcherStores stores) {
        for (Branch branch : branches) {
            branch.separate(stores.views);
        }
        change = null;
        images = null;
    }

    /** Reads alone, after what it has seen. */
    final void separate() {
        readFromHere();
        if (policy != null) {
            policy.separate();
        }
        joined = false;
        ending = true;
    }

    /** Lets go of what is needed only while changes wait. */
    void rest() {}

    final boolean isJoined() {
        return joined;
    }

    /**
     * The group's reader stands at a record that this has to look at, now and where {@link #advance} is called next.
     *
     * @return false when that was seen before, or lies beyond the end
     */
    final boolean offer() {
        long sequence = reader.sequence();
        if (sequence <= processed) {
            return false;
        }
        ending = false; // it is of another read than the one that ended
        if (sequence > until) {
            return false;
        }
        if (policy != null) {
            policy.measure(processed, reader.timeNs());
        }
        processed = sequence - 1;
        offered = true;
        return true;
    }

    /** All up to a sequence, which the group has not offered, was of no concern. */
    final void pass(long sequence) {
        processed = Math.max(processed, Math.min(sequence, until));
    }

    /** The read of the group is at its end. */
    final void endRead(long last) {
        if (policy != null && processed < last) {
            policy.measure(processed, reader.timeNs());
        }
        pass(last);
        end = Math.min(last, until);
        ending = true;
    }

    /** Moves to the next record of the journal, of whatever table; false at the end of the read. */
    final boolean nextRecord() {
        if (joined) {
            boolean next = offered;
            offered = false;
            return next;
        }
        if (processed < end && (policy == null || policy.hasRoom()) && nextHeld()) {
            images.move(reader);
            if (policy != null) {
                policy.reads(reader, processed);
            }
            return true;
        }
        return false;
    }

    private boolean nextHeld() {
        try {
            return reader.nextUpTo(end);
        } catch (ExpiredException e) {
            if (processed + 1 < e.oldest()) {
                throw e;
            }
            JournalReader tooLate = reader;
            readFromHere(); // all that is gone was thrown away before it was looked at
            tooLate.close(); // not before there is another one, for whoever closes the feed
            return reader.nextUpTo(end);
        }
    }

    private void readFromHere() {
        reader = start.context().reader(processed + 1);
        images = new ChangeImages(reader.dictionary());
    }

    /** Whether nothing of the read is left that could come before what waits for its end. */
    final boolean isEnding() {
        return ending && !isCut();
    }

    @Override
    final boolean isCut() {
        return policy != null && policy.isCut();
    }

    /** Whether the reader stands at a change of a document; a drop of a table or index of the feed ends it. */
    final boolean isChange() {
        if (reader.kind() == RecordKind.CHANGE) {
            return reader.sequence() > start.stateSequence();
        }
        for (int i = 0; i < branches.length && failure == null; i++) {
            failure = SourceDrop.at(reader, branches[i].source);
        }
        return false;
    }

    final void passRecord() {
        processed = Math.max(processed, reader.sequence());
    }

    final void fail(long sequence, Throwable cause) {
        failure = cause instanceof FeedException known ? known : new FeedException(reason(cause), sequence, cause);
    }

    /** Where documents have to be read again for an order, the engine itself can be what ends the feed. */
    private static FeedException.Reason reason(Throwable cause) {
        boolean isOfTheEngine = cause instanceof EngineClosedException
                || cause instanceof EngineFailedException
                || cause instanceof ExpiredException;
        return isOfTheEngine ? FeedException.Reason.ENGINE : FeedException.Reason.USER_CODE;
    }
}
