package io.tailrace.document;

import java.nio.ByteBuffer;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Re-encodes received documents so that the shapes in them are interned. Used by the writer thread only; does not
 * allocate where nothing new is met.
 *
 * <p>A name or shape is reported to the sink first and known to the dictionary only when the sink has returned. Beyond
 * the bounds of {@link DocumentLimits} an object stays inline, and is marked as settled so that {@link #needed} does
 * not ask for it again.
 *
 * @hidden
 */
public final class Interner {
    private final Dictionary dictionary;
    private final CatalogueSink sink;
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer name = new UnsafeBuffer(0, 0);
    /** Empty until there is something to intern: few engines ever meet a document of the size that they allow. */
    private final UnsafeBuffer result = new UnsafeBuffer(0, 0);

    private Field[] fields = new Field[64];
    private int[] fieldIds = new int[64];

    /**
     * An interner that adds to a dictionary.
     *
     * @param dictionary what is known, and gets to know what is new
     * @param sink told of each new name, and of each new shape after its names
     */
    public Interner(Dictionary dictionary, CatalogueSink sink) {
        this.dictionary = dictionary;
        this.sink = sink;
    }

    /**
     * Whether anything in a document could still be interned. One load and a test; any thread.
     *
     * @param document buffer that holds an encoded document
     * @param offset where it starts
     * @return false if it can be stored as it is
     */
    public static boolean needed(DirectBuffer document, int offset) {
        return (DocumentDescriptor.objectFlags(document, offset) & DocumentDescriptor.FLAG_OPEN) != 0;
    }

    /**
     * Copies a document to {@link #result}, interning as {@link #intern(DirectBuffer, int, int, MutableDirectBuffer,
     * int)} does. Allocates where the document is larger than all before, and does so before anything is interned.
     *
     * @param document buffer that holds an encoded document, not the result of the last one
     * @param offset where it starts
     * @param length its length in bytes
     * @return length of the copy, at most {@code length}
     */
    public int intern(DirectBuffer document, int offset, int length) {
        if (length > result.capacity()) {
            result.wrap(ByteBuffer.allocateDirect(BitUtil.findNextPositivePowerOfTwo(length)));
        }
        return intern(document, offset, length, result, 0);
    }

    /** {@return where the last copy lies, from its begin; the same object each time, valid until the next} */
    public UnsafeBuffer result() {
        return result;
    }

    /**
     * Copies a document, interning its shapes and those of all objects in it as far as the bounds allow.
     *
     * @param document buffer that holds an encoded document
     * @param offset where it starts
     * @param length its length in bytes
     * @param result another buffer, with room for as many bytes
     * @param resultOffset where the copy starts
     * @return length of the copy, at most {@code length}
     */
    public int intern(DirectBuffer document, int offset, int length, MutableDirectBuffer result, int resultOffset) {
        source.wrap(document, offset, length);
        target.wrap(result, resultOffset, length);
        return object(0, 0);
    }

    private int object(int from, int to) {
        int flags = DocumentDescriptor.objectFlags(source, from);
        if ((flags & (DocumentDescriptor.FLAG_INLINE | DocumentDescriptor.FLAG_NESTED_INLINE)) == 0) {
            return copy(from, to);
        }
        int count = DocumentDescriptor.fieldCount(source, from);
        int shapeId = DocumentDescriptor.shapeId(source, from);
        int slots = DocumentDescriptor.names(to);
        int resultFlags = 0;
        if ((flags & DocumentDescriptor.FLAG_INLINE) != 0) {
            shapeId = shapeOf(from, count);
            if (shapeId == DocumentDescriptor.INLINE_SHAPE) {
                int names = DocumentDescriptor.namesLength(source, from);
                target.putBytes(slots, source, DocumentDescriptor.names(from), names);
                slots += names;
                resultFlags = DocumentDescriptor.FLAG_INLINE;
            }
        }
        int end = values(DocumentDescriptor.slots(source, from), count, slots);
        int length = DocumentDescriptor.pad(target, to, end) - to;
        resultFlags |= nestedFlags(slots, count);
        DocumentDescriptor.putObjectHeader(target, to, length, shapeId, count, resultFlags);
        return length;
    }

    private int array(int from, int to) {
        if ((DocumentDescriptor.arrayFlags(source, from) & DocumentDescriptor.FLAG_NESTED_INLINE) == 0) {
            return copy(from, to);
        }
        int count = DocumentDescriptor.elementCount(source, from);
        int slots = DocumentDescriptor.arraySlots(to);
        int end = values(DocumentDescriptor.arraySlots(from), count, slots);
        int length = DocumentDescriptor.pad(target, to, end) - to;
        DocumentDescriptor.putArrayHeader(target, to, length, count, nestedFlags(slots, count));
        return length;
    }

    private int copy(int from, int to) {
        int length = DocumentDescriptor.length(source, from);
        target.putBytes(to, source, from, length);
        return length;
    }

    /** Copies slots, tags and variable part; returns where the latter ends, not padded. */
    private int values(int fromSlots, int count, int toSlots) {
        int toTags = DocumentDescriptor.tags(toSlots, count);
        target.putBytes(toTags, source, DocumentDescriptor.tags(fromSlots, count), count);
        int variable = DocumentDescriptor.pad(target, toTags, toTags + count);
        int fromVariable = DocumentDescriptor.variable(fromSlots, count);
        int at = variable;
        for (int i = 0; i < count; i++) {
            byte tag = target.getByte(toTags + i);
            long slot = DocumentDescriptor.slot(source, fromSlots, i);
            if (Tag.isVariable(tag)) {
                int from = fromVariable + DocumentDescriptor.offsetOf(slot);
                int length = DocumentDescriptor.lengthOf(slot);
                if (Tag.isNested(tag)) {
                    at = DocumentDescriptor.pad(target, variable, at);
                    length = tag == Tag.OBJECT ? object(from, at) : array(from, at);
                } else {
                    target.putBytes(at, source, from, length);
                }
                slot = DocumentDescriptor.pack(at - variable, length);
                at += length;
            }
            DocumentDescriptor.putSlot(target, toSlots, i, slot);
        }
        return at;
    }

    /** What the copied values say of themselves. */
    private int nestedFlags(int slots, int count) {
        int variable = DocumentDescriptor.variable(slots, count);
        int flags = 0;
        for (int i = 0; i < count; i++) {
            byte tag = DocumentDescriptor.tag(target, slots, count, i);
            if (Tag.isNested(tag)) {
                int at = DocumentDescriptor.offsetOf(DocumentDescriptor.slot(target, slots, i));
                flags |= DocumentDescriptor.flagsForParent(target, variable + at, tag);
            }
        }
        return flags;
    }

    /** Id of the shape of an inline object, interned now if need and room be; else that of inline shapes. */
    private int shapeOf(int object, int count) {
        if (fields.length < count) {
            fields = new Field[count * 2];
            fieldIds = new int[count * 2];
        }
        int newNames = 0;
        int newNameBytes = 0;
        for (int i = 0; i < count; i++) {
            fields[i] = ObjectNames.field(dictionary, source, object, i);
            if (fields[i].id() < 0) {
                newNames++;
                newNameBytes += fields[i].utf8.length;
            }
        }
        Shape known = newNames == 0 ? dictionary.findShape(fields, count) : null;
        if (known != null) {
            return known.id();
        }
        return dictionary.hasRoom(count, newNames, newNameBytes) ? add(count) : DocumentDescriptor.INLINE_SHAPE;
    }

    private int add(int count) {
        for (int i = 0; i < count; i++) {
            int id = fields[i].id();
            if (id < 0) {
                id = dictionary.fieldCount();
                name.wrap(fields[i].utf8);
                sink.onField(id, name, 0, name.capacity());
                dictionary.restoreField(id, name, 0, name.capacity());
            }
            fieldIds[i] = id;
        }
        int id = dictionary.shapeCount();
        sink.onShape(id, fieldIds, count);
        dictionary.restoreShape(id, fieldIds, count);
        return id;
    }
}
