package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/** Lays the innermost of the {@link OpenValues} out in canonical form. Without state. */
final class ValueLayout {
    private ValueLayout() {}

    /** Exact length of the encoding; {@code plan}, resolved, is null for an array. */
    static int length(OpenValues values, PutPlan plan) {
        int count = plan == null ? values.count() : plan.size();
        int length = DocumentDescriptor.variable(DocumentDescriptor.HEADER_LENGTH, count);
        if (plan == null || plan.isSorted || plan.isOnce && !values.isNested()) {
            length += values.dataLength();
        } else {
            length += variableLength(values, plan.order);
        }
        if (plan != null && plan.shape() == null) {
            length += plan.names().length;
        }
        return DocumentDescriptor.align(length);
    }

    private static int variableLength(OpenValues values, int[] order) {
        byte[] tags = values.tags();
        long[] slots = values.slots();
        int first = values.firstEntry();
        int length = 0;
        for (int put : order) {
            byte tag = tags[first + put];
            if (Tag.isVariable(tag)) {
                int start = Tag.isNested(tag) ? DocumentDescriptor.align(length) : length;
                length = start + DocumentDescriptor.lengthOf(slots[first + put]);
            }
        }
        return length;
    }

    /** Writes the encoding; {@code length} as told by {@link #length}, without a change in between. */
    static void write(OpenValues values, PutPlan plan, UnsafeBuffer target, int offset, int length) {
        int end;
        if (plan == null) {
            DocumentDescriptor.putArrayHeader(target, offset, length, values.count(), values.flags());
            end = writeSorted(values, values.count(), target, DocumentDescriptor.arraySlots(offset));
        } else {
            int slots = writeHeader(values, plan, target, offset, length);
            end = plan.isSorted
                    ? writeSorted(values, plan.size(), target, slots)
                    : writeInOrder(values, plan.order, target, slots);
        }
        DocumentDescriptor.pad(target, offset, end);
    }

    private static int writeHeader(OpenValues values, PutPlan plan, UnsafeBuffer target, int offset, int length) {
        Shape shape = plan.shape();
        int nestedFlags = plan.isSorted || values.flags() == 0 ? values.flags() : flags(values, plan.order);
        if (shape != null) {
            DocumentDescriptor.putObjectHeader(target, offset, length, shape.id(), plan.size(), nestedFlags);
            return offset + DocumentDescriptor.HEADER_LENGTH;
        }
        byte[] names = plan.names();
        int open = plan.isOpen() ? DocumentDescriptor.FLAG_OPEN : 0;
        int flags = nestedFlags | DocumentDescriptor.FLAG_INLINE | open;
        DocumentDescriptor.putObjectHeader(target, offset, length, DocumentDescriptor.INLINE_SHAPE, plan.size(), flags);
        target.putBytes(DocumentDescriptor.names(offset), names);
        return DocumentDescriptor.names(offset) + names.length;
    }

    /** What the values that are left say of themselves, those that were overwritten having had their say too. */
    private static int flags(OpenValues values, int[] order) {
        int flags = 0;
        for (int put : order) {
            byte tag = values.tags()[values.firstEntry() + put];
            if (Tag.isNested(tag)) {
                long slot = values.slots()[values.firstEntry() + put];
                int at = values.firstData() + DocumentDescriptor.offsetOf(slot);
                flags |= DocumentDescriptor.flagsForParent(values.data(), at, tag);
            }
        }
        return flags;
    }

    private static int writeSorted(OpenValues values, int count, UnsafeBuffer target, int slotsOffset) {
        byte[] tags = values.tags();
        long[] slots = values.slots();
        int first = values.firstEntry();
        int tagsOffset = DocumentDescriptor.tags(slotsOffset, count);
        for (int i = 0; i < count; i++) {
            DocumentDescriptor.putSlot(target, slotsOffset, i, slots[first + i]);
        }
        target.putBytes(tagsOffset, tags, first, count);
        int variable = DocumentDescriptor.pad(target, tagsOffset, tagsOffset + count);
        target.putBytes(variable, values.data(), values.firstData(), values.dataLength());
        return variable + values.dataLength();
    }

    private static int writeInOrder(OpenValues values, int[] order, UnsafeBuffer target, int slotsOffset) {
        byte[] tags = values.tags();
        long[] slots = values.slots();
        int first = values.firstEntry();
        int count = order.length;
        int tagsOffset = DocumentDescriptor.tags(slotsOffset, count);
        int variable = DocumentDescriptor.variable(slotsOffset, count);
        int at = variable;
        int asItStands = 0; // so much of the data is where it belongs, and is copied at once
        long eightTags = 0;
        for (int i = 0; i < count; i++) {
            byte tag = tags[first + order[i]];
            long slot = slots[first + order[i]];
            if (Tag.isVariable(tag)) {
                int length = DocumentDescriptor.lengthOf(slot);
                int from = DocumentDescriptor.offsetOf(slot);
                if (from == asItStands && at == variable && !Tag.isNested(tag)) {
                    asItStands += length;
                } else {
                    at = at != variable ? at : copied(values, 0, asItStands, target, variable);
                    if (Tag.isNested(tag)) {
                        at = DocumentDescriptor.pad(target, variable, at);
                    }
                    slot = DocumentDescriptor.pack(at - variable, length);
                    at = copied(values, from, length, target, at);
                }
            }
            DocumentDescriptor.putSlot(target, slotsOffset, i, slot);
            eightTags |= (tag & 0xFFL) << i * Byte.SIZE;
            if ((i & 7) == 7 || i == count - 1) {
                target.putLong(tagsOffset + (i & ~7), eightTags, LITTLE_ENDIAN);
                eightTags = 0;
            }
        }
        return at != variable ? at : copied(values, 0, asItStands, target, variable);
    }

    private static int copied(OpenValues values, int from, int length, UnsafeBuffer target, int at) {
        target.putBytes(at, values.data(), values.firstData() + from, length);
        return at + length;
    }
}
