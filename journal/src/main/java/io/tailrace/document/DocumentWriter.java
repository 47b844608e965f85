package io.tailrace.document;

import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Encodes documents, one after the other. Not thread safe; after warm-up it does not allocate for orders of fields that
 * it has met before.
 *
 * <p>A field that is put twice keeps its last value. A document whose set of names is interned refers to that shape,
 * any other carries its names itself; writers never intern. What is thrown for a bad value leaves the document
 * unfinished: {@link #reset()} makes the writer usable again. Calls out of place, such as an element outside an array,
 * throw {@link IllegalStateException}.
 *
 * <p>Handles and names are interchangeable; a handle saves the look-up.
 */
public final class DocumentWriter {
    private final DocumentLimits limits;
    private final OpenValues values;
    private final GrowingBuffer encoded;
    private int length;

    /**
     * A writer for documents of one journal.
     *
     * @param dictionary names and shapes of the journal
     * @param limits what is refused
     */
    public DocumentWriter(final Dictionary dictionary, final DocumentLimits limits) {
        this.limits = limits;
        values = new OpenValues(dictionary, limits);
        encoded = new GrowingBuffer("documentBytes", limits.documentBytes(), limits.documentBytes());
        reset();
    }

    /**
     * The dictionary given at construction.
     *
     * @return the dictionary
     */
    public Dictionary dictionary() {
        return values.dictionary;
    }

    /**
     * Forgets the document, finished or not, and begins a new one.
     *
     * @return this
     */
    public DocumentWriter reset() {
        length = 0;
        values.reset();
        return this;
    }

    /**
     * Puts an integer.
     *
     * @param field handle of the name
     * @param value any
     * @return this
     */
    public DocumentWriter put(final Field field, final long value) {
        named(field);
        values.place(field, Tag.INTEGER, value);
        return this;
    }

    /**
     * Puts an integer, by name.
     *
     * @param name name of the field
     * @param value any
     * @return this
     */
    public DocumentWriter put(final String name, final long value) {
        return put(values.field(name), value);
    }

    /**
     * Puts a float.
     *
     * @param field handle of the name
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public DocumentWriter put(final Field field, final double value) {
        named(field);
        values.place(field, Tag.FLOAT, BoxedInput.floatBits(field, value));
        return this;
    }

    /**
     * Puts a float, by name.
     *
     * @param name name of the field
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public DocumentWriter put(final String name, final double value) {
        return put(values.field(name), value);
    }

    /**
     * Puts a boolean.
     *
     * @param field handle of the name
     * @param value either
     * @return this
     */
    public DocumentWriter put(final Field field, final boolean value) {
        named(field);
        values.place(field, Tag.BOOLEAN, value ? 1 : 0);
        return this;
    }

    /**
     * Puts a boolean, by name.
     *
     * @param name name of the field
     * @param value either
     * @return this
     */
    public DocumentWriter put(final String name, final boolean value) {
        return put(values.field(name), value);
    }

    /**
     * Puts a string.
     *
     * @param field handle of the name
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public DocumentWriter put(final Field field, final CharSequence value) {
        named(field);
        values.place(field, Tag.STRING, text(field, value));
        return this;
    }

    /**
     * Puts a string, by name.
     *
     * @param name name of the field
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public DocumentWriter put(final String name, final CharSequence value) {
        return put(values.field(name), value);
    }

    /**
     * Puts null.
     *
     * @param field handle of the name
     * @return this
     */
    public DocumentWriter putNull(final Field field) {
        named(field);
        values.place(field, Tag.NULL, 0);
        return this;
    }

    /**
     * Puts null, by name.
     *
     * @param name name of the field
     * @return this
     */
    public DocumentWriter putNull(final String name) {
        return putNull(values.field(name));
    }

    /**
     * Puts a time.
     *
     * @param field handle of the name
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public DocumentWriter putTime(final Field field, final long epochNs) {
        named(field);
        values.place(field, Tag.TIME, epochNs);
        return this;
    }

    /**
     * Puts a time, by name.
     *
     * @param name name of the field
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public DocumentWriter putTime(final String name, final long epochNs) {
        return putTime(values.field(name), epochNs);
    }

    /**
     * Puts bytes.
     *
     * @param field handle of the name
     * @param source buffer that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public DocumentWriter putBytes(final Field field, final DirectBuffer source, final int offset, final int count) {
        named(field);
        values.place(field, Tag.BYTES, values.bytes(field, source, offset, count));
        return this;
    }

    /**
     * Puts bytes, by name.
     *
     * @param name name of the field
     * @param source buffer that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public DocumentWriter putBytes(final String name, final DirectBuffer source, final int offset, final int count) {
        return putBytes(values.field(name), source, offset, count);
    }

    /**
     * Puts bytes.
     *
     * @param field handle of the name
     * @param source array that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public DocumentWriter putBytes(final Field field, final byte[] source, final int offset, final int count) {
        named(field);
        values.place(field, Tag.BYTES, values.bytes(field, source, offset, count));
        return this;
    }

    /**
     * Puts bytes, by name.
     *
     * @param name name of the field
     * @param source array that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public DocumentWriter putBytes(final String name, final byte[] source, final int offset, final int count) {
        return putBytes(values.field(name), source, offset, count);
    }

    /**
     * Puts a string that is UTF-8 already.
     *
     * @param field handle of the name
     * @param source buffer that holds it
     * @param offset where it starts
     * @param count its length in bytes
     * @return this
     * @throws DocumentException if it is not valid UTF-8
     */
    public DocumentWriter putUtf8(final Field field, final DirectBuffer source, final int offset, final int count) {
        named(field);
        values.place(field, Tag.STRING, utf8(field, source, offset, count));
        return this;
    }

    /**
     * Puts a string that is UTF-8 already, by name.
     *
     * @param name name of the field
     * @param source buffer that holds it
     * @param offset where it starts
     * @param count its length in bytes
     * @return this
     * @throws DocumentException if it is not valid UTF-8
     */
    public DocumentWriter putUtf8(final String name, final DirectBuffer source, final int offset, final int count) {
        return putUtf8(values.field(name), source, offset, count);
    }

    /**
     * Puts a document as a nested object.
     *
     * @param field handle of the name
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final Field field, final Document value) {
        named(field);
        ValueCopy.nested(values, field, value.dictionary(), value.view(), value.offset(), Tag.OBJECT);
        return this;
    }

    /**
     * Puts a document as a nested object, by name.
     *
     * @param name name of the field
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final String name, final Document value) {
        return put(values.field(name), value);
    }

    /**
     * Puts an array.
     *
     * @param field handle of the name
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final Field field, final ArrayView value) {
        named(field);
        ValueCopy.nested(values, field, value.dictionary(), value.view(), 0, Tag.ARRAY);
        return this;
    }

    /**
     * Puts an array, by name.
     *
     * @param name name of the field
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final String name, final ArrayView value) {
        return put(values.field(name), value);
    }

    /**
     * Puts a value of any type.
     *
     * @param field handle of the name
     * @param value of any dictionary; a string in it is taken to be valid UTF-8
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final Field field, final Value value) {
        ValueCopy.value(values, named(field), value);
        return this;
    }

    /**
     * Puts a value of any type, by name.
     *
     * @param name name of the field
     * @param value of any dictionary; a string in it is taken to be valid UTF-8
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final String name, final Value value) {
        return put(values.field(name), value);
    }

    /**
     * Puts a plain Java object.
     *
     * @param field handle of the name
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable, Document
     *     or ArrayView
     * @return this
     * @throws DocumentException if it is, or holds, anything else
     */
    public DocumentWriter putValue(final Field field, final Object value) {
        named(field);
        BoxedInput.value(values, field, value);
        return this;
    }

    /**
     * Puts a plain Java object, by name.
     *
     * @param name name of the field
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable, Document
     *     or ArrayView
     * @return this
     * @throws DocumentException if it is, or holds, anything else
     */
    public DocumentWriter putValue(final String name, final Object value) {
        return putValue(values.field(name), value);
    }

    /**
     * Puts one value of another document, whatever its type; does nothing if it is absent there.
     *
     * @param field handle of the name
     * @param source document of any dictionary
     * @param sourceField which value
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter put(final Field field, final Document source, final Field sourceField) {
        final int index = source.index(sourceField);
        if (index >= 0) {
            source.copy(index, values, named(field));
        }
        return this;
    }

    /**
     * Puts all fields of another document.
     *
     * @param source document of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter putAll(final Document source) {
        ValueCopy.fields(values, source.dictionary(), source.view(), source.offset());
        return this;
    }

    /**
     * Puts all entries of a map.
     *
     * @param entries names and values as {@link #putValue(Field, Object)} takes them
     * @return this
     * @throws DocumentException if a value is of no type a document has
     */
    public DocumentWriter putAll(final Map<String, ?> entries) {
        BoxedInput.fields(values, entries);
        return this;
    }

    /**
     * Adds an integer to the innermost array.
     *
     * @param value any
     * @return this
     */
    public DocumentWriter add(final long value) {
        values.place(null, Tag.INTEGER, value);
        return this;
    }

    /**
     * Adds a float to the innermost array.
     *
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public DocumentWriter add(final double value) {
        values.place(null, Tag.FLOAT, BoxedInput.floatBits(null, value));
        return this;
    }

    /**
     * Adds a boolean to the innermost array.
     *
     * @param value either
     * @return this
     */
    public DocumentWriter add(final boolean value) {
        values.place(null, Tag.BOOLEAN, value ? 1 : 0);
        return this;
    }

    /**
     * Adds a string to the innermost array.
     *
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public DocumentWriter add(final CharSequence value) {
        values.place(null, Tag.STRING, text(null, value));
        return this;
    }

    /**
     * Adds null to the innermost array.
     *
     * @return this
     */
    public DocumentWriter addNull() {
        values.place(null, Tag.NULL, 0);
        return this;
    }

    /**
     * Adds a time to the innermost array.
     *
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public DocumentWriter addTime(final long epochNs) {
        values.place(null, Tag.TIME, epochNs);
        return this;
    }

    /**
     * Adds bytes to the innermost array.
     *
     * @param source buffer that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public DocumentWriter addBytes(final DirectBuffer source, final int offset, final int count) {
        values.place(null, Tag.BYTES, values.bytes(null, source, offset, count));
        return this;
    }

    /**
     * Adds bytes to the innermost array.
     *
     * @param source array that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public DocumentWriter addBytes(final byte[] source, final int offset, final int count) {
        values.place(null, Tag.BYTES, values.bytes(null, source, offset, count));
        return this;
    }

    /**
     * Adds a string that is UTF-8 already to the innermost array.
     *
     * @param source buffer that holds it
     * @param offset where it starts
     * @param count its length in bytes
     * @return this
     * @throws DocumentException if it is not valid UTF-8
     */
    public DocumentWriter addUtf8(final DirectBuffer source, final int offset, final int count) {
        values.place(null, Tag.STRING, utf8(null, source, offset, count));
        return this;
    }

    /**
     * Adds a document as a nested object to the innermost array.
     *
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter add(final Document value) {
        ValueCopy.nested(values, null, value.dictionary(), value.view(), value.offset(), Tag.OBJECT);
        return this;
    }

    /**
     * Adds an array to the innermost array.
     *
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter add(final ArrayView value) {
        ValueCopy.nested(values, null, value.dictionary(), value.view(), 0, Tag.ARRAY);
        return this;
    }

    /**
     * Adds a value of any type to the innermost array.
     *
     * @param value of any dictionary; a string in it is taken to be valid UTF-8
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter add(final Value value) {
        ValueCopy.value(values, null, value);
        return this;
    }

    /**
     * Adds a plain Java object to the innermost array.
     *
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable, Document
     *     or ArrayView
     * @return this
     * @throws DocumentException if it is, or holds, anything else
     */
    public DocumentWriter addValue(final Object value) {
        BoxedInput.value(values, null, value);
        return this;
    }

    /**
     * Begins an object as the value of a field.
     *
     * @param field handle of the name
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter beginObject(final Field field) {
        values.open(named(field), false);
        return this;
    }

    /**
     * Begins an object as the value of a field, by name.
     *
     * @param name name of the field
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter beginObject(final String name) {
        values.open(values.field(name), false);
        return this;
    }

    /**
     * Begins an object as an element of the innermost array.
     *
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter beginObject() {
        values.open(null, false);
        return this;
    }

    /**
     * Begins an array as the value of a field.
     *
     * @param field handle of the name
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter beginArray(final Field field) {
        values.open(named(field), true);
        return this;
    }

    /**
     * Begins an array as the value of a field, by name.
     *
     * @param name name of the field
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter beginArray(final String name) {
        values.open(values.field(name), true);
        return this;
    }

    /**
     * Begins an array as an element of the innermost array.
     *
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter beginArray() {
        values.open(null, true);
        return this;
    }

    /**
     * Ends the object or array begun last.
     *
     * @return this
     * @throws LimitException if a limit is passed
     */
    public DocumentWriter end() {
        values.close();
        return this;
    }

    /**
     * Ends the document, which is then found in {@link #buffer()} until the next {@link #reset()}.
     *
     * @return its length in bytes
     * @throws LimitException if it has too many fields or bytes
     */
    public int finish() {
        if (!values.isComplete()) {
            throw new IllegalStateException(
                    values.isFinished()
                            ? "the document is finished, reset() begins the next one"
                            : "finish() with an object or array still open, end() it first");
        }
        final PutPlan plan = values.plan();
        final int size = ValueLayout.length(values, plan);
        if (size > limits.documentBytes()) {
            throw new LimitException("documentBytes", size, limits.documentBytes());
        }
        encoded.ensure(size);
        ValueLayout.write(values, plan, encoded.bytes, 0, size);
        values.finish();
        length = size;
        return size;
    }

    /**
     * Holds the finished document.
     *
     * @return the same buffer at every call; it is larger than the document
     */
    public MutableDirectBuffer buffer() {
        return encoded.bytes;
    }

    /**
     * Where the finished document starts in the buffer.
     *
     * @return offset in bytes
     */
    public int offset() {
        return 0;
    }

    /**
     * Length of the finished document.
     *
     * @return bytes, 0 while it is not finished
     */
    public int length() {
        return length;
    }

    OpenValues values() {
        return values;
    }

    private static Field named(final Field field) {
        return Objects.requireNonNull(field, "field is null");
    }

    private long text(final Field field, final CharSequence value) {
        if (value == null) {
            throw new DocumentException(Rejections.where(field) + " is given null as text, use putNull or addNull");
        }
        return values.text(field, value);
    }

    private long utf8(final Field field, final DirectBuffer source, final int offset, final int count) {
        final int malformed = Utf8.firstMalformed(source, offset, count);
        if (malformed >= 0) {
            throw Rejections.malformedUtf8(Rejections.where(field), malformed);
        }
        return values.bytes(field, source, offset, count);
    }
}
