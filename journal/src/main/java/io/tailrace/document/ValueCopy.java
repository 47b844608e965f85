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
            final OpenValues out,
            final Field field,
            final Dictionary from,
            final UnsafeBuffer source,
            final int slots,
            final int count,
            final int index) {
        final byte tag = DocumentDescriptor.tag(source, slots, count, index);
        final long slot = DocumentDescriptor.slot(source, slots, index);
        final int at = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
        if (Tag.isNested(tag)) {
            nested(out, field, from, source, at, tag);
        } else if (Tag.isVariable(tag)) {
            out.place(field, tag, out.bytes(field, source, at, DocumentDescriptor.lengthOf(slot)));
        } else {
            out.place(field, tag, slot);
        }
    }

    /** Copies a value. */
    static void value(final OpenValues out, final Field field, final Value value) {
        switch (value.tag()) {
            case Tag.OBJECT -> {
                final Document object = value.document();
                nested(out, field, object.dictionary(), object.view(), object.offset(), Tag.OBJECT);
            }
            case Tag.ARRAY -> {
                final ArrayView array = value.array();
                nested(out, field, array.dictionary(), array.view(), 0, Tag.ARRAY);
            }
            case Tag.STRING, Tag.BYTES -> {
                final UnsafeBuffer text = value.text();
                out.place(field, value.tag(), out.bytes(field, text, 0, text.capacity()));
            }
            default -> out.place(field, value.tag(), value.slot());
        }
    }

    /** Copies an object or array. */
    static void nested(
            final OpenValues out,
            final Field field,
            final Dictionary from,
            final UnsafeBuffer source,
            final int offset,
            final byte tag) {
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
    static void fields(final OpenValues out, final Dictionary from, final UnsafeBuffer source, final int object) {
        final int count = DocumentDescriptor.fieldCount(source, object);
        final int slots = DocumentDescriptor.slots(source, object);
        for (int i = 0; i < count; i++) {
            slot(out, ObjectNames.field(from, source, object, i), from, source, slots, count, i);
        }
    }

    private static void elements(
            final OpenValues out, final Dictionary from, final UnsafeBuffer source, final int array) {
        final int count = DocumentDescriptor.elementCount(source, array);
        for (int i = 0; i < count; i++) {
            slot(out, null, from, source, DocumentDescriptor.arraySlots(array), count, i);
        }
    }

    private static void checkDepth(
            final OpenValues out, final Field field, final UnsafeBuffer source, final int offset, final byte tag) {
        final int left = out.levelsLeft();
        if (DocumentDescriptor.length(source, offset) / LEAST_LEVEL_LENGTH >= left) {
            final int levels = levels(source, offset, tag);
            if (levels > left) {
                final int allowed = out.dictionary.limits().depth();
                throw new LimitException("depth", allowed - left + levels, allowed, Rejections.where(field));
            }
        }
    }

    /** Levels of nesting of an encoded object or array, itself included. */
    static int levels(final UnsafeBuffer source, final int offset, final byte tag) {
        final boolean isObject = tag == Tag.OBJECT;
        final int count = isObject
                ? DocumentDescriptor.fieldCount(source, offset)
                : DocumentDescriptor.elementCount(source, offset);
        final int slots = isObject ? DocumentDescriptor.slots(source, offset) : DocumentDescriptor.arraySlots(offset);
        final int variable = DocumentDescriptor.variable(slots, count);
        int deepest = 0;
        for (int i = 0; i < count; i++) {
            final byte inner = DocumentDescriptor.tag(source, slots, count, i);
            if (Tag.isNested(inner)) {
                final int at = DocumentDescriptor.offsetOf(DocumentDescriptor.slot(source, slots, i));
                deepest = Math.max(deepest, levels(source, variable + at, inner));
            }
        }
        return deepest + 1;
    }
}
