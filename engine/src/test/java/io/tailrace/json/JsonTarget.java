package io.tailrace.json;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.JsonWriter;
import io.tailrace.error.TailraceException;
import io.tailrace.testing.FuzzTarget;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes bytes for a document in JSON, a key and an operation. What is read has to come back from what is written of it.
 */
public final class JsonTarget implements FuzzTarget {
    private final DocumentLimits limits = new DocumentLimits();
    private final Dictionary dictionary = new Dictionary(limits);
    private final JsonReader reader = new JsonReader();
    private final JsonOperationReader operations = new JsonOperationReader(dictionary, limits);
    private final JsonWriter json = new JsonWriter(dictionary);
    private final DocumentWriter writer = new DocumentWriter(dictionary, limits);

    /** One that knows no names. */
    public JsonTarget() {}

    @Override
    public boolean takes(byte[] input) {
        ends(() -> operations.read(input, 0, input.length));
        ends(() -> reader.value(new String(input, StandardCharsets.UTF_8)));
        byte[] read = document(input, 0, input.length);
        json.reset().document(new Document(dictionary).wrap(writer.buffer(), writer.offset(), writer.length()));
        byte[] written = new byte[json.length()];
        json.buffer().getBytes(0, written);
        if (!Arrays.equals(document(written, 0, written.length), read)) {
            throw new AssertionError("another document comes back: " + new String(written, StandardCharsets.UTF_8));
        }
        return true;
    }

    private byte[] document(byte[] text, int offset, int length) {
        reader.read(text, offset, length, writer.reset());
        writer.finish();
        byte[] bytes = new byte[writer.length()];
        writer.buffer().getBytes(writer.offset(), bytes);
        return bytes;
    }

    private static void ends(Runnable reading) {
        try {
            reading.run();
        } catch (TailraceException e) {
            assert !e.getMessage().isEmpty() : "a refusal without a word";
        }
    }
}
