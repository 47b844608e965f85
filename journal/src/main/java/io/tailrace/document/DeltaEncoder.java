package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes old documents as what differs from the new ones, where that is at most half as long. Not thread safe;
 * allocates nothing.
 *
 * <p>{@link #measure} compares and remembers which fields differ, {@link #write} looks at these only; between the two
 * nothing may change. A field has changed where its bytes have, so that 1 and 1.0 are told apart: the document that is
 * made of it again is the one that was.
 *
 * @hidden
 */
public final class DeltaEncoder {
    /** What {@link #measure} says where the whole document is to be kept. */
    public static final int WHOLE = -1;

    private final long[] mask = new long[DeltaDescriptor.words(DocumentDescriptor.MAX_FIELDS)];
    private DirectBuffer before;
    private DirectBuffer after;
    private int fields;
    private int changed;
    private int oldSlots;
    private int newSlots;
    private int variableLength;
    private int limit;
    /** Whether no byte of the variable parts differs, nor where values lie in them. */
    private boolean isSameVariable;

    /** Makes one that has measured nothing. */
    public DeltaEncoder() {}

    /**
     * Compares two documents of one journal.
     *
     * @param oldBuffer holds the old one
     * @param oldOffset where it begins
     * @param oldLength its length in bytes
     * @param newBuffer holds the new one
     * @param newOffset where it begins
     * @param newLength its length in bytes
     * @return bytes of the difference, a multiple of 8; or {@link #WHOLE} where the fields are not the same, carry
     *     their names themselves, or where more than half of it would be written
     */
    public int measure(
            DirectBuffer oldBuffer,
            int oldOffset,
            int oldLength,
            DirectBuffer newBuffer,
            int newOffset,
            int newLength) {
        if (oldLength < DocumentDescriptor.HEADER_LENGTH || newLength < DocumentDescriptor.HEADER_LENGTH) {
            return WHOLE;
        }
        long oldHeader = DocumentDescriptor.header(oldBuffer, oldOffset);
        long newHeader = DocumentDescriptor.header(newBuffer, newOffset);
        if (!DocumentDescriptor.hasSameFields(oldHeader, newHeader)
                || DocumentDescriptor.lengthOfHeader(oldHeader) != oldLength
                || DocumentDescriptor.lengthOfHeader(newHeader) != newLength) {
            return WHOLE;
        }
        before = oldBuffer;
        after = newBuffer;
        fields = DocumentDescriptor.countOfHeader(newHeader);
        oldSlots = oldOffset + DocumentDescriptor.HEADER_LENGTH;
        newSlots = newOffset + DocumentDescriptor.HEADER_LENGTH;
        int fixed = DocumentDescriptor.variable(DocumentDescriptor.HEADER_LENGTH, fields);
        if (fields == 0 || fixed > oldLength || fixed > newLength) {
            return WHOLE;
        }
        limit = oldLength >> 1;
        changed = 0;
        variableLength = 0;
        isSameVariable = oldLength == newLength;
        for (int first = 0; first < fields; first += Long.SIZE) {
            compare(first, Math.min(fields, first + Long.SIZE));
            if (DeltaDescriptor.fixedLength(fields, changed) > limit) {
                return WHOLE;
            }
        }
        isSameVariable = isSameVariable
                && Bytes.equal(oldBuffer, oldOffset + fixed, newBuffer, newOffset + fixed, oldLength - fixed);
        return isSameVariable || lookAtVariable() ? length() : WHOLE;
    }

    private int length() {
        return DeltaDescriptor.fixedLength(fields, changed) + DocumentDescriptor.align(variableLength);
    }

    /** Finds the fields that differ among those of one word of the mask, but for what lay in the variable part. */
    private void compare(int first, int end) {
        long differing = differingSlots(first, end);
        long variable = 0;
        for (int i = first; i < end; i += Long.BYTES) {
            long tags = DocumentDescriptor.tags(before, oldSlots, fields, i);
            long others = tags ^ DocumentDescriptor.tags(after, newSlots, fields, i);
            if (others != 0) {
                differing |= Tag.fields(Tag.notZero(others)) << i;
            }
            if ((differing >>> i & 0xFF) != 0) {
                variable |= Tag.fields(Tag.variable(tags)) << i;
            }
        }
        isSameVariable &= (differing & variable) == 0; // or the same bytes at another place
        mask[DeltaDescriptor.wordOf(first)] = differing & ~variable;
        changed += Long.bitCount(differing & ~variable);
    }

    private long differingSlots(int first, int end) {
        DirectBuffer left = before;
        DirectBuffer right = after;
        int slotsA = oldSlots;
        int slotsB = newSlots;
        long differing = 0;
        int i = first;
        for (; i + 4 <= end; i += 4) {
            long a = DocumentDescriptor.slot(left, slotsA, i) ^ DocumentDescriptor.slot(right, slotsB, i);
            long b = DocumentDescriptor.slot(left, slotsA, i + 1) ^ DocumentDescriptor.slot(right, slotsB, i + 1);
            long c = DocumentDescriptor.slot(left, slotsA, i + 2) ^ DocumentDescriptor.slot(right, slotsB, i + 2);
            long d = DocumentDescriptor.slot(left, slotsA, i + 3) ^ DocumentDescriptor.slot(right, slotsB, i + 3);
            if ((a | b | c | d) != 0) {
                differing |= (bit(a) | bit(b) << 1 | bit(c) << 2 | bit(d) << 3) << i;
            }
        }
        for (; i < end; i++) {
            differing |= bit(DocumentDescriptor.slot(left, slotsA, i) ^ DocumentDescriptor.slot(right, slotsB, i)) << i;
        }
        return differing;
    }

    /** 1 for what is not zero, without a branch: it is as often one as the other. */
    private static long bit(long difference) {
        return (difference | -difference) >>> Long.SIZE - 1;
    }

    private void set(int field) {
        mask[DeltaDescriptor.wordOf(field)] |= 1L << field;
        changed++;
    }

    /** Looks at the old values in the variable part one by one; false if they are too much. */
    private boolean lookAtVariable() {
        for (int first = 0; first < fields; first += Long.BYTES) {
            long left = Tag.variable(DocumentDescriptor.tags(before, oldSlots, fields, first));
            for (; left != 0; left &= left - 1) {
                int field = first + (Long.numberOfTrailingZeros(left) >>> 3);
                byte tag = DocumentDescriptor.tag(before, oldSlots, fields, field);
                long slot = DocumentDescriptor.slot(before, oldSlots, field);
                if (tag != DocumentDescriptor.tag(after, newSlots, fields, field) || !isSameVariable(field, slot)) {
                    set(field);
                    int start = Tag.isNested(tag) ? DocumentDescriptor.align(variableLength) : variableLength;
                    variableLength = start + DocumentDescriptor.lengthOf(slot);
                }
            }
        }
        return length() <= limit;
    }

    private boolean isSameVariable(int field, long oldSlot) {
        long newSlot = DocumentDescriptor.slot(after, newSlots, field);
        int length = DocumentDescriptor.lengthOf(oldSlot);
        return length == DocumentDescriptor.lengthOf(newSlot)
                && Bytes.equal(
                        before,
                        DocumentDescriptor.variable(oldSlots, fields) + DocumentDescriptor.offsetOf(oldSlot),
                        after,
                        DocumentDescriptor.variable(newSlots, fields) + DocumentDescriptor.offsetOf(newSlot),
                        length);
    }

    /**
     * Writes the difference that was measured last.
     *
     * @param target with room for what {@link #measure} said
     * @param delta where it is to begin
     */
    public void write(MutableDirectBuffer target, int delta) {
        DirectBuffer source = before;
        int from = oldSlots;
        int count = fields;
        int slots = DeltaDescriptor.slots(delta, count);
        int tags = DocumentDescriptor.tags(slots, changed);
        int variable = DocumentDescriptor.pad(target, slots, tags + changed);
        int end = variable;
        int place = 0;
        for (int word = 0; word < DeltaDescriptor.words(count); word++) {
            long bits = mask[word];
            DeltaDescriptor.putWord(target, delta, word, bits);
            for (; bits != 0; bits &= bits - 1) {
                int field = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                byte tag = DocumentDescriptor.tag(source, from, count, field);
                long slot = DocumentDescriptor.slot(source, from, field);
                if (Tag.isVariable(tag)) {
                    int start = Tag.isNested(tag) ? DocumentDescriptor.pad(target, variable, end) : end;
                    int length = DocumentDescriptor.lengthOf(slot);
                    int at = DocumentDescriptor.variable(from, count) + DocumentDescriptor.offsetOf(slot);
                    target.putBytes(start, source, at, length);
                    slot = DocumentDescriptor.pack(start - variable, length);
                    end = start + length;
                }
                DocumentDescriptor.putSlot(target, slots, place, slot);
                target.putByte(tags + place, tag);
                place++;
            }
        }
        DocumentDescriptor.pad(target, variable, end);
    }
}
