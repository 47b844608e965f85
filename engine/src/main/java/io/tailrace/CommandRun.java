package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentMerge;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.KeyDecoder;
import io.tailrace.document.KeyEncoder;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.write.Ack;
import io.tailrace.write.Operation;
import io.tailrace.write.WriteError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One command under way. Not thread safe.
 *
 * <p>Where nothing is to be returned and no function decides, each document is one write among many in flight. Else it
 * is computed here from the stored one and written if that is still the same, so that what is returned is exact.
 */
final class CommandRun implements AutoCloseable {
    /** Computes what becomes of a document; in {@link #write}, begun at its version. */
    @FunctionalInterface
    private interface Step {
        /** False where there is nothing to do. The stored document is null when there is none. */
        boolean compose(Document old, long version);
    }

    private final Engine engine;
    private final TableName table;
    private final Session session;
    private final Write write;
    private final DocumentBuffer current;
    private final CommandTally tally;
    private final boolean exact;
    private final KeyEncoder keys;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
    private final DocumentMerge merge = new DocumentMerge();
    private int keyLength;
    private Document encodedPatch;

    CommandRun(Engine engine, TableName table, ReturnChanges which) {
        engine.ring().checkMayWait();
        this.engine = engine;
        this.table = table;
        session = engine.session();
        write = session.acquireUpdate();
        current = session.acquire();
        tally = new CommandTally(engine, table, which);
        exact = which != ReturnChanges.NO;
        keys = new KeyEncoder(engine.limits());
    }

    @Override
    public void close() {
        session.release(write);
        session.release(current);
    }

    WriteResult result() {
        return tally.result();
    }

    /** Stands at the document with this key. */
    void key(Object value) {
        keyLength = keys.encodeValue(value, key, 0);
    }

    /** Stands at one of the documents a table had. */
    void key(CommandKeys all, int index) {
        keyLength = all.length(index);
        key.putBytes(0, all.buffer(), all.offset(index), keyLength);
    }

    private Object key() {
        return new KeyDecoder().value(key, 0, keyLength);
    }

    private Document encoded(Map<String, ?> map) {
        DocumentWriter writer = new DocumentWriter(engine.dictionary(), engine.limits());
        int length = writer.putAll(map).finish();
        return new Document(engine.dictionary()).wrap(writer.buffer(), writer.offset(), length);
    }

    void insert(Map<String, ?> document, Conflict conflict, ConflictFunction function) {
        Map<String, Object> whole = new LinkedHashMap<>(document);
        String made = whole.containsKey(table.keyField()) ? null : engine.newKey();
        if (made != null) {
            whole.put(table.keyField(), made);
        }
        Object value = whole.get(table.keyField());
        try {
            key(value);
            if (exact || function != null) {
                decide(insertion(whole, conflict, function), made);
            } else {
                write.begin(table, conflict.operation()).putAll(whole);
                send(value, made);
            }
        } catch (DocumentException | LimitException e) {
            tally.refused(null, tally.reason(e));
        }
    }

    private Step insertion(Map<String, Object> whole, Conflict conflict, ConflictFunction function) {
        return (old, version) -> {
            if (old == null) {
                return store(version, whole);
            }
            if (function != null) {
                Map<String, Object> oldVal = old.toMap();
                Map<String, Object> newVal = encoded(whole).toMap();
                Write computed = begin(Operation.UPSERT, version);
                return storeOrDelete(version, session.resolve(computed, function, key(), oldVal, newVal));
            }
            return switch (conflict) {
                case ERROR -> throw new DocumentException(tally.duplicate(whole.get(table.keyField())));
                case REPLACE -> store(version, whole);
                case UPDATE -> merge(version, old, encoded(whole));
            };
        };
    }

    void update(Map<String, ?> patch) {
        if (exact || patch.containsKey(table.keyField())) {
            decide((old, version) -> old != null && merge(version, old, encodedPatch(patch)), null);
            return;
        }
        try {
            write.begin(table, Operation.UPDATE).encodedKey(key, 0, keyLength);
            write.putAll(encodedPatch(patch));
            send(null, null);
        } catch (DocumentException | LimitException e) {
            tally.refused(null, tally.reason(e));
        }
    }

    /** The patch as a document, once for all that it is merged into. */
    private Document encodedPatch(Map<String, ?> patch) {
        if (encodedPatch == null) {
            encodedPatch = encoded(Patches.encoded(patch));
        }
        return encodedPatch;
    }

    void replace(Map<String, ?> document) {
        if (exact || document != null) {
            decide((old, version) -> (old != null || document != null) && storeOrDelete(version, document), null);
        } else {
            delete();
        }
    }

    void delete() {
        if (exact) {
            decide((old, version) -> old != null && storeOrDelete(version, null), null);
            return;
        }
        write.begin(table, Operation.DELETE).encodedKey(key, 0, keyLength);
        send(null, null);
    }

    private void send(Object value, String made) {
        Ack ack = tally.next(value, made);
        boolean sent = false;
        try {
            write.commit(ack);
            sent = true;
        } finally {
            if (!sent) {
                tally.takeBack();
            }
        }
    }

    private boolean storeOrDelete(long version, Map<String, ?> document) {
        if (document != null) {
            return store(version, document);
        }
        begin(Operation.DELETE, version);
        return true;
    }

    private boolean store(long version, Map<String, ?> document) {
        begin(Operation.UPSERT, version).putAll(document);
        return true;
    }

    private boolean merge(long version, Document old, Document patch) {
        merge.merge(old, patch, table.key(), begin(Operation.UPSERT, version).document());
        return true;
    }

    private Write begin(Operation operation, long version) {
        return write.begin(table, operation).encodedKey(key, 0, keyLength).version(version);
    }

    private void decide(Step step, String made) {
        tally.finish();
        for (int rounds = 1; !attempt(step, made); rounds++) {
            Recomputing.check(rounds, write);
        }
    }

    /** False when the document was changed by somebody else meanwhile. */
    private boolean attempt(Step step, String made) {
        boolean found = current.wrap(engine.readable(table).read(key, 0, keyLength, current.copy()) >= 0);
        Document old = found ? current.document() : null;
        try {
            if (!step.compose(old, current.version())) {
                tally.skipped();
                return true;
            }
            Ack ack = write.commitDecided();
            if (ack.error() == WriteError.VERSION_MISMATCH) {
                return false;
            }
            tally.count(ack, old, write.committed(), made);
        } catch (DocumentException | LimitException e) {
            tally.refused(old, tally.reason(e));
        }
        return true;
    }
}
