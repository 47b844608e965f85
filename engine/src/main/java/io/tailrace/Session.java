package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.document.KeyEncoder;
import io.tailrace.write.Batch;
import io.tailrace.write.Gathered;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What one thread reuses from call to call. */
final class Session {
    /** Whether what was lent is never lent again, so that whoever kept it is told: where assertions are on. */
    static final boolean LENDING = Session.class.desiredAssertionStatus();

    /**
     * Writes that are over and wait for their turn, a power of two: one that was kept is told until as many have been
     * begun.
     */
    static final int WRITES = 16;

    /*
     * Writes are small and go round, the one that has been over for longest first; what they are composed in is large
     * and used again at once. Both are with the write while it is in the making, so any number may be; one that is
     * forgotten takes what it has with it.
     */
    private final Write[] over = new Write[WRITES];
    private int overFirst;
    private int overCount;
    private final List<WriteBuffers> writeBuffers = new ArrayList<>();
    private final List<Write> updates = new ArrayList<>();

    /** Those whose documents are being computed, the innermost last. */
    private final List<Write> computed = new ArrayList<>();

    private final Engine engine;
    private final List<DocumentBuffer> buffers = new ArrayList<>();
    private final KeyEncoder keys;
    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));

    private final boolean lending;

    Session(Engine engine) {
        this(engine, LENDING);
    }

    Session(Engine engine, boolean lending) {
        this.engine = engine;
        this.lending = lending;
        keys = new KeyEncoder(engine.limits());
    }

    /** A write that nobody composes; it comes back by {@link #release(Write, WriteBuffers)}. */
    Write write() {
        if (overCount < WRITES) {
            return new Write(engine, this, false);
        }
        Write write = over[overFirst];
        overFirst = overFirst + 1 & WRITES - 1;
        overCount--;
        return write;
    }

    WriteBuffers takeBuffers() {
        return writeBuffers.isEmpty() ? new WriteBuffers(engine) : writeBuffers.remove(writeBuffers.size() - 1);
    }

    /**
     * Takes back a write that is over, null where it still waits, and its buffers, which somebody may hold where they
     * were lent.
     */
    void release(Write write, WriteBuffers free) {
        writeBuffers.add(free);
        if (write != null && !lending && overCount < WRITES) {
            over[overFirst + overCount & WRITES - 1] = write;
            overCount++;
        }
    }

    /** A write that keeps its buffers, for a computation that may write too; to be released. */
    Write acquireUpdate() {
        return updates.isEmpty() ? new Write(engine, this, true) : updates.remove(updates.size() - 1);
    }

    void release(Write update) {
        update.over();
        if (!lending && !update.isPending()) {
            updates.add(update);
        }
    }

    /** Computes a document, which only that may write meanwhile: else it would be computed anew, and so on. */
    boolean compute(Write write, DocumentUpdate update, Document current) {
        computed.add(write);
        try {
            return update.apply(current, write.document());
        } finally {
            computed.remove(computed.size() - 1);
        }
    }

    /** Computes one likewise, begun with its key, from the stored one and one to insert. */
    Map<String, Object> resolve(
            Write write,
            ConflictFunction function,
            Object value,
            Map<String, Object> oldVal,
            Map<String, Object> newVal) {
        computed.add(write);
        try {
            return function.resolve(value, oldVal, newVal);
        } finally {
            computed.remove(computed.size() - 1);
        }
    }

    /** Refuses to write a document that is being computed further up on this thread's stack. */
    void checkNotComputed(TableName table, DirectBuffer encoded, int length) {
        for (int i = 0; i < computed.size(); i++) {
            if (computed.get(i).isAbout(table, encoded, length)) {
                throw computed.get(i).computed();
            }
        }
    }

    /** Refuses to write several, if one of them is. */
    void checkNotComputed(Gathered writes) {
        for (int i = 0; i < computed.size(); i++) {
            if (computed.get(i).isAboutOneIn(writes)) {
                throw computed.get(i).computed();
            }
        }
    }

    /** Refuses to write several together, if one of them is. */
    void checkNotComputed(Batch batch) {
        for (int i = 0; i < computed.size(); i++) {
            if (computed.get(i).isAboutOneIn(batch)) {
                throw computed.get(i).computed();
            }
        }
    }

    /** A buffer that nobody further up on this thread's stack reads from; to be {@linkplain #release released}. */
    DocumentBuffer acquire() {
        if (buffers.isEmpty()) {
            return new DocumentBuffer(engine.dictionary());
        }
        return buffers.remove(buffers.size() - 1);
    }

    void release(DocumentBuffer buffer) {
        if (lending) {
            buffer.takeBack();
        } else {
            buffers.add(buffer);
        }
    }

    UnsafeBuffer key() {
        return key;
    }

    int key(CharSequence value) {
        return keys.encode(value, key, 0);
    }

    int key(long value) {
        return keys.encode(value, key, 0);
    }

    int key(Object value) {
        return keys.encodeValue(value, key, 0);
    }
}
