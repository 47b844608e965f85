package io.tailrace.feed;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Value;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.EntryPlace;
import io.tailrace.query.ListedEntries;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Takes changes of documents into a {@link TopSet}, one after the other, and finds out which entries leave the result
 * and which enter it. Not thread safe; it allocates only when it grows.
 */
final class TopDifference {
    /** Entries that leave the result, in its order. */
    final TopEntries left = new TopEntries();
    /** Entries that enter it, in its order. */
    final TopEntries entered = new TopEntries();

    private final TopSet set;
    private final ListedEntries before;
    private final ListedEntries after;
    private final EntryPlace place = new EntryPlace();
    /** Indexes, ascending, of the entries that the document had in the list, and how many are part of the result. */
    private int[] old = new int[8];

    private int[] oldEntries = new int[8];
    private int oldCount;
    private int oldShown;
    /** The entries that it has now, then their indexes. */
    private int[] fresh = new int[8];

    private int freshCount;
    /** The last entries of the result before, from an index on: those that can be pushed out. */
    private int[] tail = new int[16];

    private int tailStart;

    TopDifference(TopSet set, ListedEntries before, ListedEntries after) {
        this.set = set;
        this.before = before;
        this.after = after;
    }

    /**
     * Takes in the change of one document.
     *
     * @return whether the result has other entries now
     */
    boolean take(JournalReader at) {
        set.begin();
        left.clear();
        entered.clear();
        DirectBuffer block = at.block();
        int was = at.hasOld()
                ? before.of(block, at.keyOffset(), at.keyLength(), at.oldBuffer(), at.oldOffset(), at.oldLength())
                : 0;
        int is = at.hasNew()
                ? after.of(block, at.keyOffset(), at.keyLength(), block, at.newOffset(), at.newLength())
                : 0;
        int shownBefore = set.shown();
        findOld(was, shownBefore);
        keepTail(shownBefore, is);
        set.list.removeAll(old, oldCount);
        enterAll(at, is);
        if (oldCount == 0 && freshCount == 0) {
            return false;
        }
        set.trim();
        if (set.isShort()) {
            readOn(at);
        }
        int freshShown = findFresh();
        int stayed = shownBefore - oldShown;
        int stay = set.shown() - freshShown;
        collectLeft(shownBefore, stayed - stay);
        collectEntered(stay - stayed, freshShown);
        return left.count > 0 || entered.count > 0;
    }

    private void findOld(int was, int shownBefore) {
        oldCount = 0;
        oldShown = 0;
        for (int i = 0; i < was; i++) {
            int index = set.list.find(before.place(i, place));
            if (index >= 0) {
                old = roomFor(old, oldCount);
                old[oldCount++] = index;
                oldShown += index < shownBefore ? 1 : 0;
            }
        }
        Arrays.sort(old, 0, oldCount);
        if (oldEntries.length < oldCount) {
            oldEntries = new int[old.length];
        }
        for (int i = 0; i < oldCount; i++) {
            oldEntries[i] = set.list.entry(old[i]);
            set.leave(oldEntries[i]);
        }
    }

    private void keepTail(int shownBefore, int is) {
        int count = Math.min(shownBefore, oldShown + is);
        tailStart = shownBefore - count;
        if (tail.length < count) {
            tail = new int[Integer.highestOneBit(count) << 1];
        }
        set.list.copy(tailStart, tail, count);
    }

    private void enterAll(JournalReader at, int is) {
        freshCount = 0;
        Value value = null;
        for (int i = 0; i < is; i++) {
            if (set.covers(after.place(i, place))) {
                if (value == null) {
                    value = set.viewed(at.block(), at.newOffset(), at.newLength());
                    set.view.countError();
                }
                if (value == null) {
                    return;
                }
                addFresh(set.enter(place, value, at.sequence()));
            }
        }
    }

    /** Fills up with what stands after; the document of the change may be there again. */
    private void readOn(JournalReader at) {
        int known = set.list.size();
        set.readOn(at.sequence());
        if (!at.hasNew()) {
            return;
        }
        for (int i = known; i < set.list.size(); i++) {
            set.store.place(set.list.entry(i), place);
            if (Bytes.compare(place.key, place.keyOffset, place.keyLength, at.block(), at.keyOffset(), at.keyLength())
                    == 0) {
                addFresh(set.list.entry(i));
            }
        }
    }

    private void addFresh(int entry) {
        fresh = roomFor(fresh, freshCount);
        fresh[freshCount++] = entry;
    }

    /** Replaces the fresh entries by their indexes, without those that were too much, and counts what is shown. */
    private int findFresh() {
        int found = 0;
        int shown = 0;
        for (int i = 0; i < freshCount; i++) {
            int index = set.list.find(fresh[i]);
            if (index >= 0) {
                fresh[found++] = index;
                shown += index < set.shown() ? 1 : 0;
            }
        }
        freshCount = found;
        Arrays.sort(fresh, 0, freshCount);
        return shown;
    }

    /** Those that the document had, and the last ones of the others where they are pushed out; found from the end. */
    private void collectLeft(int shownBefore, int pushed) {
        int others = Math.max(0, pushed);
        int own = oldShown;
        left.size(own + others);
        for (int index = shownBefore - 1; own + others > 0; index--) {
            boolean isOwn = own > 0 && old[own - 1] == index;
            if (isOwn || others > 0) {
                int at = own + others - 1;
                left.put(at, isOwn ? oldEntries[own - 1] : tail[index - tailStart], index, isOwn);
                own -= isOwn ? 1 : 0;
                others -= isOwn ? 0 : 1;
            } else {
                index = old[own - 1] + 1;
            }
        }
    }

    /**
     * Those that the document has now, and the last ones of the others where they have moved up; found from the end.
     */
    private void collectEntered(int movedUp, int freshShown) {
        int others = Math.max(0, movedUp);
        int own = freshShown;
        entered.size(own + others);
        for (int index = set.shown() - 1; own + others > 0; index--) {
            boolean isOwn = own > 0 && fresh[own - 1] == index;
            if (isOwn || others > 0) {
                int at = own + others - 1;
                entered.put(at, set.list.entry(index), index, isOwn);
                own -= isOwn ? 1 : 0;
                others -= isOwn ? 0 : 1;
            } else {
                index = fresh[own - 1] + 1;
            }
        }
    }

    private static int[] roomFor(int[] array, int count) {
        return count < array.length ? array : Arrays.copyOf(array, count << 1);
    }
}
