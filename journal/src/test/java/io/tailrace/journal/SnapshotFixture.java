package io.tailrace.journal;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal with tables, indexes and documents, and what is in it: kept by a handler that takes states and changes, as
 * an engine does.
 */
final class SnapshotFixture implements StateHandler {
    private static final int TABLES = 3;

    private final Journal journal;
    private final DocumentWriter writer;
    private final KeyEncoder keys = new KeyEncoder(new DocumentLimits());
    private final UnsafeBuffer key = JournalFixture.direct(1 << 10);
    private final UnsafeBuffer document = JournalFixture.direct(1 << 12);
    /** Key: table and encoded key, in hex. Value: sequence and document as text. */
    final Map<String, String> state = new TreeMap<>();

    private final Map<String, byte[][]> entries = new TreeMap<>();
    private final Map<String, long[]> versions = new TreeMap<>();
    final List<String> indexes = new ArrayList<>();
    long stateSequence;
    long changes;

    SnapshotFixture(Journal journal) {
        this.journal = journal;
        writer = new DocumentWriter(journal.dictionary(), new DocumentLimits());
    }

    /** Makes three tables, one of which is dropped again, and an index. */
    void define() {
        JournalAppender appender = journal.appender();
        for (int id = 0; id < TABLES; id++) {
            appender.open(1);
            appender.table(id, "t" + id, "id");
            appender.tableCreated(id, 1);
            appender.commit();
        }
        appender.open(1);
        appender.index(0, 0, "x", "row.x", false);
        appender.indexCreated(0, 0, 1);
        appender.commit();
        appender.open(1);
        appender.tableDropped(2, 1);
        appender.commit();
    }

    /** Writes so many changes, a third of which take a document away. */
    void write(int from, int to) {
        JournalAppender appender = journal.appender();
        Interner interner = new Interner(journal.dictionary(), appender);
        for (int i = from; i < to; i++) {
            appender.open(i);
            int keyLength = key(i % 40);
            int table = i % 2;
            boolean isDelete = i % 3 == 2;
            int length = -1;
            if (!isDelete) {
                int encoded = writer.reset()
                        .putAll(Map.of("x", i, "f" + i % 7, "text " + i))
                        .finish();
                length = interner.intern(writer.buffer(), writer.offset(), encoded, document, 0);
            }
            long sequence = appender.change(table, i, key, 0, keyLength, document, 0, -1, document, 0, length);
            appender.commit();
            note(table, sequence, key, 0, keyLength, document, 0, length);
        }
    }

    private int key(int value) {
        return keys.encode(value, key, 0);
    }

    /** Hands out all that there is now, as a walk meets it. */
    void walk(SnapshotWriter into) {
        for (Map.Entry<String, byte[][]> entry : entries.entrySet()) {
            byte[] keyBytes = entry.getValue()[0];
            byte[] bytes = entry.getValue()[1];
            UnsafeBuffer both = JournalFixture.direct(1 << 12);
            both.putBytes(0, keyBytes);
            both.putBytes(1 << 10, bytes);
            long[] version = versions.get(entry.getKey());
            into.document((int) version[0], both, 0, keyBytes.length, 1 << 10, bytes.length, version[1]);
        }
    }

    /** Takes a whole snapshot. */
    Snapshot take(int kept) {
        try (SnapshotWriter file = SnapshotWriter.begin(journal)) {
            walk(file);
            return finish(file, kept);
        }
    }

    Snapshot finish(SnapshotWriter file, int kept) {
        long end = journal.lastSequence();
        while (file.readJournal(end, 10)) {
            assert end == journal.lastSequence() : "one thread writes";
        }
        BitSet ready = new BitSet();
        ready.set(0);
        return file.finish(ready, kept);
    }

    private void note(
            int table,
            long sequence,
            DirectBuffer from,
            int keyOffset,
            int keyLength,
            DirectBuffer doc,
            int at,
            int length) {
        byte[] keyBytes = new byte[keyLength];
        from.getBytes(keyOffset, keyBytes);
        String name = table + " " + java.util.Arrays.toString(keyBytes);
        if (length < 0) {
            state.remove(name);
            entries.remove(name);
            return;
        }
        byte[] bytes = new byte[length];
        doc.getBytes(at, bytes);
        state.put(name, sequence + " " + new Document(journal.dictionary()).wrap(new UnsafeBuffer(bytes), 0, length));
        entries.put(name, new byte[][] {keyBytes, bytes});
        versions.put(name, new long[] {table, sequence});
    }

    @Override
    public void onState(long sequence, TableCatalogue tables) {
        stateSequence = sequence;
    }

    @Override
    public void onDocument(
            int tableId,
            long sequence,
            DirectBuffer buffer,
            int keyOffset,
            int keyLength,
            int docOffset,
            int docLength) {
        note(tableId, sequence, buffer, keyOffset, keyLength, buffer, docOffset, docLength);
    }

    @Override
    public void onIndex(int indexId, boolean ready) {
        indexes.add(indexId + " " + ready);
    }

    @Override
    public void onChange(JournalReader change) {
        changes++;
        if (change.kind() == RecordKind.CHANGE) {
            note(
                    change.tableId(),
                    change.sequence(),
                    change.block(),
                    change.keyOffset(),
                    change.keyLength(),
                    change.block(),
                    change.newOffset(),
                    change.hasNew() ? change.newLength() : -1);
        }
    }
}
