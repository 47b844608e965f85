package io.tailrace.feed;

import io.tailrace.error.ExpiredException;
import io.tailrace.error.QueryException;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.ErrorHandler;

/**
 * What the engine asks of its feeds and nobody else should. Without state, any thread.
 *
 * @hidden
 */
public final class EngineSide {
    /** Of a feed that the engine does not keep, or no more. */
    public static final int NO_PLACE = -1;

    private EngineSide() {}

    /**
     * Opens a feed.
     *
     * @param context the engine
     * @param query that shows as text what is asked, for {@link Feed#toString()}; immutable
     * @param selections the branches of the query, one at least
     * @param options start, end, squash, and what is included
     * @return the feed, to be closed
     * @throws ExpiredException when the journal no longer holds the start
     * @throws QueryException when options and query do not fit, or an index is not ready
     * @throws io.tailrace.error.CursorException when the cursor that the options name cannot be used
     */
    public static Feed open(FeedContext context, Object query, List<Selection> selections, ChangesOptions options) {
        FeedCursor cursor = FeedCursor.use(context, query, selections, options);
        try {
            return new FeedOpening(context, selections, options, cursor).open(query);
        } catch (Throwable e) {
            if (cursor != null) {
                cursor.release();
            }
            throw e;
        }
    }

    /**
     * Options for a journal that goes no further.
     *
     * @param options that may end later
     * @param last its last sequence
     * @return those, or others that end there
     */
    public static ChangesOptions ending(ChangesOptions options, long last) {
        return options.lastSequence() <= last ? options : options.until(last);
    }

    /**
     * Whether what a feed delivers does not depend on when it is read.
     *
     * @param options of the feed
     * @return false for squash on read, for what a lag changes, for a bounded queue, and for a named cursor, which
     *     moves
     */
    public static boolean isRepeatable(ChangesOptions options) {
        return options.squashNs() != ChangesOptions.ON_READ
                && options.conflatesBeyond() == null
                && options.failsBeyond() == null
                && !options.isBounded()
                && options.cursorName() == null;
    }

    /**
     * Whether a feed ends where it was to, and can be played again.
     *
     * @param feed just opened
     * @param given what it was to be opened with
     * @return false where it was opened with others
     */
    public static boolean isOpenedWith(Feed feed, ChangesOptions given) {
        return feed.options.lastSequence() == given.lastSequence() && isRepeatable(feed.options);
    }

    /**
     * The width of the windows of a feed.
     *
     * @param options of the feed
     * @return nanoseconds, 0 where there are none
     */
    public static long windowNs(ChangesOptions options) {
        return Math.max(0, options.squashNs());
    }

    /**
     * Makes a group.
     *
     * @param context the engine
     * @param errorHandler told of what ends a feed
     * @param host told of its runs
     * @param numbers of runs by age, one for all groups that pass runs on to each other
     * @return a group without feeds
     */
    public static FeedGroup group(FeedContext context, ErrorHandler errorHandler, GroupHost host, AtomicLong numbers) {
        return new FeedGroup(context, errorHandler, host, numbers);
    }

    /**
     * Whether the last poll of a group got further in the journal, so that another one may do so too. The thread that
     * polls.
     *
     * @param group of the engine
     * @return false when there was nothing left to read
     */
    public static boolean hasMoved(FeedGroup group) {
        return group.hasMoved();
    }

    /**
     * Ends all feeds of a group by an error.
     *
     * @param group of the engine
     * @param cause what was thrown
     */
    public static void fail(FeedGroup group, Throwable cause) {
        group.fail(cause);
    }

    /**
     * The group that polls a run.
     *
     * @param run of the engine
     * @return the one it was added to or taken over by last
     */
    public static FeedGroup group(FeedRun run) {
        return run.group();
    }

    /**
     * Takes a run over that has left another group.
     *
     * @param group that polls it from now on
     * @param run that no group has
     */
    public static void adopt(FeedGroup group, FeedRun run) {
        group.adopt(run);
    }

    /**
     * Looks whether a handler keeps a group from its other feeds.
     *
     * @param group of the engine
     * @param allowedNs how long a handler, and all else that a feed does at once, may take
     * @param errorHandler told of one that takes longer, once
     * @param isolates whether such a feed is given away by {@link GroupHost#isolate}
     * @return who looks, on one thread
     */
    public static HandlerWatch watch(FeedGroup group, long allowedNs, ErrorHandler errorHandler, boolean isolates) {
        return new HandlerWatch(group, allowedNs, errorHandler, isolates);
    }

    /**
     * Whether a feed has let go of the journal. After {@link Feed#close()} that is at once, or when a poll that is
     * running on another thread returns.
     *
     * @param feed of the engine
     * @return true when no thread will touch the journal through the feed
     */
    public static boolean isReleased(Feed feed) {
        return feed.released();
    }

    /**
     * Has the handler of a feed that a group polls, if it is at work, hear that somebody waits for it.
     *
     * @param feed of the engine
     */
    public static void hurry(Feed feed) {
        FeedRun run = feed.running();
        if (run != null) {
            run.group().hurry(run);
        }
    }

    /**
     * Whether a feed has come to the end that was asked for.
     *
     * @param feed of the engine
     * @return false also when it has failed or was closed before that
     */
    public static boolean hasEnded(Feed feed) {
        return feed.state.hasEnded();
    }

    /**
     * Whether a feed is of an engine.
     *
     * @param feed of some engine
     * @param context the engine
     * @return false where it is of another one
     */
    public static boolean isOf(Feed feed, FeedContext context) {
        return feed.context() == context;
    }

    /**
     * Whether retention waits for a feed.
     *
     * @param feed of the engine
     * @return true where it asked for that
     */
    public static boolean isHolding(Feed feed) {
        return feed.isHolding();
    }

    /**
     * Whether a feed begins with whatever is held then.
     *
     * @param options that it is opened with
     * @return true where no sequence was asked for
     */
    public static boolean isFromStart(ChangesOptions options) {
        return options.isFromStart();
    }

    /**
     * Whether the calling thread is inside a handler or a predicate of a feed.
     *
     * @param feed of the engine
     * @return true when a call that waits for the feed would wait for its own caller
     */
    public static boolean isUsedHere(Feed feed) {
        return feed.usedHere();
    }

    /**
     * The group that the calling thread polls at this moment and that has a feed.
     *
     * @param feed of the engine
     * @return the group, or null where it is in none or another thread polls that
     */
    public static FeedGroup groupUsedHere(Feed feed) {
        return feed.groupUsedHere();
    }

    /**
     * Where the engine keeps a feed among those that are open.
     *
     * @param feed of the engine
     * @return what {@link #place(Feed, int)} was told last, or {@link #NO_PLACE}
     */
    public static int place(Feed feed) {
        return feed.place;
    }

    /**
     * Takes down where the engine keeps a feed; of whoever keeps them, under a lock.
     *
     * @param feed of the engine
     * @param place or {@link #NO_PLACE}
     */
    public static void place(Feed feed, int place) {
        feed.place = place;
    }

    /**
     * Whether a reader stands where the table or the index of a source was dropped, which ends its feeds.
     *
     * @param reader that has read a record
     * @param source of a feed
     * @return true at such a drop
     */
    public static boolean isDrop(JournalReader reader, Source source) {
        return SourceDrop.isAt(reader, source);
    }
}
