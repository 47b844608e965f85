package io.tailrace.document;

import io.tailrace.error.DocumentException;
import io.tailrace.testing.FuzzTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes bytes for a document, and for a key. What the check lets through has to read, and to come back the same. */
public final class DocumentTarget implements FuzzTarget {
    private final Fixture fixture = new Fixture();
    private final DocumentCheck check = new DocumentCheck(fixture.dictionary);
    private final JsonWriter json = new JsonWriter(fixture.dictionary);
    private final KeyDecoder keys = new KeyDecoder();
    private final KeyEncoder keyEncoder = new KeyEncoder(new DocumentLimits());
    private final UnsafeBuffer encoded = new UnsafeBuffer(new byte[1 << 10]);

    /** One that knows some shapes. */
    public DocumentTarget() {
        for (Map<String, Object> shape : shapes()) {
            fixture.interned(shape);
        }
    }

    static Iterable<Map<String, Object>> shapes() {
        return java.util.List.of(
                Map.of("a", 1L),
                Map.of("a", 1L, "b", "text"),
                Map.of("id", "key", "price", 1.5, "size", 3L, "side", true),
                Map.of("x", Map.of("a", 1L, "b", 2L), "y", java.util.List.of(1L, "two", Map.of("a", 3L))));
    }

    @Override
    public boolean takes(byte[] input) {
        key(input);
        boolean taken = document(input);
        if (input.length >= DocumentDescriptor.HEADER_LENGTH) {
            byte[] mended = input.clone();
            ByteBuffer.wrap(mended).order(ByteOrder.LITTLE_ENDIAN).putInt(0, input.length);
            document(mended);
        }
        return taken;
    }

    private boolean document(byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        if (check.defect(buffer, 0, bytes.length) != null) {
            return false;
        }
        try {
            read(new Document(fixture.dictionary).wrap(buffer, 0, bytes.length));
        } catch (DocumentException e) {
            throw new AssertionError("a sound document does not read", e);
        }
        return true;
    }

    private void read(Document document) {
        json.reset().document(document);
        Map<String, Object> values = document.toMap();
        if (values.size() != document.size()) {
            throw new AssertionError("fields=" + document.size() + " with names=" + values.keySet());
        }
        fixture.writer.reset().putAll(values).finish();
        Document copy = fixture.copied();
        if (!ValueOrder.equal(document, copy)
                || !values.equals(copy.toMap()) && !values.toString().contains("[B@")) {
            throw new AssertionError(document + " comes back as " + copy);
        }
    }

    private void key(byte[] bytes) {
        Object value;
        try {
            value = keys.value(new UnsafeBuffer(bytes), 0, bytes.length);
        } catch (DocumentException e) {
            return;
        }
        json.reset();
        keys.appendJson(new UnsafeBuffer(bytes), 0, bytes.length, json);
        keys.text(new UnsafeBuffer(bytes), 0, bytes.length);
        if (bytes.length <= KeyEncoder.MAX_ENCODED_BYTES) {
            int length = keyEncoder.encodeValue(value, encoded, 0);
            if (!keys.text(encoded, 0, length).equals(keys.text(new UnsafeBuffer(bytes), 0, bytes.length))) {
                throw new AssertionError("key=" + value + " comes back as another one");
            }
        }
    }
}
