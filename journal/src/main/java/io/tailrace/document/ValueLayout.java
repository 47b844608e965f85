package io.tailrace.document;

import org.agrona.concurrent.UnsafeBuffer;

/** Lays the innermost of the {@link OpenValues} out in canonical form. Without state. */
final class ValueLayout {
    private ValueLayout() {}

    /** Exact length of the encoding; {@code plan}, resolved, is null for an array. */
    static int length(final OpenValues values, final PutPlan plan) {
        final int count = plan == null ? values.count() : plan.size();
        int length = DocumentDescriptor.variable(DocumentDescriptor.HEADER_LENGTH, count);
        if (plan == null || plan.isSorted) {
            length += values.dataLength();
        } else {
            length += variableLength(values, plan.order);
        }
        if (plan != null && plan.shape() == null) {
            length += plan.names().length;
        }
        return DocumentDescriptor.align(length);
    }

    private static int variableLength(final OpenValues values, final int[] order) {
        final byte[] tags = values.tags();
        final long[] slots = values.slots();
        final int first = values.firstEntry();
        int length = 0;
        for (final int put : order) {
            final byte tag = tags[first + put];
            if (Tag.isVariable(tag)) {
                final int start = Tag.isNested(tag) ? DocumentDescriptor.align(length) : length;
                length = start + DocumentDescriptor.lengthOf(slots[first + put]);
            }
        }
        return length;
    }

    /** Writes the encoding; {@code length} as told by {@link #length}, without a change in between. */
    static void write(
            final OpenValues values,
            final PutPlan plan,
            final UnsafeBuffer target,
            final int offset,
            final int length) {
        final int end;
        if (plan == null) {
            DocumentDescriptor.putArrayHeader(target, offset, length, values.count(), values.flags());
            end = writeSorted(values, values.count(), target, DocumentDescriptor.arraySlots(offset));
        } else {
            final int slots = writeHeader(values, plan, target, offset, length);
            end = plan.isSorted
                    ? writeSorted(values, plan.size(), target, slots)
                    : writeInOrder(values, plan.order, target, slots);
        }
        DocumentDescriptor.pad(target, offset, end);
    }

    private static int writeHeader(
            final OpenValues values,
            final PutPlan plan,
            final UnsafeBuffer target,
            final int offset,
            final int length) {
        final Shape shape = plan.shape();
        final int nestedFlags = plan.isSorted || values.flags() == 0 ? values.flags() : flags(values, plan.order);
        if (shape != null) {
            DocumentDescriptor.putObjectHeader(target, offset, length, shape.id(), plan.size(), nestedFlags);
            return offset + DocumentDescriptor.HEADER_LENGTH;
        }
        final byte[] names = plan.names();
        final int open = plan.isOpen() ? DocumentDescriptor.FLAG_OPEN : 0;
        final int flags = nestedFlags | DocumentDescriptor.FLAG_INLINE | open;
        DocumentDescriptor.putObjectHeader(target, offset, length, DocumentDescriptor.INLINE_SHAPE, plan.size(), flags);
        target.putBytes(DocumentDescriptor.names(offset), names);
        return DocumentDescriptor.names(offset) + names.length;
    }

    /** What the values that are left say of themselves, those that were overwritten having had their say too. */
    private static int flags(final OpenValues values, final int[] order) {
        int flags = 0;
        for (final int put : order) {
            final byte tag = values.tags()[values.firstEntry() + put];
            if (Tag.isNested(tag)) {
                final long slot = values.slots()[values.firstEntry() + put];
                final int at = values.firstData() + DocumentDescriptor.offsetOf(slot);
                flags |= DocumentDescriptor.flagsForParent(values.data(), at, tag);
            }
        }
        return flags;
    }

    private static int writeSorted(
            final OpenValues values, final int count, final UnsafeBuffer target, final int slotsOffset) {
        final byte[] tags = values.tags();
        final long[] slots = values.slots();
        final int first = values.firstEntry();
        final int tagsOffset = DocumentDescriptor.tags(slotsOffset, count);
        for (int i = 0; i < count; i++) {
            DocumentDescriptor.putSlot(target, slotsOffset, i, slots[first + i]);
        }
        target.putBytes(tagsOffset, tags, first, count);
        final int variable = DocumentDescriptor.pad(target, tagsOffset, tagsOffset + count);
        target.putBytes(variable, values.data(), values.firstData(), values.dataLength());
        return variable + values.dataLength();
    }

    private static int writeInOrder(
            final OpenValues values, final int[] order, final UnsafeBuffer target, final int slotsOffset) {
        final byte[] tags = values.tags();
        final long[] slots = values.slots();
        final int first = values.firstEntry();
        final int count = order.length;
        final int tagsOffset = DocumentDescriptor.tags(slotsOffset, count);
        final int variable = DocumentDescriptor.pad(target, tagsOffset, tagsOffset + count);
        int at = variable;
        for (int i = 0; i < count; i++) {
            final byte tag = tags[first + order[i]];
            long slot = slots[first + order[i]];
            if (Tag.isVariable(tag)) {
                final int length = DocumentDescriptor.lengthOf(slot);
                if (Tag.isNested(tag)) {
                    at = DocumentDescriptor.pad(target, variable, at);
                }
                final int from = values.firstData() + DocumentDescriptor.offsetOf(slot);
                target.putBytes(at, values.data(), from, length);
                slot = DocumentDescriptor.pack(at - variable, length);
                at += length;
            }
            DocumentDescriptor.putSlot(target, slotsOffset, i, slot);
            target.putByte(tagsOffset + i, tag);
        }
        return at;
    }
}
