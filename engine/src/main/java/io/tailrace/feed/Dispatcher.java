package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.error.ExpiredException;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.query.Marks;
import io.tailrace.query.Matches;
import io.tailrace.query.Selection;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.agrona.collections.ArrayUtil;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * One reader of the journal that serves many feeds. Not thread safe but for {@link #position()}; allocates nothing but
 * where feeds come and go.
 *
 * <p>Each change is offered to the feeds that are marked for it, by age; where the limit ends a poll within a change,
 * what is marked stays so, and the next poll goes on.
 */
final class Dispatcher {
    private static final VarHandle POSITION;
    private static final VarHandle CHANGES;

    static {
        try {
            POSITION = MethodHandles.lookup().findVarHandle(Dispatcher.class, "position", long.class);
            CHANGES = MethodHandles.lookup().findVarHandle(Dispatcher.class, "changes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FeedContext context;
    private final Function<Dictionary, TableFeeds> making;
    private final GroupBounds bounds;

    private final Slots slots = new Slots();
    /** Feeds that have not looked at the change at hand. */
    private final Marks marked = new Marks();
    /** By which of its documents the change at hand can concern them. */
    private final Matches matches = new Matches(marked);
    /** Feeds that show what waits at the end of the read. */
    private final Marks waiting = new Marks();

    /** Feeds with an open window, by its end. */
    private final RunQueue windows = new RunQueue();
    /** Feeds that are ahead of the reader, by where they stand: only from there on changes are turned away for them. */
    private final RunQueue ahead = new RunQueue();
    /** Those of them that the reader has come up to, where it matters how far they are behind. */
    private final List<FeedRun> level = new ArrayList<>();
    /** Feeds that have an end, by that. */
    private final RunQueue ends = new RunQueue();

    private final Int2ObjectHashMap<TableFeeds> tables = new Int2ObjectHashMap<>();
    /** Null while no feed is served. */
    private JournalReader reader;

    private final ReadStart read;

    private DispatcherStores stores;
    /** Whom the next changes may concern; null while no feed is served, as the next. */
    private ReadAhead coming;
    /** The feeds of the table of the record at hand, null where there are none. */
    private TableFeeds table;
    /** Whether the record at hand is a change that somebody waits for, and none that ends feeds. */
    private boolean isShowable;
    /** How many changes of documents were read, of all tables. */
    private long changes;
    /** Everything up to here was offered. */
    private long position;
    /** The limit has ended the last poll among those that show what waits at the end of the read. */
    private boolean isCut;
    /** Whose turn it is there, as else older ones that always have something by then would be all who are served. */
    private int turn;
    /** Who is the next that {@link #pump} would have come to, or none. */
    private int stoppedAt;

    Dispatcher(FeedContext context, Function<Dictionary, TableFeeds> making, GroupBounds bounds) {
        this.bounds = bounds;
        this.context = context;
        this.making = making;
        read = new ReadStart(context);
    }

    /** Up to here every feed was served. Any thread. */
    long position() {
        return (long) POSITION.getAcquire(this);
    }

    /** How many changes of documents were read. Any thread. */
    long changes() {
        return (long) CHANGES.getOpaque(this);
    }

    /** Whether no feed is served. */
    boolean isIdle() {
        return reader == null;
    }

    /** How many feeds there are. */
    int size() {
        return slots.size();
    }

    /**
     * Takes a feed in where it stands, after the change at hand, which it would not be offered.
     *
     * @param front where the foremost of those stand that read alone: nobody joins far behind it while nobody is served
     * @return false when it has to read alone still
     */
    boolean join(FeedRun run, long front) {
        if (!takes(run, front)) {
            return false;
        }
        EventSource source = run.source;
        if (reader == null) {
            reader = context.reader(source.processed + 1);
            stores = new DispatcherStores(reader, read);
            coming = new ReadAhead(reader.dictionary());
            POSITION.setRelease(this, source.processed);
        }
        source.join(stores);
        coming.forget();
        if (slots.isSparse() && marked.isEmpty()) {
            renumber();
        }
        slots.add(run);
        run.offered = source.processed;
        if (source.until != Long.MAX_VALUE) {
            ends.add(run, source.until);
        }
        enter(run);
        if (source.processed > position) {
            ahead.add(run, source.processed);
        } else {
            source.skipFrom(tables(run));
        }
        run.following(true);
        return true;
    }

    /** Whether a feed that reads alone stands where it could be taken in, as {@link #join} does. */
    boolean takes(FeedRun run, long front) {
        EventSource source = run.source;
        if (source == null || !source.isSettled() || source.processed >= source.until) {
            return false;
        }
        long lead = source.processed - (reader == null ? front : reader.sequence());
        return reader == null ? lead >= -bounds.slice() : lead >= 0 && lead <= bounds.far();
    }

    private void enter(FeedRun run) {
        List<Selection> selections = run.source.start.selections();
        Branch[] branches = run.source.branches;
        for (int i = 0; i < branches.length; i++) {
            table(selections.get(i)).add(run, i);
        }
        // Of several branches nobody knows which one a change was found for.
        run.hasSides = branches.length == 1 && branches[0].subscription.tellsSides();
        for (Branch branch : branches) {
            branch.join(stores.views, run.hasSides ? branch.subscription.answered() : 0);
        }
        run.atOnce = run.feed.isPlain() && run.source.showsAtOnce() ? run.source.change() : null;
        settle(run);
    }

    /** The tables that a feed reads, each once. */
    private TableFeeds[] tables(FeedRun run) {
        List<Selection> selections = run.source.start.selections();
        TableFeeds[] read = table(selections.get(0)).alone;
        for (int i = 1; i < selections.size(); i++) {
            TableFeeds one = table(selections.get(i));
            read = Arrays.asList(read).contains(one) ? read : ArrayUtil.add(read, one);
        }
        return read;
    }

    private TableFeeds table(Selection selection) {
        int tableId = selection.source().tableId();
        TableFeeds table = tables.get(tableId);
        if (table == null) {
            table = making.apply(reader.dictionary());
            table.name = selection.source().table();
            tables.put(tableId, table);
        }
        return table;
    }

    /** Numbers the feeds anew, by age and without the slots of those that went; no change is at hand. */
    private void renumber() {
        coming.forget();
        List<FeedRun> shown = new ArrayList<>();
        for (int slot = waiting.next(0); slot >= 0; slot = waiting.next(slot + 1)) {
            shown.add(slots.at(slot));
        }
        waiting.clear();
        tables.values().forEach(TableFeeds::clearMarks);
        FeedRun first = slots.from(turn);
        slots.renumber();
        turn = first == null ? 0 : first.slot;
        for (FeedRun run = slots.from(0); run != null; run = slots.from(run.slot + 1)) {
            List<Selection> selections = run.source.start.selections();
            for (int i = 0; i < selections.size(); i++) {
                table(selections.get(i)).mark(run);
                run.source.branches[i].subscription.renumber(run.slot);
            }
        }
        for (FeedRun run : shown) {
            waiting.mark(run.slot);
        }
    }

    /** Lets a feed read alone again, after all that was offered; false while it is in the middle of a change. */
    boolean separate(FeedRun run) {
        if (!run.source.isSettled()) {
            return false;
        }
        remove(run);
        run.source.separate();
        return true;
    }

    /** Forgets a feed. What it has not looked at of the change at hand it has not passed. */
    void remove(FeedRun run) {
        coming.forget();
        run.source.skipNoMore();
        ahead.remove(run);
        level.remove(run);
        run.source.pass(Math.max(position, run.shownTo()));
        run.feed.passed();
        run.following(false);
        run.source.leave(stores);
        leave(run);
        if (run.isTimed) {
            run.isTimed = false;
            windows.remove(run);
        }
        run.isDue = false;
        if (run.source.until != Long.MAX_VALUE) {
            ends.remove(run);
            run.isPastEnd = false;
        }
        slots.remove(run);
        if (slots.size() == 0) {
            reader.close();
            reader = null;
            stores = null;
            coming = null;
            tables.clear();
            table = null;
        }
    }

    private void leave(FeedRun run) {
        marked.clear(run.slot);
        waiting.clear(run.slot);
        List<Selection> selections = run.source.start.selections();
        for (int i = 0; i < selections.size(); i++) {
            table(selections.get(i)).remove(run, i);
        }
    }

    /** What there is to tell of a feed that is served here. */
    Standing standing(FeedRun run) {
        int count = run.source.branches.length;
        int[][] waiting = new int[count][];
        int[] sharedBy = new int[count];
        for (int i = 0; i < count; i++) {
            waiting[i] = run.source.branches[i].subscription.waiting();
            sharedBy[i] = run.source.branches[i].sharedBy(stores.views);
        }
        return new Standing(run.feed, null, size(), waiting, sharedBy);
    }

    /** The same of all of them. */
    void addStandings(List<Standing> into) {
        for (FeedRun run = first(); run != null; run = slots.from(run.slot + 1)) {
            into.add(standing(run));
        }
    }

    /** Who has a slot that somebody else has met; null where nobody has it any more. */
    FeedRun at(int slot) {
        return slots.at(slot);
    }

    /** The first of the feeds, or null. */
    FeedRun first() {
        return slots.from(0);
    }

    /**
     * Offers what is there.
     *
     * @param limit most events to deliver
     * @param last end of the read
     * @param group told of what has ended
     * @return how many were delivered
     */
    int poll(int limit, long last, FeedGroup group) {
        int room = limit;
        while (reader != null && !group.isEnding()) {
            if (!marked.isEmpty()) {
                room = pump(marked, 0, room, group);
                if (!marked.isEmpty()) {
                    return limit - room;
                }
            }
            if (reader == null) {
                break;
            }
            passed(reader.sequence());
            if (slots.isMixed()) {
                renumber();
            }
            if (room == 0 || !nextOrExpired(last, group)) {
                break;
            }
        }
        if (reader != null && room > 0 && !group.isEnding()) {
            room = endRead(room, group);
            isCut = room == 0;
        }
        return limit - room;
    }

    /** A read of the group begins, also of those who read alone and join meanwhile. */
    void beginRead(long last) {
        read.begin(last);
        if (!marked.isEmpty()) {
            read.at(reader); // the change at hand is part of it
        }
    }

    /** A feed may come that counts how far it is behind in bytes, from the next read on. */
    void countBytes() {
        read.countBytes();
    }

    private void passed(long sequence) {
        if (sequence > position) {
            if (reader.kind() == RecordKind.CHANGE) {
                CHANGES.setOpaque(this, changes + 1);
                if (table != null) {
                    table.pass(sequence);
                }
            }
            POSITION.setRelease(this, sequence);
            while (ahead.size() > 0 && ahead.least() <= sequence) {
                FeedRun run = ahead.remove();
                run.source.skipFrom(tables(run));
                if (run.source.policy != null) {
                    level.add(run);
                }
            }
            while (ends.size() > 0 && ends.least() <= sequence) {
                FeedRun run = ends.remove();
                run.source.skipNoMore(); // what comes after its end is turned away from nobody
                atEnd(run);
            }
        }
    }

    /** The end that a feed has was passed: the end of the read ends it. */
    private void atEnd(FeedRun run) {
        run.isPastEnd = true;
        waiting.mark(run.slot);
    }

    private boolean nextOrExpired(long last, FeedGroup group) {
        try {
            return next(last);
        } catch (ExpiredException e) {
            expired(e, group);
            return false;
        }
    }

    /** What comes next is retired: that ends those who stand before it. Those who are ahead of it read alone. */
    private void expired(ExpiredException cause, FeedGroup group) {
        while (reader != null) {
            FeedRun run = first();
            remove(run);
            try {
                if (run.source.processed + 1 < cause.oldest()) {
                    throw cause;
                }
                run.source.separate();
            } catch (RuntimeException e) { // retention may have gone on, or the file cannot be read
                group.ended(run, e);
                continue;
            }
            group.left(run);
        }
    }

    /** Moves to the next record and marks whom it may concern. */
    private boolean next(long last) {
        if (position >= last) {
            return false;
        }
        if (slots.size() >= bounds.many() && reader.hasMoreInBlock()) {
            coming.look(reader, tables, slots, matches);
        }
        if (!reader.nextUpTo(last)) {
            return false;
        }
        if (isCut) {
            isCut = false;
            timeAgain();
        }
        stores.images.move(reader);
        read.at(reader);
        if (!level.isEmpty()) {
            measureLevel();
        }
        TableFeeds at = tables.get(reader.tableId());
        if (table != at) { // see ViewChange.values
            table = at;
        }
        isShowable = table != null && reader.kind() == RecordKind.CHANGE;
        if (isShowable) {
            coming.mark(stores.images, table, matches);
        } else if (table != null) {
            table.markAll(marked);
        }
        while (windows.size() > 0 && windows.least() <= reader.timeNs()) {
            FeedRun run = nextWindow(reader.timeNs());
            if (run != null) {
                run.isDue = true;
                marked.mark(run.slot);
            }
        }
        return true;
    }

    /** Those who were ahead begin to read here. */
    private void measureLevel() {
        for (int i = 0; i < level.size(); i++) {
            EventSource source = level.get(i).source;
            source.policy.measure(source.processed, reader.timeNs());
        }
        level.clear();
    }

    /** Windows that were over at the end of a read which was cut end with the next record, as if never looked at. */
    private void timeAgain() {
        for (int slot = waiting.next(0); slot >= 0; slot = waiting.next(slot + 1)) {
            settle(slots.at(slot));
        }
    }

    /** The feed of the window that ends first, or null where the feed has a later one open by now. */
    private FeedRun nextWindow(long timeNs) {
        FeedRun run = windows.remove();
        run.isTimed = false;
        if (run.source.windowEnd() <= timeNs) {
            return run;
        }
        settle(run);
        return null;
    }

    private int pump(Marks marks, int from, int limit, FeedGroup group) {
        int room = limit;
        int slot = marks.next(from);
        for (; slot >= 0 && room > 0 && !group.isEnding(); slot = marks.next(slot + 1)) {
            FeedRun run = slots.at(slot);
            try {
                if (marks == marked && isShowable && shows(run, slot, group)) {
                    room--;
                    if (!run.isOrdered()) {
                        continue;
                    }
                } else {
                    room -= marks == marked ? pumpOffered(run, room, group) : pumpAtEnd(run, room, group);
                }
            } catch (Throwable e) {
                end(run, e, group);
                continue;
            }
            if (run.feed.checkEnd() || run.feed.isLeaving()) {
                end(run, null, group);
            } else if ((run.rests || run.isIsolating()) && separate(run)) {
                group.left(run); // not with the next change: its handler has held up the others already
            }
        }
        stoppedAt = slot;
        return room;
    }

    private void end(FeedRun run, Throwable cause, FeedGroup group) {
        remove(run);
        group.ended(run, cause);
    }

    /**
     * Shows the change at hand as it stands to one that would make nothing else of it, which is the usual case where
     * many wait for one value or range each: what is looked at then lies close together.
     *
     * @param slot of the run, given as it is known here without looking at the run
     * @return false where the feed has to look itself, or has something to do first
     */
    private boolean shows(FeedRun run, int slot, FeedGroup group) {
        Change change = run.atOnce;
        long sequence = reader.sequence();
        if (change == null || run.isOrdered() || run.offered >= sequence) {
            return false;
        }
        int sides = run.hasSides ? matches.sides(slot) : Matches.BOTH;
        if (sides == Matches.NEITHER) {
            return false;
        }
        run.offered = sequence;
        marked.clear(slot);
        stores.show(change, sides, table.name);
        group.show(run, slot, change, sequence);
        run.show(sequence);
        return true;
    }

    /** Has a feed look at the change at hand, or go on where it has begun to. */
    private int pumpOffered(FeedRun run, int room, FeedGroup group) {
        EventSource source = run.source;
        long sequence = reader.sequence();
        if (run.offered < sequence) {
            run.offered = sequence;
            if (run.isDue) {
                run.isDue = false;
                source.endWindow();
            } else if (table == null || !table.concerns(run, stores.images)) {
                marked.clear(run.slot);
                return 0;
            }
            if (run.hasSides) {
                source.branches[0].look(matches.sides(run.slot));
            }
            source.offer();
        }
        int delivered = group.pump(run, room);
        if (delivered < room) {
            marked.clear(run.slot);
        }
        settle(run);
        return delivered;
    }

    private int pumpAtEnd(FeedRun run, int room, FeedGroup group) {
        run.source.endRead(position);
        int delivered = group.pump(run, room);
        settle(run);
        return delivered;
    }

    /** Takes down what a feed waits for. */
    private void settle(FeedRun run) {
        EventSource source = run.source;
        if (!source.folds()) {
            if (run.isPastEnd) {
                waiting.mark(run.slot);
            }
            return;
        }
        boolean isWaiting = source.isWaiting();
        run.waiting(isWaiting);
        if (!isWaiting) {
            source.rest();
        }
        if (run.isPastEnd || source.waitsForEnd()) {
            waiting.mark(run.slot);
        } else {
            waiting.clear(run.slot);
        }
        if (source.windowEnd() != Long.MAX_VALUE && !run.isTimed) {
            run.isTimed = true;
            windows.add(run, source.windowEnd());
        }
    }

    private int endRead(int room, FeedGroup group) {
        while (windows.size() > 0 && context.isPast(windows.least())) {
            FeedRun run = nextWindow(windows.least());
            if (run != null) {
                waiting.mark(run.slot);
            }
        }
        while (ends.size() > 0 && ends.least() <= position) {
            atEnd(ends.remove());
        }
        int left = pump(waiting, turn, room, group);
        if (left > 0 && turn > 0) {
            left = pump(waiting, 0, left, group);
        }
        turn = Math.max(stoppedAt, 0);
        return left;
    }
}
