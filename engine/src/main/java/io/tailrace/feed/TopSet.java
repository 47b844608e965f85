package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.query.EntryPlace;
import io.tailrace.query.Members;
import io.tailrace.query.MembersSource;
import io.tailrace.query.Source;
import io.tailrace.query.View;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * The first entries of an ordered source and some more, with their view values, exact at one sequence. Not thread safe;
 * it allocates when it grows, and little when it has to read on.
 *
 * <p>Up to a boundary every entry that survives the transforms is here; what lies beyond is unknown, unless the set is
 * complete. The boundary moves back when the set overflows and forward when it is filled up. Entries that leave stay
 * readable until the next change begins.
 */
final class TopSet {
    private static final int LEAST_SPARE = 64;
    private static final int MOST_SPARE = 1 << 14;
    /** Entries beyond the limit are kept only while all together need less. */
    private static final int SPARE_BYTES = 64 << 20;

    final TopStore store;
    final TopList list;
    final int limit;

    final View view;
    private final MembersSource members;
    private int capacity;
    private final EntryPlace place = new EntryPlace();
    private final IntArrayList gone = new IntArrayList();
    private int boundary = TopStore.NONE;
    private boolean complete;

    TopSet(Source source, View view, Dictionary dictionary, MembersSource members, int spare) {
        this.view = view;
        this.members = members;
        limit = source.limit();
        capacity = limit + spare;
        store = new TopStore(dictionary, source.descending());
        list = new TopList(store);
    }

    /** How many entries beyond the limit make reading on rare. */
    static int spare(Source source) {
        return Math.max(LEAST_SPARE, source.limit());
    }

    /** How many entries the result has. */
    int shown() {
        return Math.min(limit, list.size());
    }

    /** Fills the empty set with the state at a sequence. */
    void fill(long sequence) {
        complete = sequence == 0;
        if (!complete) {
            readOn(sequence);
        }
    }

    /** Lets go of what has left since the last time. */
    void begin() {
        for (int i = 0; i < gone.size(); i++) {
            store.letGo(gone.getInt(i));
        }
        gone.clear();
    }

    /** Keeps an entry readable until the next change begins, although nobody holds it any more. */
    void leave(int entry) {
        gone.addInt(entry);
    }

    /** Whether it is known what stands at a place. */
    boolean covers(EntryPlace at) {
        return complete || boundary != TopStore.NONE && store.compare(boundary, at) >= 0;
    }

    /** View value of a document, null when the transforms drop it; valid until the next one. */
    Value viewed(DirectBuffer buffer, int offset, int length) {
        return view.deliveredNew(view.image(buffer, offset, length));
    }

    /** Adds an entry at a place that the set covers and has free. */
    int enter(EntryPlace at, Value value, long sequence) {
        int entry = add(at, value, sequence);
        list.insert(-1 - list.find(at), entry);
        return entry;
    }

    /** Drops what is too much. */
    void trim() {
        long leaving = 0; // what leaves stays readable until the next change, and counts until then
        while (list.size() > Math.max(1, limit)
                && (list.size() > capacity || store.usedBytes() - leaving > SPARE_BYTES)) {
            int last = list.remove(list.size() - 1);
            leaving += store.bytes(last);
            leave(last);
            complete = false;
            moveBoundary();
        }
    }

    /** Whether the result lacks entries that are not known. */
    boolean isShort() {
        return !complete && list.size() < limit;
    }

    /**
     * Fills the set up with what stood beyond the boundary at a sequence, which is that of the set.
     *
     * @throws FeedException when the table or the index is no longer there, user code has thrown, or memory has come to
     *     its bound
     */
    void readOn(long sequence) {
        try (Members from = members.at(sequence)) {
            if (boundary != TopStore.NONE) {
                store.place(boundary, place);
                from.startAfter(place);
                keepMore();
            }
            while (!isFull() && !complete) {
                complete = !next(from, sequence);
                if (!complete) {
                    append(from, sequence);
                }
            }
        } catch (UnknownTableException e) {
            throw new FeedException(FeedException.Reason.TABLE_DROPPED, sequence, e);
        } catch (UnknownIndexException e) {
            throw new FeedException(FeedException.Reason.INDEX_DROPPED, sequence, e);
        }
        moveBoundary();
    }

    /** A result that wears away is read on less and less often, as that costs more the further the feed is behind. */
    private void keepMore() {
        int spare = capacity - limit;
        if (spare >= LEAST_SPARE && spare < MOST_SPARE) {
            capacity = limit + 2 * spare;
        }
    }

    private void append(Members from, long sequence) {
        Value value;
        try {
            value = viewed(from.buffer(), from.offset(), from.length());
        } catch (Throwable e) {
            throw new FeedException(sequence, e);
        }
        if (value != null) {
            list.append(add(from.place(), value, sequence));
        }
    }

    private int add(EntryPlace at, Value value, long sequence) {
        try {
            return store.add(at, value);
        } catch (LimitException e) {
            throw new FeedException(FeedException.Reason.ENGINE, sequence, e);
        }
    }

    /** A limit that is passed here is one of the engine's; user code, which may pass others, is not called. */
    private static boolean next(Members from, long sequence) {
        try {
            return from.next();
        } catch (LimitException e) {
            throw new FeedException(FeedException.Reason.ENGINE, sequence, e);
        }
    }

    /** Whether no entry need be added. */
    private boolean isFull() {
        return list.size() >= capacity || list.size() >= Math.max(1, limit) && store.usedBytes() > SPARE_BYTES;
    }

    private void moveBoundary() {
        store.letGo(boundary);
        boundary = complete || list.size() == 0 ? TopStore.NONE : store.hold(list.last());
    }
}
