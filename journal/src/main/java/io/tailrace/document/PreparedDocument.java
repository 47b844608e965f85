package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Documents of a key and some fields that are known beforehand, put by their numbers. Not thread safe; does not
 * allocate once its buffers have grown.
 *
 * <p>A field that is put twice keeps its last value, one that is not put is absent. What is encoded is, byte for byte,
 * what a {@link DocumentWriter} makes of the same values.
 *
 * @hidden
 */
public final class PreparedDocument implements MeasuredDocument {
    /*
     * Slots and tags are put where they belong among the fields in the order of their names, so that all of them are
     * encoded by one copy. Text and bytes are kept in the order in which they come; as long as that is the order of
     * the names too, they are copied as they stand. A document that lacks a field has another shape: it is left to a
     * writer of any documents.
     */
    private final Dictionary dictionary;
    private final DocumentLimits limits;
    private final int[] places;
    private final int keyPlace;
    private final int tagsOffset;
    private final UnsafeBuffer fixed;
    private final GrowingBuffer data;
    private final TextEncoder texts = new TextEncoder();

    /** The key and the fields by their names. */
    private final Field[] fields;

    /** Made anew when a name gets another handle. */
    private PutPlan plan;

    private int present;
    private int lastVariable = -1;
    private boolean asItStands = true;

    /** Of the document that is measured; null where it has all fields. */
    private DocumentWriter composed;

    private int measured;

    /** Null until a document lacks a field. */
    private DocumentWriter composer;

    /**
     * Makes one without values.
     *
     * @param dictionary names and shapes of the journal
     * @param limits what is refused
     * @param key name of the field that is the key
     * @param names of the other fields, by their numbers from 0
     * @throws DocumentException for a name that stands twice, or is that of the key, or is not valid
     * @throws LimitException for too many fields or a name that is too long
     */
    public PreparedDocument(Dictionary dictionary, DocumentLimits limits, String key, String... names) {
        this.dictionary = dictionary;
        this.limits = limits;
        int count = names.length + 1;
        if (count > limits.fields()) {
            throw new LimitException("fields", count, limits.fields(), "the key among them");
        }
        Field[] puts = new Field[count];
        puts[0] = dictionary.field(key);
        for (int i = 1; i < count; i++) {
            puts[i] = dictionary.field(names[i - 1]);
        }
        int[] order = PutPlan.of(puts, 0, count).order;
        if (order.length < count) {
            throw new DocumentException("a field is named twice, the key field counts too: key field=" + key
                    + " fields=" + Arrays.toString(names) + ", name each once");
        }
        fields = new Field[count];
        places = new int[names.length];
        int ofKey = 0;
        for (int place = 0; place < count; place++) {
            fields[place] = puts[order[place]];
            if (order[place] == 0) {
                ofKey = place;
            } else {
                places[order[place] - 1] = place;
            }
        }
        keyPlace = ofKey;
        plan = PutPlan.of(fields, 0, count);
        tagsOffset = count * DocumentDescriptor.SLOT_LENGTH;
        fixed = new UnsafeBuffer(ByteBuffer.allocateDirect(DocumentDescriptor.variable(0, count)));
        int mostBytes = 3 * limits.documentBytes() + OpenValues.MAX_SLACK_BYTES;
        data = new GrowingBuffer("documentBytes", limits.documentBytes(), mostBytes);
    }

    /** Forgets all values. */
    public void clear() {
        for (int i = tagsOffset; i < fixed.capacity(); i += Long.BYTES) {
            fixed.putLong(i, 0);
        }
        data.position = 0;
        present = 0;
        lastVariable = -1;
        asItStands = true;
    }

    /** {@return whether no value is put, the key neither} */
    public boolean isEmpty() {
        return present == 0;
    }

    /** {@return how many fields there are beside the key} */
    public int size() {
        return places.length;
    }

    private int place(int number) {
        if (number < 0 || number >= places.length) {
            throw new DocumentException("there is no such field: number=" + number + " fields=" + places.length
                    + ", they are numbered from 0 in the order in which they were named");
        }
        return places[number];
    }

    private void set(int place, byte tag, long slot) {
        byte before = fixed.getByte(tagsOffset + place);
        if (before == Tag.ABSENT) {
            present++;
        } else if (Tag.isVariable(before)) {
            asItStands = false;
        }
        fixed.putByte(tagsOffset + place, tag);
        fixed.putLong(place * DocumentDescriptor.SLOT_LENGTH, slot, LITTLE_ENDIAN);
    }

