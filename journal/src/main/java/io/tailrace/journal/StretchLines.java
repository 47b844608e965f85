package io.tailrace.journal;

import io.tailrace.document.Document;
import io.tailrace.document.JsonWriter;
import io.tailrace.document.Value;
import io.tailrace.error.Arguments;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.JournalException;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexWalk;
import java.io.IOException;
import java.io.OutputStream;
import org.agrona.DirectBuffer;

/**
 * Writes a stretch of a journal as operations in JSON, a line each, for people and other programs: first an upsert of
 * each document there was at its begin, then an upsert or a delete for each change, with their times. Definitions and
 * transactions are not in it; a table that is dropped loses its documents one by one.
 */
public final class StretchLines {
    private final Catalogue names;
    private final OutputStream out;
    private final JsonWriter json;
    private final Document document;
    private final Value value;
    private final Value key;
    private long bytes;

    private StretchLines(Catalogue names, OutputStream out) {
        this.names = names;
        this.out = out;
        json = new JsonWriter(names.dictionary);
        document = new Document(names.dictionary);
        value = new Value(names.dictionary);
        key = new Value(names.dictionary);
    }

    /**
     * Exports.
     *
     * @param journal open, for writing or reading
     * @param from sequence whose documents come first, 0 for none
     * @param until last sequence, not before that
     * @param out takes UTF-8; not closed
     * @return what was written; its state changes are the documents that came first
     * @throws BeyondEndException when the end is not committed yet
     * @throws io.tailrace.error.ExpiredException when the begin is no longer held
     * @throws IOException of the stream
     */
    public static Stretch write(Journal journal, long from, long until, OutputStream out) throws IOException {
        String call = "write(journal, from, until, out)";
        Arguments.given(journal, "journal", call);
        Arguments.given(out, "out", call);
        StretchExport.check(journal, from, until);
        Journal begin = journal.asOf(from);
        StateFold state = new StateFold(journal.hashSeed());
        JournalReader before = begin.stateReader(state);
        while (before.next()) {
            state.onChange(before);
        }
        StretchLines lines = new StretchLines(begin.catalogue(), out);
        long documents = lines.state(state, begin.timeFloor());
        if (until > from) {
            JournalReader change = journal.fromSegmentOf(from + 1, lines.names);
            while (change.nextUpTo(until)) {
                lines.change(change, state);
                state.onChange(change);
            }
        }
        return new Stretch(from, until, documents, until - from, lines.bytes);
    }

    private long state(StateFold state, long timeNs) throws IOException {
        long count = 0;
        for (int table = 0; table < names.tables.size(); table++) {
            if (names.tables.exists(table)) {
                IndexWalk walk = state.walk(table);
                while (walk.next()) {
                    IndexEntry entry = walk.entry();
                    upsert(table, entry.buffer(), entry.docOffset(), entry.docLength(), timeNs);
                    count++;
                }
            }
        }
        return count;
    }

    private void change(JournalReader change, StateFold state) throws IOException {
        int table = change.tableId();
        if (change.kind() == RecordKind.TABLE_DROPPED) {
            IndexWalk walk = state.walk(table);
            while (walk.next()) {
                IndexEntry entry = walk.entry();
                value.wrapDocument(entry.buffer(), entry.docOffset(), entry.docLength());
                delete(table, change.timeNs());
            }
        } else if (change.kind() == RecordKind.CHANGE && change.hasNew()) {
            upsert(table, change.block(), change.newOffset(), change.newLength(), change.timeNs());
        } else if (change.kind() == RecordKind.CHANGE) {
            change.showOld(value);
            delete(table, change.timeNs());
        }
    }

    private void upsert(int table, DirectBuffer buffer, int offset, int length, long timeNs) throws IOException {
        document.wrap(buffer, offset, length);
        begin("upsert", table).name("doc").document(document).name("ts").value(timeNs);
        end();
    }

    /** Of the document that the value shows. */
    private void delete(int table, long timeNs) throws IOException {
        if (!value.document().value(names.tables.keyField(table), key)) {
            throw new JournalException("a document has no key: table=" + names.tables.name(table) + ", verify tells");
        }
        begin("delete", table).name("key").value(key).name("ts").value(timeNs);
        end();
    }

    private JsonWriter begin(String operation, int table) {
        json.reset().beginObject().name("op").value(operation);
        return json.name("table").value(names.tables.name(table));
    }

    private void end() throws IOException {
        json.endObject().copyTo(out);
        out.write('\n');
        bytes += json.length() + 1;
    }
}
