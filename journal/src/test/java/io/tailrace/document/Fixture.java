package io.tailrace.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A dictionary with a writer and an interner, as one engine has them. */
final class Fixture implements CatalogueSink {
    final DocumentLimits limits;
    final Dictionary dictionary;
    final DocumentWriter writer;
    final Interner interner;
    final List<String> reported = new ArrayList<>();
    RuntimeException refusal;

    Fixture() {
        this(new DocumentLimits());
    }

    Fixture(DocumentLimits limits) {
        this.limits = limits;
        dictionary = new Dictionary(limits);
        writer = new DocumentWriter(dictionary, limits);
        interner = new Interner(dictionary, this);
    }

    @Override
    public void onField(int id, DirectBuffer name, int offset, int length) {
        refuse();
        reported.add("field " + id + " " + name.getStringWithoutLengthUtf8(offset, length));
    }

    @Override
    public void onShape(int id, int[] fieldIds, int count) {
        refuse();
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < count; i++) {
            ids.append(' ').append(fieldIds[i]);
        }
        reported.add("shape " + id + ids);
    }

    private void refuse() {
        if (refusal != null) {
            throw refusal;
        }
    }

    /** What the writer has finished, copied. */
    Document copied() {
        byte[] bytes = new byte[writer.length()];
        writer.buffer().getBytes(writer.offset(), bytes);
        return new Document(dictionary).wrap(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    Document encoded(Map<String, ?> values) {
        writer.reset().putAll(values).finish();
        return copied();
    }

    Document interned(Document document) {
        UnsafeBuffer result = new UnsafeBuffer(new byte[document.length()]);
        int length = interner.intern(document.buffer(), document.offset(), document.length(), result, 0);
        return new Document(dictionary).wrap(result, 0, length);
    }

    Document interned(Map<String, ?> values) {
        return interned(encoded(values));
    }

    static byte[] bytes(Document document) {
        byte[] bytes = new byte[document.length()];
        document.buffer().getBytes(document.offset(), bytes);
        return bytes;
    }
}