    /** Takes in what stands at the end of the data. */
    private void setVariable(int place, byte tag, int length) {
        set(place, tag, DocumentDescriptor.pack(data.position, length));
        data.position += length;
        asItStands &= place > lastVariable;
        lastVariable = place;
    }

    /**
     * Puts the key.
     *
     * @param value any
     */
    public void key(long value) {
        set(keyPlace, Tag.INTEGER, value);
    }

    /**
     * Puts the string that an encoder has encoded last as the key.
     *
     * @param keys that encoder
     */
    public void key(KeyEncoder keys) {
        int length = keys.rawLength();
        int from = keys.rawOffset();
        ensure(fields[keyPlace], length, length);
        data.bytes.putBytes(data.position, keys.raw(), from, length);
        setVariable(keyPlace, Tag.STRING, length);
    }

    /**
     * Puts an integer.
     *
     * @param number of the field
     * @param value any
     */
    public void put(int number, long value) {
        set(place(number), Tag.INTEGER, value);
    }

    /**
     * Puts a float.
     *
     * @param number of the field
     * @param value finite
     * @throws DocumentException if it is NaN or infinite
     */
    public void put(int number, double value) {
        int place = place(number);
        set(place, Tag.FLOAT, BoxedInput.floatBits(fields[place], value));
    }

    /**
     * Puts a boolean.
     *
     * @param number of the field
     * @param value either
     */
    public void put(int number, boolean value) {
        set(place(number), Tag.BOOLEAN, value ? 1 : 0);
    }

    /**
     * Puts null.
     *
     * @param number of the field
     */
    public void putNull(int number) {
        set(place(number), Tag.NULL, 0);
    }

    /**
     * Puts a time.
     *
     * @param number of the field
     * @param epochNs nanoseconds since 1970-01-01T00:00:00Z
     */
    public void putTime(int number, long epochNs) {
        set(place(number), Tag.TIME, epochNs);
    }

    /**
     * Puts a string.
     *
     * @param number of the field
     * @param text any valid text, not null
     * @throws DocumentException if it is null or has a lone surrogate
     * @throws LimitException if it is too long
     */
    public void put(int number, CharSequence text) {
        int place = place(number);
        int chars = given(fields[place], text).length();
        ensure(fields[place], chars, Utf8.maxLength(Math.min(chars, limits.documentBytes())));
        int length = texts.encode(text, data.bytes, data.position);
        if (length < 0) {
            throw Rejections.loneSurrogate(Rejections.where(fields[place]), -1 - length);
        }
        setVariable(place, Tag.STRING, length);
    }

    /**
     * Puts a string that is UTF-8 already.
     *
     * @param number of the field
     * @param source buffer that holds it
     * @param offset where it starts
     * @param length its length in bytes
     * @throws DocumentException if the buffer is null or it is not valid UTF-8
     * @throws LimitException if it is too long
     * @throws IndexOutOfBoundsException where the buffer does not hold that range
     */
    public void putUtf8(int number, DirectBuffer source, int offset, int length) {
        int place = place(number);
        given(fields[place], source).boundsCheck(offset, length);
        int malformed = Utf8.firstMalformed(source, offset, length);
        if (malformed >= 0) {
            throw Rejections.malformedUtf8(Rejections.where(fields[place]), malformed);
        }
        copy(place, Tag.STRING, source, offset, length);
    }

    /**
     * Puts bytes.
     *
     * @param number of the field
     * @param source buffer that holds them
     * @param offset where they start
     * @param length how many
     * @throws DocumentException if the buffer is null
     * @throws LimitException if they are too many
     * @throws IndexOutOfBoundsException where the buffer does not hold that range
     */
    public void putBytes(int number, DirectBuffer source, int offset, int length) {
        int place = place(number);
        given(fields[place], source).boundsCheck(offset, length);
        copy(place, Tag.BYTES, source, offset, length);
    }

    private void copy(int place, byte tag, DirectBuffer source, int offset, int length) {
        ensure(fields[place], length, length);
        data.bytes.putBytes(data.position, source, offset, length);
        setVariable(place, tag, length);
    }

    private static <T> T given(Field field, T value) {
        if (value == null) {
            throw new DocumentException(Rejections.where(field) + " is given null, use putNull(number)");
        }
        return value;
    }

