package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.DocumentException;
import java.io.IOException;
import java.io.OutputStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes JSON text into an off-heap buffer of its own. Not thread safe; does not allocate but to grow.
 *
 * <p>Every value has one text: integers plain; floats in the shortest form that reads back as the same float, with a
 * point or an exponent, the same on every JDK; times and bytes as {@code $reql_type$} objects; fields in the order of
 * their UTF-8 names, which are kept encoded in the shape. Commas are put where they belong; the caller keeps beginnings
 * and ends in balance.
 */
public final class JsonWriter {
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] TRUE = JsonText.ascii("true");
    private static final byte[] FALSE = JsonText.ascii("false");
    private static final int MAX_TEXT = Integer.MAX_VALUE - 8;
    private static final int SHORT_TEXT = 256;
    private static final int COPY_STEP = 8_192;

    private final Dictionary dictionary;
    private final GrowingBuffer out;
    private final GrowingBuffer encoded;
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
    private final TextEncoder texts = new TextEncoder();
    private byte[] step;
    private boolean commaDue;

    /**
     * A writer for documents of one journal.
     *
     * @param dictionary names and shapes of the encoded documents given to {@link #document(DirectBuffer, int, int)}
     */
    public JsonWriter(Dictionary dictionary) {
        this.dictionary = dictionary;
        out = new GrowingBuffer("jsonBytes", MAX_TEXT, MAX_TEXT);
        encoded = new GrowingBuffer("jsonBytes", MAX_TEXT, MAX_TEXT);
    }

    /** A writer for one short text without documents, such as a key, which is on the heap while it is short. */
    JsonWriter() {
        dictionary = null;
        out = shortText();
        encoded = shortText();
    }

    private static GrowingBuffer shortText() {
        return new GrowingBuffer(new UnsafeBuffer(new byte[SHORT_TEXT]), "jsonBytes", MAX_TEXT, MAX_TEXT);
    }

    /**
     * Forgets the text written so far.
     *
     * @return this
     */
    public JsonWriter reset() {
        out.position = 0;
        commaDue = false;
        return this;
    }

    /**
     * Writes a document as an object.
     *
     * @param document wrapped around a document of any dictionary
     * @return this
     */
    public JsonWriter document(Document document) {
        comma();
        object(document.view(), document.offset(), document.dictionary());
        return this;
    }

    /**
     * Writes an encoded document as an object.
     *
     * @param buffer that holds a document of this writer's dictionary
     * @param offset where it starts
     * @param length its length in bytes
     * @return this
     */
    public JsonWriter document(DirectBuffer buffer, int offset, int length) {
        comma();
        source.wrap(buffer, offset, length);
        object(source, 0, dictionary);
        return this;
    }

    /**
     * Begins an object.
     *
     * @return this
     */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /**
     * Ends the object begun last.
     *
     * @return this
     */
    public JsonWriter endObject() {
        return end('}');
    }

    /**
     * Begins an array.
     *
     * @return this
     */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /**
     * Ends the array begun last.
     *
     * @return this
     */
    public JsonWriter endArray() {
        return end(']');
    }

    /**
     * Writes the name of the value that follows.
     *
     * @param name any valid text
     * @return this
     */
    public JsonWriter name(String name) {
        value(name);
        JsonText.append(out, ':');
        commaDue = false;
        return this;
    }

    /**
     * Writes an integer.
     *
     * @param value any
     * @return this
     */
    public JsonWriter value(long value) {
        comma();
        JsonText.integer(out, value);
        return this;
    }

    /**
     * Writes a float in the shortest form that reads back.
     *
     * @param value finite
     * @return this
     * @throws DocumentException if it is not finite
     */
    public JsonWriter value(double value) {
        if (!Double.isFinite(value)) {
            throw Rejections.notFinite("float", value);
        }
        comma();
        JsonText.floating(out, value);
        return this;
    }

    /**
     * Writes true or false.
     *
     * @param value either
     * @return this
     */
    public JsonWriter value(boolean value) {
        comma();
        JsonText.append(out, value ? TRUE : FALSE);
        return this;
    }

    /**
     * Writes a string.
     *
     * @param value any valid text
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public JsonWriter value(CharSequence value) {
        encoded.position = 0;
        encoded.ensure(Utf8.maxLength(value.length()));
        int length = texts.encode(value, encoded.bytes, 0);
        if (length < 0) {
            throw Rejections.loneSurrogate("string", -1 - length);
        }
        comma();
        JsonText.string(out, encoded.bytes, 0, length);
        return this;
    }

    /**
     * Writes a value of any type.
     *
     * @param value of any dictionary
     * @return this
     */
    public JsonWriter value(Value value) {
        comma();
        switch (value.tag()) {
            case Tag.OBJECT -> {
                Document document = value.document();
                object(document.view(), document.offset(), document.dictionary());
            }
            case Tag.ARRAY -> array(value.array().view(), 0, value.array().dictionary());
            case Tag.STRING ->
                JsonText.string(out, value.text(), 0, value.text().capacity());
            case Tag.BYTES -> JsonText.bytes(out, value.text(), 0, value.text().capacity());
            default -> scalar(value.tag(), value.slot());
        }
        return this;
    }

    /**
     * Writes a string that is UTF-8 already, without checking it.
     *
     * @param utf8 buffer that holds valid UTF-8
     * @param offset where it starts
     * @param length its length in bytes
     * @return this
     */
    public JsonWriter utf8(DirectBuffer utf8, int offset, int length) {
        comma();
        JsonText.string(out, utf8, offset, length);
        return this;
    }

    /**
     * Writes bytes as an object with their text in base 64.
     *
     * @param bytes buffer that holds them
     * @param offset where they start
     * @param length how many
     * @return this
     */
    public JsonWriter bytes(DirectBuffer bytes, int offset, int length) {
        comma();
        JsonText.bytes(out, bytes, offset, length);
        return this;
    }

    /**
     * Writes a time as an object with its seconds since the epoch, exact to the nanosecond.
     *
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public JsonWriter time(long epochNs) {
        comma();
        JsonText.time(out, epochNs);
        return this;
    }

    /**
     * Writes null.
     *
     * @return this
     */
    public JsonWriter nullValue() {
        comma();
        JsonText.append(out, NULL);
        return this;
    }

    /**
     * Ends a text by a line feed; the next value begins a new one.
     *
     * @return this
     */
    public JsonWriter newLine() {
        JsonText.append(out, '\n');
        commaDue = false;
        return this;
    }

    /**
     * The text as UTF-8 from offset 0, valid until the next write or reset.
     *
     * @return the buffer, larger than the text
     */
    public DirectBuffer buffer() {
        return out.bytes;
    }

    /** {@return the length of the text, in bytes} */
    public int length() {
        return out.position;
    }

    /**
     * Writes the text out; it stays here too.
     *
     * @param stream where to
     * @throws IOException if the stream throws it
     */
    public void copyTo(OutputStream stream) throws IOException {
        if (step == null) {
            step = new byte[COPY_STEP];
        }
        for (int from = 0; from < out.position; from += COPY_STEP) {
            int length = Math.min(COPY_STEP, out.position - from);
            out.bytes.getBytes(from, step, 0, length);
            stream.write(step, 0, length);
        }
    }

    /** The text as a string; allocates. */
    @Override
    public String toString() {
        return out.bytes.getStringWithoutLengthUtf8(0, out.position);
    }

    private JsonWriter begin(char bracket) {
        comma();
        JsonText.append(out, bracket);
        commaDue = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        JsonText.append(out, bracket);
        commaDue = true;
        return this;
    }

    private void comma() {
        if (commaDue) {
            JsonText.append(out, ',');
        }
        commaDue = true;
    }

    private void object(UnsafeBuffer buffer, int object, Dictionary names) {
        int count = DocumentDescriptor.fieldCount(buffer, object);
        int slots = DocumentDescriptor.slots(buffer, object);
        Shape shape = DocumentDescriptor.isInline(buffer, object)
                ? null
                : names.shape(DocumentDescriptor.shapeId(buffer, object));
        JsonText.append(out, '{');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                JsonText.append(out, ',');
            }
            if (shape != null) {
                JsonText.append(out, shape.field(i).json);
            } else {
                int name = DocumentDescriptor.nameOffset(buffer, object, count, i);
                JsonText.string(out, buffer, name, DocumentDescriptor.nameLength(buffer, object, i));
                JsonText.append(out, ':');
            }
            slot(buffer, slots, count, i, names);
        }
        JsonText.append(out, '}');
    }

    private void array(UnsafeBuffer buffer, int array, Dictionary names) {
        int count = DocumentDescriptor.elementCount(buffer, array);
        int slots = DocumentDescriptor.arraySlots(array);
        JsonText.append(out, '[');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                JsonText.append(out, ',');
            }
            slot(buffer, slots, count, i, names);
        }
        JsonText.append(out, ']');
    }

    private void slot(UnsafeBuffer buffer, int slots, int count, int index, Dictionary names) {
        byte tag = DocumentDescriptor.tag(buffer, slots, count, index);
        long slot = DocumentDescriptor.slot(buffer, slots, index);
        int at = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
        switch (tag) {
            case Tag.STRING -> JsonText.string(out, buffer, at, DocumentDescriptor.lengthOf(slot));
            case Tag.BYTES -> JsonText.bytes(out, buffer, at, DocumentDescriptor.lengthOf(slot));
            case Tag.OBJECT -> object(buffer, at, names);
            case Tag.ARRAY -> array(buffer, at, names);
            default -> scalar(tag, slot);
        }
    }

    private void scalar(byte tag, long slot) {
        switch (tag) {
            case Tag.NULL -> JsonText.append(out, NULL);
            case Tag.BOOLEAN -> JsonText.append(out, slot != 0 ? TRUE : FALSE);
            case Tag.INTEGER -> JsonText.integer(out, slot);
            case Tag.FLOAT -> JsonText.floating(out, Double.longBitsToDouble(slot));
            case Tag.TIME -> JsonText.time(out, slot);
            default -> throw Rejections.unknownTag(tag);
        }
    }
}
