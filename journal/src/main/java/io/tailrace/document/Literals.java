package io.tailrace.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Literals in patches: objects {@code {"$reql_type$": "LITERAL", "value": x}}, which stand for x, and without a value
 * for nothing at all. Without state.
 */
final class Literals {
    private static final UnsafeBuffer TYPE = utf8("LITERAL");
    private static final UnsafeBuffer TYPE_NAME = utf8("$reql_type$");
    private static final UnsafeBuffer VALUE_NAME = utf8("value");
    // In the order of names the type comes first.
    private static final int TYPE_INDEX = 0;
    private static final int VALUE_INDEX = 1;
    private static final int FIELDS = 2;

    private Literals() {}

    /** Whether an object is a literal; one with other fields is none. */
    static boolean isLiteral(final Dictionary names, final UnsafeBuffer buffer, final int object) {
        final int count = DocumentDescriptor.fieldCount(buffer, object);
        if (count == 0 || count > FIELDS) {
            return false;
        }
        final int slots = DocumentDescriptor.slots(buffer, object);
        if (DocumentDescriptor.tag(buffer, slots, count, TYPE_INDEX) != Tag.STRING) {
            return false;
        }
        final int length = DocumentDescriptor.lengthOf(DocumentDescriptor.slot(buffer, slots, TYPE_INDEX));
        return length == TYPE.capacity()
                && Bytes.equal(TYPE, 0, buffer, DocumentDescriptor.nested(buffer, slots, count, TYPE_INDEX), length)
                && hasName(names, buffer, object, count, TYPE_INDEX, TYPE_NAME)
                && (count < FIELDS || hasName(names, buffer, object, count, VALUE_INDEX, VALUE_NAME));
    }

    private static boolean hasName(
            final Dictionary names,
            final UnsafeBuffer buffer,
            final int object,
            final int count,
            final int index,
            final UnsafeBuffer wanted) {
        if (DocumentDescriptor.isInline(buffer, object)) {
            final int name = DocumentDescriptor.nameOffset(buffer, object, count, index);
            return DocumentDescriptor.nameLength(buffer, object, index) == wanted.capacity()
                    && Bytes.equal(wanted, 0, buffer, name, wanted.capacity());
        }
        final Field field =
                names.shape(DocumentDescriptor.shapeId(buffer, object)).field(index);
        return Arrays.equals(field.utf8, wanted.byteArray());
    }

    /** Whether an object or array is a literal or holds one, however deep. */
    static boolean within(final Dictionary names, final UnsafeBuffer buffer, final int at, final byte tag) {
        final boolean isObject = tag == Tag.OBJECT;
        if (isObject && isLiteral(names, buffer, at)) {
            return true;
        }
        final int count =
                isObject ? DocumentDescriptor.fieldCount(buffer, at) : DocumentDescriptor.elementCount(buffer, at);
        final int slots = isObject ? DocumentDescriptor.slots(buffer, at) : DocumentDescriptor.arraySlots(at);
        for (int i = 0; i < count; i++) {
            final byte inner = DocumentDescriptor.tag(buffer, slots, count, i);
            if (Tag.isNested(inner)
                    && within(names, buffer, DocumentDescriptor.nested(buffer, slots, count, i), inner)) {
                return true;
            }
        }
        return false;
    }

    /** Copies one slot of an object or array, each literal in it being replaced by what it stands for. */
    static void copyResolved(
            final OpenValues out,
            final Field field,
            final Dictionary from,
            final UnsafeBuffer source,
            final int slots,
            final int count,
            final int index) {
        final byte tag = DocumentDescriptor.tag(source, slots, count, index);
        if (Tag.isNested(tag)) {
            final int at = DocumentDescriptor.nested(source, slots, count, index);
            if (within(from, source, at, tag)) {
                resolve(out, field, from, source, at, tag);
                return;
            }
        }
        ValueCopy.slot(out, field, from, source, slots, count, index);
    }

    /** Puts what a literal stands for. */
    static void copyValue(
            final OpenValues out,
            final Field field,
            final Dictionary from,
            final UnsafeBuffer source,
            final int literal) {
        final int count = DocumentDescriptor.fieldCount(source, literal);
        if (count == FIELDS) {
            copyResolved(out, field, from, source, DocumentDescriptor.slots(source, literal), count, VALUE_INDEX);
        }
    }

    private static void resolve(
            final OpenValues out,
            final Field field,
            final Dictionary from,
            final UnsafeBuffer source,
            final int at,
            final byte tag) {
        if (tag == Tag.ARRAY) {
            out.open(field, true);
            final int count = DocumentDescriptor.elementCount(source, at);
            for (int i = 0; i < count; i++) {
                copyResolved(out, null, from, source, DocumentDescriptor.arraySlots(at), count, i);
            }
            out.close();
        } else if (isLiteral(from, source, at)) {
            copyValue(out, field, from, source, at);
        } else {
            out.open(field, false);
            final int count = DocumentDescriptor.fieldCount(source, at);
            final int slots = DocumentDescriptor.slots(source, at);
            for (int i = 0; i < count; i++) {
                copyResolved(out, ObjectNames.field(from, source, at, i), from, source, slots, count, i);
            }
            out.close();
        }
    }

    private static UnsafeBuffer utf8(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
