package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.expression.IndexKeys;
import org.agrona.DirectBuffer;

/** Counts the entries of a document that lie in the ranges of a source over an index. Not thread safe. */
final class EntryCount {
    private final SourceRanges ranges;
    private final IndexKeys keys;
    private final Document document;

    EntryCount(IndexDefinition index, SourceRanges ranges, Dictionary dictionary) {
        this.ranges = ranges;
        keys = new IndexKeys(index.expression(), index.multi(), dictionary);
        document = new Document(dictionary);
    }

    /** How often the document is a member, each entry counted as often as its key was asked for. */
    int of(DirectBuffer buffer, int offset, int length) {
        final int count = keys.of(document.wrap(buffer, offset, length));
        int copies = 0;
        for (int i = 0; i < count; i++) {
            copies += ranges.copies(keys.buffer(), keys.offset(i), keys.length(i));
        }
        return copies;
    }
}
