package io.tailrace.feed;

import io.tailrace.error.FeedException;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import io.tailrace.query.Source;

/** The records that end whoever reads a source: its table was dropped, or its index. */
final class SourceDrop {
    private SourceDrop() {}

    /** Whether the reader stands at one. */
    static boolean isAt(JournalReader reader, Source source) {
        return isOfTable(reader, source) || isOfIndex(reader, source);
    }

    /** What ends a feed where the reader stands, null when nothing does. */
    static FeedException at(JournalReader reader, Source source) {
        if (isOfTable(reader, source)) {
            return new FeedException(
                    FeedException.Reason.TABLE_DROPPED, reader.sequence(), new UnknownTableException(source.table()));
        }
        if (isOfIndex(reader, source)) {
            return new FeedException(
                    FeedException.Reason.INDEX_DROPPED,
                    reader.sequence(),
                    new UnknownIndexException(source.table(), source.index().name()));
        }
        return null;
    }

    private static boolean isOfTable(JournalReader reader, Source source) {
        return reader.kind() == RecordKind.TABLE_DROPPED && reader.tableId() == source.tableId();
    }

    private static boolean isOfIndex(JournalReader reader, Source source) {
        return reader.kind() == RecordKind.INDEX_DROPPED
                && reader.tableId() == source.tableId()
                && source.index() != null
                && reader.indexId() == source.index().id();
    }
}