    private void ensure(Field field, int length, int mostBytes) {
        if (length > limits.documentBytes()) {
            throw new LimitException("documentBytes", length, limits.documentBytes(), Rejections.where(field));
        }
        data.ensure(mostBytes);
    }

    /**
     * Looks at the document as a whole. All that can be refused is refused here; it may be gone on with after that.
     *
     * @return its length in bytes, until the next value is put
     * @throws LimitException if it is too long
     */
    public int measure() {
        composed = null;
        if (present < fields.length) {
            composed = composed();
            measured = composed.measure();
            return measured;
        }
        plan.resolve(dictionary);
        if (plan.shape() == null) {
            renewHandles();
        }
        int names = plan.shape() == null ? plan.names().length : 0;
        int variable = asItStands ? data.position : variableLength();
        measured = DocumentDescriptor.HEADER_LENGTH + names + fixed.capacity() + DocumentDescriptor.align(variable);
        if (measured > limits.documentBytes()) {
            throw new LimitException("documentBytes", measured, limits.documentBytes());
        }
        return measured;
    }

    /** A name beyond those whose handles are kept gets its lasting one when it is interned. */
    private void renewHandles() {
        boolean renewed = false;
        for (int place = 0; place < fields.length; place++) {
            if (!fields[place].retained) {
                fields[place] = dictionary.field(fields[place].name());
                renewed |= fields[place].retained;
            }
        }
        if (renewed) {
            plan = PutPlan.of(fields, 0, fields.length);
            plan.resolve(dictionary);
        }
    }

    private int variableLength() {
        int length = 0;
        for (int place = 0; place < fields.length; place++) {
            if (Tag.isVariable(fixed.getByte(tagsOffset + place))) {
                length += DocumentDescriptor.lengthOf(slot(place));
            }
        }
        return length;
    }

    private long slot(int place) {
        return fixed.getLong(place * DocumentDescriptor.SLOT_LENGTH, LITTLE_ENDIAN);
    }

    private DocumentWriter composed() {
        if (composer == null) {
            composer = new DocumentWriter(dictionary, limits);
        }
        OpenValues values = composer.reset().values();
        for (int place = 0; place < fields.length; place++) {
            byte tag = fixed.getByte(tagsOffset + place);
            if (tag != Tag.ABSENT) {
                long slot = slot(place);
                if (Tag.isVariable(tag)) {
                    int from = DocumentDescriptor.offsetOf(slot);
                    slot = values.bytes(fields[place], data.bytes, from, DocumentDescriptor.lengthOf(slot));
                }
                values.put(fields[place], tag, slot);
            }
        }
        return composer;
    }

    @Override
    public void encode(UnsafeBuffer target, int offset) {
        if (composed != null) {
            composed.encode(target, offset);
            return;
        }
        int slots = header(target, offset);
        target.putBytes(slots, fixed, 0, fixed.capacity());
        int variable = slots + fixed.capacity();
        int end = offset + measured;
        if (variable < end) {
            target.putLong(end - Long.BYTES, 0); // what pads it
        }
        if (asItStands) {
            target.putBytes(variable, data.bytes, 0, data.position);
        } else {
            encodeInOrder(target, slots, variable);
        }
    }

    private int header(UnsafeBuffer target, int offset) {
        Shape shape = plan.shape();
        int count = fields.length;
        if (shape != null) {
            DocumentDescriptor.putObjectHeader(target, offset, measured, shape.id(), count, 0);
            return offset + DocumentDescriptor.HEADER_LENGTH;
        }
        byte[] names = plan.names();
        int flags = DocumentDescriptor.FLAG_INLINE | (plan.isOpen() ? DocumentDescriptor.FLAG_OPEN : 0);
        DocumentDescriptor.putObjectHeader(target, offset, measured, DocumentDescriptor.INLINE_SHAPE, count, flags);
        target.putBytes(DocumentDescriptor.names(offset), names);
        return DocumentDescriptor.names(offset) + names.length;
    }

    private void encodeInOrder(UnsafeBuffer target, int slots, int variable) {
        int at = 0;
        for (int place = 0; place < fields.length; place++) {
            if (Tag.isVariable(fixed.getByte(tagsOffset + place))) {
                long slot = slot(place);
                int length = DocumentDescriptor.lengthOf(slot);
                target.putBytes(variable + at, data.bytes, DocumentDescriptor.offsetOf(slot), length);
                DocumentDescriptor.putSlot(target, slots, place, DocumentDescriptor.pack(at, length));
                at += length;
            }
        }
    }
}
