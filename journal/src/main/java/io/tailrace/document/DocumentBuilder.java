package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.Arguments;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.time.Instant;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The words in which a document is composed, the same wherever one is. Not thread safe.
 *
 * <p>{@code put} gives a field of the innermost object a value, {@code add} the innermost array an element;
 * {@code beginObject} and {@code beginArray} open a new innermost one, which {@link #end()} closes. A field that is put
 * twice keeps its last value. Handles and names are interchangeable; a handle saves the look-up. Calls out of place,
 * such as an element outside an array, throw {@link IllegalStateException}.
 *
 * @param <S> what each method returns, for the next call
 */
public abstract class DocumentBuilder<S extends DocumentBuilder<S>> {
    /** For the classes that compose documents; not to be extended elsewhere. */
    protected DocumentBuilder() {}

    /**
     * {@return the writer that the document is composed in}
     *
     * @throws IllegalStateException if nothing may be composed any more, or not by this thread
     */
    protected abstract DocumentWriter writer();

    private OpenValues values() {
        return writer().values();
    }

    @SuppressWarnings("unchecked")
    private S self() {
        return (S) this;
    }

    /**
     * Puts an integer.
     *
     * @param field handle of the name
     * @param value any
     * @return this
     */
    public final S put(Field field, long value) {
        named(field);
        values().place(field, Tag.INTEGER, value);
        return self();
    }

    /**
     * Puts an integer, by name.
     *
     * @param name name of the field
     * @param value any
     * @return this
     */
    public final S put(String name, long value) {
        return put(values().field(name), value);
    }

    /**
     * Puts a float.
     *
     * @param field handle of the name
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public final S put(Field field, double value) {
        named(field);
        values().place(field, Tag.FLOAT, BoxedInput.floatBits(field, value));
        return self();
    }

    /**
     * Puts a float, by name.
     *
     * @param name name of the field
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public final S put(String name, double value) {
        return put(values().field(name), value);
    }

    /**
     * Puts a boolean.
     *
     * @param field handle of the name
     * @param value either
     * @return this
     */
    public final S put(Field field, boolean value) {
        named(field);
        values().place(field, Tag.BOOLEAN, value ? 1 : 0);
        return self();
    }

    /**
     * Puts a boolean, by name.
     *
     * @param name name of the field
     * @param value either
     * @return this
     */
    public final S put(String name, boolean value) {
        return put(values().field(name), value);
    }

    /**
     * Puts a string.
     *
     * @param field handle of the name
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public final S put(Field field, CharSequence value) {
        named(field);
        values().place(field, Tag.STRING, text(field, value));
        return self();
    }

    /**
     * Puts a string, by name.
     *
     * @param name name of the field
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public final S put(String name, CharSequence value) {
        return put(values().field(name), value);
    }

    /**
     * Puts null.
     *
     * @param field handle of the name
     * @return this
     */
    public final S putNull(Field field) {
        named(field);
        values().place(field, Tag.NULL, 0);
        return self();
    }

    /**
     * Puts null, by name.
     *
     * @param name name of the field
     * @return this
     */
    public final S putNull(String name) {
        return putNull(values().field(name));
    }

    /**
     * Puts a time.
     *
     * @param field handle of the name
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public final S putTime(Field field, long epochNs) {
        named(field);
        values().place(field, Tag.TIME, epochNs);
        return self();
    }

    /**
     * Puts a time, by name.
     *
     * @param name name of the field
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public final S putTime(String name, long epochNs) {
        return putTime(values().field(name), epochNs);
    }

    /**
     * Puts a time.
     *
     * @param field handle of the name
     * @param value of the years 1678 to 2261, not null
     * @return this
     * @throws DocumentException if it is out of range
     */
    public final S put(Field field, Instant value) {
        return putTime(field, BoxedInput.epochNs(given(field, value), field, BoxedInput.ELEMENT));
    }

    /**
     * Puts a time, by name.
     *
     * @param name name of the field
     * @param value of the years 1678 to 2261, not null
     * @return this
     * @throws DocumentException if it is out of range
     */
    public final S put(String name, Instant value) {
        return put(values().field(name), value);
    }

    /**
     * Puts bytes.
     *
     * @param field handle of the name
     * @param value all of them, copied; not null
     * @return this
     */
    public final S put(Field field, byte[] value) {
        return putBytes(field, given(field, value), 0, value.length);
    }

    /**
     * Puts bytes, by name.
     *
     * @param name name of the field
     * @param value all of them, copied; not null
     * @return this
     */
    public final S put(String name, byte[] value) {
        return put(values().field(name), value);
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
    public final S putBytes(Field field, DirectBuffer source, int offset, int count) {
        named(field);
        values().place(field, Tag.BYTES, values().bytes(field, given(field, source), offset, count));
        return self();
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
    public final S putBytes(String name, DirectBuffer source, int offset, int count) {
        return putBytes(values().field(name), source, offset, count);
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
    public final S putBytes(Field field, byte[] source, int offset, int count) {
        named(field);
        values().place(field, Tag.BYTES, values().bytes(field, given(field, source), offset, count));
        return self();
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
    public final S putBytes(String name, byte[] source, int offset, int count) {
        return putBytes(values().field(name), source, offset, count);
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
    public final S putUtf8(Field field, DirectBuffer source, int offset, int count) {
        named(field);
        values().place(field, Tag.STRING, utf8(field, source, offset, count));
        return self();
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
    public final S putUtf8(String name, DirectBuffer source, int offset, int count) {
        return putUtf8(values().field(name), source, offset, count);
    }

    /**
     * Puts a string that is UTF-8 already.
     *
     * @param field handle of the name
     * @param source array that holds it
     * @param offset where it starts
     * @param count its length in bytes
     * @return this
     * @throws DocumentException if it is not valid UTF-8
     * @throws IndexOutOfBoundsException where the array does not hold that range
     */
    public final S putUtf8(Field field, byte[] source, int offset, int count) {
        named(field);
        values().place(field, Tag.STRING, values().utf8(field, given(field, source), offset, count));
        return self();
    }

    /**
     * Puts a string that is UTF-8 already, by name.
     *
     * @param name name of the field
     * @param source array that holds it
     * @param offset where it starts
     * @param count its length in bytes
     * @return this
     * @throws DocumentException if it is not valid UTF-8
     */
    public final S putUtf8(String name, byte[] source, int offset, int count) {
        return putUtf8(values().field(name), source, offset, count);
    }

    /**
     * Puts a document as a nested object.
     *
     * @param field handle of the name
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S put(Field field, Document value) {
        named(field);
        given(field, value);
        ValueCopy.nested(values(), field, value.dictionary(), value.view(), value.offset(), Tag.OBJECT);
        return self();
    }

    /**
     * Puts a document as a nested object, by name.
     *
     * @param name name of the field
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S put(String name, Document value) {
        return put(values().field(name), value);
    }

    /**
     * Puts an array.
     *
     * @param field handle of the name
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S put(Field field, ArrayView value) {
        named(field);
        given(field, value);
        ValueCopy.nested(values(), field, value.dictionary(), value.view(), 0, Tag.ARRAY);
        return self();
    }

    /**
     * Puts an array, by name.
     *
     * @param name name of the field
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S put(String name, ArrayView value) {
        return put(values().field(name), value);
    }

    /**
     * Puts a value of any type.
     *
     * @param field handle of the name
     * @param value of any dictionary; a string in it is taken to be valid UTF-8
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S put(Field field, Value value) {
        ValueCopy.value(values(), named(field), given(field, value));
        return self();
    }

    /**
     * Puts a value of any type, by name.
     *
     * @param name name of the field
     * @param value of any dictionary; a string in it is taken to be valid UTF-8
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S put(String name, Value value) {
        return put(values().field(name), value);
    }

    /**
     * Puts a plain Java object.
     *
     * @param field handle of the name
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable,
     *     Document, ArrayView or Value
     * @return this
     * @throws DocumentException if it is, or holds, anything else
     */
    public S put(Field field, Object value) {
        named(field);
        BoxedInput.value(values(), field, value);
        return self();
    }

    /**
     * Puts a plain Java object, by name.
     *
     * @param name name of the field
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable,
     *     Document, ArrayView or Value
     * @return this
     * @throws DocumentException if it is, or holds, anything else
     */
    public final S put(String name, Object value) {
        return put(values().field(name), value);
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
    public final S put(Field field, Document source, Field sourceField) {
        named(field);
        int index = given(field, source).index(named(sourceField));
        if (index >= 0) {
            ValueCopy.slot(
                    values(),
                    field,
                    source.dictionary(),
                    source.source(),
                    SlotPlace.slots(source, index),
                    SlotPlace.count(source, index),
                    SlotPlace.place(source, index));
        }
        return self();
    }

    /**
     * Puts all fields of another document.
     *
     * @param source document of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S putAll(Document source) {
        Arguments.given(source, "source", "putAll(source)");
        ValueCopy.fields(values(), source.dictionary(), source.view(), source.offset());
        return self();
    }

    /**
     * Puts all entries of a map.
     *
     * @param entries names and values as {@link #put(Field, Object)} takes them
     * @return this
     * @throws DocumentException if a value is of no type a document has
     */
    public S putAll(Map<String, ?> entries) {
        BoxedInput.fields(values(), Arguments.given(entries, "entries", "putAll(entries)"));
        return self();
    }

    /**
     * Adds an integer to the innermost array.
     *
     * @param value any
     * @return this
     */
    public final S add(long value) {
        values().place(null, Tag.INTEGER, value);
        return self();
    }

    /**
     * Adds a float to the innermost array.
     *
     * @param value finite
     * @return this
     * @throws DocumentException if it is NaN or infinite
     */
    public final S add(double value) {
        values().place(null, Tag.FLOAT, BoxedInput.floatBits(null, value));
        return self();
    }

    /**
     * Adds a boolean to the innermost array.
     *
     * @param value either
     * @return this
     */
    public final S add(boolean value) {
        values().place(null, Tag.BOOLEAN, value ? 1 : 0);
        return self();
    }

    /**
     * Adds a string to the innermost array.
     *
     * @param value any valid text, not null
     * @return this
     * @throws DocumentException if it has a lone surrogate
     */
    public final S add(CharSequence value) {
        values().place(null, Tag.STRING, text(null, value));
        return self();
    }

    /**
     * Adds null to the innermost array.
     *
     * @return this
     */
    public final S addNull() {
        values().place(null, Tag.NULL, 0);
        return self();
    }

    /**
     * Adds a time to the innermost array.
     *
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     * @return this
     */
    public final S addTime(long epochNs) {
        values().place(null, Tag.TIME, epochNs);
        return self();
    }

    /**
     * Adds a time to the innermost array.
     *
     * @param value of the years 1678 to 2261, not null
     * @return this
     * @throws DocumentException if it is out of range
     */
    public final S add(Instant value) {
        return addTime(BoxedInput.epochNs(given(null, value), null, BoxedInput.ELEMENT));
    }

    /**
     * Adds bytes to the innermost array.
     *
     * @param value all of them, copied; not null
     * @return this
     */
    public final S add(byte[] value) {
        return addBytes(given(null, value), 0, value.length);
    }

    /**
     * Adds bytes to the innermost array.
     *
     * @param source buffer that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public final S addBytes(DirectBuffer source, int offset, int count) {
        values().place(null, Tag.BYTES, values().bytes(null, given(null, source), offset, count));
        return self();
    }

    /**
     * Adds bytes to the innermost array.
     *
     * @param source array that holds them
     * @param offset where they start
     * @param count how many
     * @return this
     */
    public final S addBytes(byte[] source, int offset, int count) {
        values().place(null, Tag.BYTES, values().bytes(null, given(null, source), offset, count));
        return self();
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
    public final S addUtf8(DirectBuffer source, int offset, int count) {
        values().place(null, Tag.STRING, utf8(null, source, offset, count));
        return self();
    }

    /**
     * Adds a document as a nested object to the innermost array.
     *
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S add(Document value) {
        given(null, value);
        ValueCopy.nested(values(), null, value.dictionary(), value.view(), value.offset(), Tag.OBJECT);
        return self();
    }

    /**
     * Adds an array to the innermost array.
     *
     * @param value of any dictionary
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S add(ArrayView value) {
        given(null, value);
        ValueCopy.nested(values(), null, value.dictionary(), value.view(), 0, Tag.ARRAY);
        return self();
    }

    /**
     * Adds a value of any type to the innermost array.
     *
     * @param value of any dictionary; a string in it is taken to be valid UTF-8
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S add(Value value) {
        ValueCopy.value(values(), null, given(null, value));
        return self();
    }

    /**
     * Adds a plain Java object to the innermost array.
     *
     * @param value null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant, Map, Iterable,
     *     Document, ArrayView or Value
     * @return this
     * @throws DocumentException if it is, or holds, anything else
     */
    public S add(Object value) {
        BoxedInput.value(values(), null, value);
        return self();
    }

    /**
     * Begins an object as the value of a field.
     *
     * @param field handle of the name
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S beginObject(Field field) {
        values().open(named(field), false);
        return self();
    }

    /**
     * Begins an object as the value of a field, by name.
     *
     * @param name name of the field
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S beginObject(String name) {
        values().open(values().field(name), false);
        return self();
    }

    /**
     * Begins an object as an element of the innermost array.
     *
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S beginObject() {
        values().open(null, false);
        return self();
    }

    /**
     * Begins an array as the value of a field.
     *
     * @param field handle of the name
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S beginArray(Field field) {
        values().open(named(field), true);
        return self();
    }

    /**
     * Begins an array as the value of a field, by name.
     *
     * @param name name of the field
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S beginArray(String name) {
        values().open(values().field(name), true);
        return self();
    }

    /**
     * Begins an array as an element of the innermost array.
     *
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S beginArray() {
        values().open(null, true);
        return self();
    }

    /**
     * Ends the object or array begun last.
     *
     * @return this
     * @throws LimitException if a limit is passed
     */
    public final S end() {
        values().close();
        return self();
    }

    private static Field named(Field field) {
        if (field == null) {
            throw new DocumentException("field is null, give its handle or its name");
        }
        return field;
    }

    private static <T> T given(Field field, T value) {
        if (value == null) {
            throw new DocumentException(Rejections.where(field) + " is given null, use putNull(name) or addNull()");
        }
        return value;
    }

    private long text(Field field, CharSequence value) {
        return values().text(field, given(field, value));
    }

    private long utf8(Field field, DirectBuffer source, int offset, int count) {
        int malformed = Utf8.firstMalformed(given(field, source), offset, count);
        if (malformed >= 0) {
            throw Rejections.malformedUtf8(Rejections.where(field), malformed);
        }
        return values().bytes(field, source, offset, count);
    }
}
