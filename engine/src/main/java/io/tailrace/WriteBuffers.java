package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.KeyEncoder;
import io.tailrace.document.MeasuredDocument;
import io.tailrace.json.JsonReader;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What a write is composed in; of one write at a time, and of one thread. */
final class WriteBuffers {
    final DocumentWriter writer;
    /** What the writer has measured. */
    final MeasuredDocument measured;

    final KeyEncoder keys;
    final Document document;
    final JsonReader json = new JsonReader();
    final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));
    final UnsafeBuffer documentKey = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));
    private final Engine engine;

    /** Null until a document comes without a key. */
    private DocumentWriter keyed;

    WriteBuffers(Engine engine) {
        this.engine = engine;
        writer = new DocumentWriter(engine.dictionary(), engine.limits());
        measured = writer::encode;
        keys = new KeyEncoder(engine.limits());
        document = new Document(engine.dictionary());
    }

    /** Takes what was composed and the key made for it. */
    DocumentWriter keyed() {
        if (keyed == null) {
            keyed = new DocumentWriter(engine.dictionary(), engine.limits());
        }
        return keyed;
    }
}
