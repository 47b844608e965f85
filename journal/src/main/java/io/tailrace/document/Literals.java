package io.tailrace.document;

import io.tailrace.bytes.Bytes;
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
    static boolean isLiteral(Dictionary names, UnsafeBuffer buffer, int object) {
        int count = DocumentDescriptor.fieldCount(buffer, object);
        if (count == 0 || count > FIELDS) {
            return false;
        }
        int slots = DocumentDescriptor.slots(buffer, object);
        if (DocumentDescriptor.tag(buffer, slots, count, TYPE_INDEX) != Tag.STRING) {
            return false;
        }
        int length = DocumentDescriptor.lengthOf(DocumentDescriptor.slot(buffer, slots, TYPE_INDEX));
        return length == TYPE.capacity()
                && Bytes.equal(TYPE, 0, buffer, DocumentDescriptor.nested(buffer, slots, count, TYPE_INDEX), length)
                && hasName(names, buffer, object, count, TYPE_INDEX, TYPE_NAME)
                && (count < FIELDS || hasName(names, buffer, object, count, VALUE_INDEX, VALUE_NAME));
    }

    private static boolean hasName(
            Dictionary names, UnsafeBuffer buffer, int object, int count, int index, UnsafeBuffer wanted) {
        if (DocumentDescriptor.isInline(buffer, object)) {
            int name = DocumentDescriptor.nameOffset(buffer, object, count, index);
            return DocumentDescriptor.nameLength(buffer, object, index) == wanted.capacity()
                    && Bytes.equal(wanted, 0, buffer, name, wanted.capacity());
        }
        Field field = names.shape(DocumentDescriptor.shapeId(buffer, object)).field(index);
        return Arrays.equals(field.utf8, wanted.byteArray());
    }

    /** Whether an object or array is a literal or holds one, however deep. */
    static boolean within(Dictionary names, UnsafeBuffer buffer, int at, byte tag) {
        boolean isObject = tag == Tag.OBJECT;
        if (isObject && isLiteral(names, buffer, at)) {
            return true;
        }
        int count = isObject ? DocumentDescriptor.fieldCount(buffer, at) : DocumentDescriptor.elementCount(buffer, at);
        int slots = isObject ? DocumentDescriptor.slots(buffer, at) : DocumentDescriptor.arraySlots(at);
        for (int i = 0; i < count; i++) {
            byte inner = DocumentDescriptor.tag(buffer, slots, count, i);
            if (Tag.isNested(inner)
                    && within(names, buffer, DocumentDescriptor.nested(buffer, slots, count, i), inner)) {
                return true;
            }
        }
        return false;
    }

    /** Copies one slot of an object or array, each literal in it being replaced by what it stands for. */
    static void copyResolved(
            OpenValues out, Field field, Dictionary from, UnsafeBuffer source, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(source, slots, count, index);
        if (Tag.isNested(tag)) {
            int at = DocumentDescriptor.nested(source, slots, count, index);
            if (within(from, source, at, tag)) {
                resolve(out, field, from, source, at, tag);
                return;
            }
        }
        ValueCopy.slot(out, field, from, source, slots, count, index);
    }

    /** Puts what a literal stands for. */
    static void copyValue(OpenValues out, Field field, Dictionary from, UnsafeBuffer source, int literal) {
        int count = DocumentDescriptor.fieldCount(source, literal);
        if (count == FIELDS) {
            copyResolved(out, field, from, source, DocumentDescriptor.slots(source, literal), count, VALUE_INDEX);
        }
    }

    private static void resolve(OpenValues out, Field field, Dictionary from, UnsafeBuffer source, int at, byte tag) {
        if (tag == Tag.ARRAY) {
            out.open(field, true);
            int count = DocumentDescriptor.elementCount(source, at);
            for (int i = 0; i < count; i++) {
                copyResolved(out, null, from, source, DocumentDescriptor.arraySlots(at), count, i);
            }
            out.close();
        } else if (isLiteral(from, source, at)) {
            copyValue(out, field, from, source, at);
        } else {
            out.open(field, false);
            int count = DocumentDescriptor.fieldCount(source, at);
            int slots = DocumentDescriptor.slots(source, at);
            for (int i = 0; i < count; i++) {
                copyResolved(out, ObjectNames.field(from, source, at, i), from, source, slots, count, i);
            }
            out.close();
        }
    }

    private static UnsafeBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
