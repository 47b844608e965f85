package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
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

    private final Document document;
    private final EntryPlace primary = new EntryPlace();
    private int[] positions = new int[8];

    /**
     * @param source whose ranges, over an index or the primary key
     * @param dictionary of the documents
     */
    public ListedEntries(Source source, Dictionary dictionary) {
        ranges = new SourceRanges(source);
        IndexDefinition index = source.index();
        keys = index == null ? null : new IndexKeys(index.expression(), index.multi(), dictionary);
        document = new Document(dictionary);
    }

    /**
     * Looks up the entries of a document.
     *
     * @return how many there are
     */
    public int of(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        primary.key(key, keyOffset, keyLength);
        if (keys == null) {
            primary.order(key, keyOffset, keyLength);
            return ranges.copies(key, keyOffset, keyLength) > 0 ? 1 : 0;
        }
        int all = keys.of(document.wrap(buffer, offset, length));
        int listed = 0;
        for (int position = 0; position < all; position++) {
            if (ranges.copies(keys.buffer(), keys.offset(position), keys.length(position)) > 0) {
                if (listed == positions.length) {
                    positions = Arrays.copyOf(positions, listed << 1);
                }
                positions[listed++] = position;
            }
        }
        return listed;
    }

    /**
     * How often a document is a member, each of its entries counted as often as its key was asked for; for a source
     * over an index.
     *
     * @return 0 when it is none
     */
    public int copies(DirectBuffer buffer, int offset, int length) {
        int all = keys.of(document.wrap(buffer, offset, length));
        int copies = 0;
        for (int i = 0; i < all; i++) {
            copies += ranges.copies(keys.buffer(), keys.offset(i), keys.length(i));
        }
        return copies;
    }

    /** Where one of the entries stands, until the next document. */
    public EntryPlace place(int index, EntryPlace into) {
        into.set(primary);
        if (keys != null) {
            into.position = positions[index];
            into.order(keys.buffer(), keys.offset(into.position), keys.length(into.position));
        }
        return into;
    }
}
