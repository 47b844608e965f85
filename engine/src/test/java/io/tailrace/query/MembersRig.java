package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import io.tailrace.error.UnknownIndexException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.expression.Expressions;
import io.tailrace.expression.IndexKeys;
import io.tailrace.feed.JournalContext;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import io.tailrace.index.SecondaryIndex;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal in memory with live indexes, as a writer keeps them: announced, in the index, committed later. It remembers
 * every state. One thread; where somebody waits, it commits.
 */
public final class MembersRig extends JournalContext {
    public static final int TABLE = 0;

    public final Dictionary dictionary = journal.dictionary();
    final Index index = new Index(new IndexMemory(), 42);
    /** What is wrong with it. */
    MembersFault fault = MembersFault.NONE;

    int waits;
    boolean dropped;

    private final JournalAppender appender = journal.appender();
    private final DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
    private final KeyEncoder encoder = new KeyEncoder(dictionary.limits());
    private final Interner interner = new Interner(dictionary, appender);
    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 12));
    private final UnsafeBuffer image = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final UnsafeBuffer before = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final Map<String, Integer> lengths = new HashMap<>();
    private final List<Map<String, Map<String, Object>>> states = new ArrayList<>();
    private long announced;
    private SecondaryIndex secondary;
    private boolean indexDropped;

    public MembersRig() {
        super(Journal.inMemory(new JournalConfig()));
        states.add(Map.of());
        appender.open(0);
        appender.table(TABLE, "t", "id");
        appender.tableCreated(TABLE, 0);
        appender.commit();
        announced = 1;
        states.add(Map.of());
    }

    /** Documents by key as they were at a sequence. */
    public Map<String, Map<String, Object>> state(long sequence) {
        return states.get((int) sequence);
    }

    /** Last sequence that was written, committed or not. */
    long written() {
        return states.size() - 1;
    }

    /** Writes without committing; null deletes. */
    public long write(String id, Map<String, Object> document) {
        Map<String, Map<String, Object>> state = new TreeMap<>(states.get(states.size() - 1));
        if (document == null && state.remove(id) == null) {
            return written();
        }
        if (document != null && document.equals(state.put(id, document))) {
            return written();
        }
        if (!appender.isOpen()) {
            appender.open(0);
        }
        int oldLength = lengths.getOrDefault(id, -1);
        if (oldLength >= 0) {
            before.putBytes(0, read(id), 0, oldLength);
        }
        int keyLength = encoder.encode(id, key, 0);
        int length = document == null ? -1 : encode(document);
        long sequence = appender.change(TABLE, 0, key, 0, keyLength, before, 0, oldLength, image, 0, length);
        announced = sequence;
        if (document == null) {
            index.remove(key, 0, keyLength);
            lengths.remove(id);
        } else {
            index.put(key, 0, keyLength, image, 0, length, sequence);
            lengths.put(id, length);
        }
        states.add(state);
        return sequence;
    }

    /** Makes the secondary index, number 0. */
    IndexDefinition addIndex(boolean multi) {
        IndexDefinition definition = new IndexDefinition(0, "i", Expressions.row("v"), multi);
        secondary = index.addSecondary(keys(definition));
        while (!secondary.ready()) {
            index.work(16);
        }
        return definition;
    }

    private IndexKeys keys(IndexDefinition definition) {
        return new IndexKeys(definition.expression(), definition.multi(), dictionary);
    }

    void dropIndex() {
        commit();
        indexDropped = true;
        index.removeSecondary(secondary);
    }

    /** Whole keys of the entries of a document in an index. */
    List<byte[]> keys(IndexDefinition definition, Map<String, Object> document) {
        IndexKeys keys = keys(definition);
        DocumentWriter encoded = new DocumentWriter(dictionary, dictionary.limits());
        encoded.reset().putAll(document).finish();
        keys.of(encoded.buffer(), encoded.offset(), encoded.length());
        List<byte[]> found = new ArrayList<>();
        for (int i = 0; i < keys.count(); i++) {
            byte[] bytes = new byte[keys.length(i)];
            keys.buffer().getBytes(keys.offset(i), bytes);
            found.add(bytes);
        }
        return found;
    }

    public long commit() {
        if (appender.isOpen()) {
            appender.commit();
        }
        return journal.lastSequence();
    }

    void dropTable() {
        commit();
        appender.open(0);
        announced = appender.tableDropped(TABLE, 0);
        appender.commit();
        dropped = true;
        index.close();
    }

    byte[] encoded(String id) {
        int length = encoder.encode(id, key, 0);
        byte[] bytes = new byte[length];
        key.getBytes(0, bytes);
        return bytes;
    }

    KeyRange only(String id, int copies) {
        return KeyRange.point(encoded(id), copies);
    }

    Map<String, Object> document(DirectBuffer buffer, int offset, int length) {
        return new TreeMap<>(
                new Document(dictionary).wrap(buffer, offset, length).toMap());
    }

    private DirectBuffer read(String id) {
        io.tailrace.index.ReadCopy copy = new io.tailrace.index.ReadCopy();
        int length = encoder.encode(id, key, 0);
        index.read(key, 0, length, copy);
        return copy.buffer();
    }

    private int encode(Map<String, Object> document) {
        writer.reset().putAll(document).finish();
        DirectBuffer encoded = writer.buffer();
        if (Interner.needed(encoded, writer.offset())) {
            return interner.intern(encoded, writer.offset(), writer.length(), image, 0);
        }
        image.putBytes(0, encoded, writer.offset(), writer.length());
        return writer.length();
    }

    @Override
    public JournalReader reader(long fromSequence) {
        return super.reader(fault == MembersFault.LOST_OLD_IMAGE ? lastSequence() + 1 : fromSequence);
    }

    @Override
    public long appliedSequence() {
        return fault == MembersFault.FORGOTTEN_WAIT ? lastSequence() : announced;
    }

    @Override
    public Index index(int tableId) {
        if (dropped) {
            throw new UnknownTableException("t");
        }
        return index;
    }

    @Override
    public EntryScan scan(int tableId, int indexId) {
        index(tableId);
        if (indexDropped) {
            throw new UnknownIndexException("t", "i");
        }
        EntryScan scan = indexId < 0 ? index.entries() : secondary.scan();
        while (!scan.ready()) {
            index.work(16);
        }
        return scan;
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNs) {
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            waits++;
            commit();
        }
        return true;
    }
}
