package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.expression.IndexKeys;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The entries by which a document is listed in the ranges of a source. Not thread safe; it allocates only when it
 * grows.
 *
 * @hidden
 */
public final class ListedEntries {
    private final SourceRanges ranges;
    /** Null for the primary key. */
    private final IndexKeys keys;

    private final EntryPlace primary = new EntryPlace();
    /** Of those that {@link #of} has found. */
    private int[] positions = new int[8];

    /**
     * @param source whose ranges, over an index or the primary key
     * @param dictionary of the documents
     */
    public ListedEntries(Source source, Dictionary dictionary) {
        this(source, new SourceRanges(source), dictionary);
    }

    ListedEntries(Source source, SourceRanges ranges, Dictionary dictionary) {
        this.ranges = ranges;
        IndexDefinition index = source.index();
        keys = index == null ? null : new IndexKeys(index.expression(), index.multi(), dictionary);
    }

    /**
     * Looks up the entries of a document.
     *
     * @return how many there are
     */
    public int of(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        int all = all(key, keyOffset, keyLength, buffer, offset, length);
        int listed = 0;
        for (int position = 0; position < all; position++) {
            if (copies(position) > 0) {
                if (listed == positions.length) {
                    positions = Arrays.copyOf(positions, listed << 1);
                }
                positions[listed++] = position;
            }
        }
        return listed;
    }

    /** Where one of the entries stands, until the next document. */
    public EntryPlace place(int index, EntryPlace into) {
        return placeAt(positions[index], into);
    }

    /**
     * How often a document is a member, each of its entries counted as often as its key was asked for; for a source
     * over an index.
     *
     * @return 0 when it is none
     */
    public int copies(DirectBuffer buffer, int offset, int length) {
        int all = keys.of(buffer, offset, length);
        int copies = 0;
        for (int position = 0; position < all; position++) {
            copies += copies(position);
        }
        return copies;
    }

    /** Looks up where a document stands, inside the ranges and outside: in how many positions. */
    int all(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        primary.key(key, keyOffset, keyLength);
        primary.order(key, keyOffset, keyLength);
        return keys == null ? 1 : keys.of(buffer, offset, length);
    }

    /** How often a position is a member: 0 outside the ranges. */
    int copies(int position) {
        return keys == null
                ? ranges.copies(primary.key, primary.keyOffset, primary.keyLength)
                : ranges.copies(keys.buffer(), keys.offset(position), keys.length(position));
    }

    /** Where a document stands, until the next one. */
    EntryPlace placeAt(int position, EntryPlace into) {
        into.set(primary);
        if (keys != null) {
            into.position = position;
            into.order(keys.buffer(), keys.offset(position), keys.length(position));
        }
        return into;
    }
}
