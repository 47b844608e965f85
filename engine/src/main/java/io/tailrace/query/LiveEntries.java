package io.tailrace.query;

import io.tailrace.document.Dictionary;
import org.agrona.DirectBuffer;

/**
 * The entries of a source as the writer has them now, in one fixed order, and which entries any document has in it. Not
 * thread safe; reads what the writer changes. An entry that stays is met exactly once.
 */
abstract class LiveEntries {
    /** The entry at hand; its whole key is cut off when {@link #truncated}. Valid until the next one. */
    final EntryPlace place = new EntryPlace();

    boolean truncated;
    DirectBuffer document;
    int documentOffset;
    int documentLength;
    /** Sequence of the last change of the document. */
    long version;
    /** How often the entry at hand is a member. */
    int copies = 1;
    /** The range it was met in. Where bounds were cut off, ranges can meet the same entries. */
    int range;

    final SourceRanges ranges;
    private final ListedEntries listed;

    LiveEntries(Source source, Dictionary dictionary) {
        ranges = new SourceRanges(source);
        listed = new ListedEntries(source, ranges, dictionary);
    }

    static LiveEntries of(QueryContext context, Source source, Dictionary dictionary) {
        boolean inOrder = source.ordered() || source.isTop();
        if (source.index() == null && source.kind() == Source.Kind.TABLE && !inOrder) {
            return new TableEntries(context, source, dictionary);
        }
        if (source.index() == null && (source.kind() == Source.Kind.POINT || source.kind() == Source.Kind.KEYS)) {
            return new KeyedEntries(context, source, dictionary);
        }
        return new ScannedEntries(context, source, dictionary);
    }

    /** Goes on after a place; before the first {@link #next}. Entries at or before it may come all the same. */
    abstract void startAfter(EntryPlace start);

    /**
     * Reads the next entry.
     *
     * @return false at the end
     */
    abstract boolean next();

    /**
     * Whether the place of an entry follows from the primary key, so that a change of the document does not move it.
     */
    boolean placedByKey() {
        return true;
    }

    /**
     * Finds the entries that a document has in this source.
     *
     * @return how many keys there are to ask {@link #listed} for
     */
    final int list(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        return listed.all(key, keyOffset, keyLength, buffer, offset, length);
    }

    /**
     * Shows the place of one of the entries found.
     *
     * @param position from 0
     * @param into looks at its bytes, until the next document is listed
     * @return how often it is a member, 0 when it is outside the source
     */
    int listed(int position, EntryPlace into) {
        listed.placeAt(position, into);
        return listed.copies(position);
    }

    /** Whether a range contains a whole key. */
    final boolean isInside(int candidate, EntryPlace entry) {
        return ranges.contains(candidate, entry.order, entry.orderOffset, entry.orderLength);
    }
}
