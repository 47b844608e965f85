package io.tailrace;

import io.tailrace.document.KeyEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** What one thread reuses from call to call. */
final class Session {
    private final Write write;
    private Write second;
    private final List<Write> updates = new ArrayList<>();
    private final Tailrace engine;
    private final List<DocumentBuffer> buffers = new ArrayList<>();
    private final KeyEncoder keys;
    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));

    Session(final Tailrace engine) {
        write = new Write(engine, engine.limits());
        this.engine = engine;
        keys = new KeyEncoder(engine.limits());
    }

    /** This thread's write; another one for a handler that runs while the first waits for room in the ring. */
    Write write() {
        if (!write.isSending()) {
            return write;
        }
        if (second == null) {
            second = new Write(engine, engine.limits());
        }
        return second;
    }

    /** A write for a functional update, whose computation may write with the thread's own; to be released. */
    Write acquireUpdate() {
        return updates.isEmpty() ? new Write(engine, engine.limits()) : updates.remove(updates.size() - 1);
    }

    void release(final Write update) {
        updates.add(update);
    }

    /** A buffer that nobody further up on this thread's stack reads from; to be {@linkplain #release released}. */
    DocumentBuffer acquire() {
        if (buffers.isEmpty()) {
            return new DocumentBuffer(engine.dictionary());
        }
        return buffers.remove(buffers.size() - 1);
    }

    void release(final DocumentBuffer buffer) {
        buffers.add(buffer);
    }

    UnsafeBuffer key() {
        return key;
    }

    int key(final CharSequence value) {
        return keys.encode(value, key, 0);
    }

    int key(final long value) {
        return keys.encode(value, key, 0);
    }

    int key(final Object value) {
        return keys.encodeValue(value, key, 0);
    }
}
