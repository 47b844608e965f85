package io.tailrace.document;

import io.tailrace.error.LimitException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Copies encoded values into {@link OpenValues}: as bytes within one dictionary, by name from another one. Without
 * state.
 */
final class ValueCopy {
    /** The least that a level of nesting takes: header, slot and tag. */
    private static final int LEAST_LEVEL_LENGTH = 24;

    private ValueCopy() {}

    /** Copies one slot of an object or array. */
    static void slot(
            OpenValues out, Field field, Dictionary from, UnsafeBuffer source, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(source, slots, count, index);
        long slot = DocumentDescriptor.slot(source, slots, index);
        int at = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
        if (Tag.isNested(tag)) {
            nested(out, field, from, source, at, tag);
        } else if (Tag.isVariable(tag)) {
            out.place(field, tag, out.bytes(field, source, at, DocumentDescriptor.lengthOf(slot)));
        } else {
            out.place(field, tag, slot);
        }
    }

    /** Copies a value. */
    static void value(OpenValues out, Field field, Value value) {
        switch (value.tag()) {
            case Tag.OBJECT -> {
                Document object = value.document();
                nested(out, field, object.dictionary(), object.view(), object.offset(), Tag.OBJECT);
            }
            case Tag.ARRAY -> {
                ArrayView array = value.array();
                nested(out, field, array.dictionary(), array.view(), 0, Tag.ARRAY);
            }
            case Tag.STRING, Tag.BYTES -> {
                UnsafeBuffer text = value.text();
                out.place(field, value.tag(), out.bytes(field, text, 0, text.capacity()));
            }
            default -> out.place(field, value.tag(), value.slot());
        }
    }

    /** Copies an object or array. */
    static void nested(OpenValues out, Field field, Dictionary from, UnsafeBuffer source, int offset, byte tag) {
        checkDepth(out, field, source, offset, tag);
        if (from == out.dictionary) {
            out.place(field, tag, out.nested(source, offset, tag));
        } else if (tag == Tag.ARRAY) {
            out.open(field, true);
            elements(out, from, source, offset);
            out.close();
        } else {
            out.open(field, false);
            fields(out, from, source, offset);
            out.close();
        }
    }

    /** Copies all fields of an object into the innermost one. */
    static void fields(OpenValues out, Dictionary from, UnsafeBuffer source, int object) {
        int count = DocumentDescriptor.fieldCount(source, object);
        int slots = DocumentDescriptor.slots(source, object);
        for (int i = 0; i < count; i++) {
            slot(out, ObjectNames.field(from, source, object, i), from, source, slots, count, i);
        }
    }

    private static void elements(OpenValues out, Dictionary from, UnsafeBuffer source, int array) {
        int count = DocumentDescriptor.elementCount(source, array);
        for (int i = 0; i < count; i++) {
            slot(out, null, from, source, DocumentDescriptor.arraySlots(array), count, i);
        }
    }

    private static void checkDepth(OpenValues out, Field field, UnsafeBuffer source, int offset, byte tag) {
        int left = out.levelsLeft();
        if (DocumentDescriptor.length(source, offset) / LEAST_LEVEL_LENGTH >= left) {
            int levels = levels(source, offset, tag);
            if (levels > left) {
                int allowed = out.dictionary.limits().depth();
                throw new LimitException("depth", allowed - left + levels, allowed, Rejections.where(field));
            }
        }
    }

    /** Levels of nesting of an encoded object or array, itself included. */
    static int levels(UnsafeBuffer source, int offset, byte tag) {
        boolean isObject = tag == Tag.OBJECT;
        int count = isObject
                ? DocumentDescriptor.fieldCount(source, offset)
                : DocumentDescriptor.elementCount(source, offset);
        int slots = isObject ? DocumentDescriptor.slots(source, offset) : DocumentDescriptor.arraySlots(offset);
        int variable = DocumentDescriptor.variable(slots, count);
        int deepest = 0;
        for (int i = 0; i < count; i++) {
            byte inner = DocumentDescriptor.tag(source, slots, count, i);
            if (Tag.isNested(inner)) {
                int at = DocumentDescriptor.offsetOf(DocumentDescriptor.slot(source, slots, i));
                deepest = Math.max(deepest, levels(source, variable + at, inner));
            }
        }
        return deepest + 1;
    }
}
