package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Compares the old and the new document of a change, once for all who want to know: whether it is one at all, and how
 * the old one is written, which is what differs from the new one where that is at most half as long. Not thread safe;
 * allocates nothing.
 *
 * <p>{@link #measure} compares and remembers which fields differ, the others look at these only; between the two
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
    private int oldOffset;
    private int oldLength;
    private int newOffset;
    private int newLength;
    private int measured = WHOLE;
    private int fields;
    /** How many words of the mask say something of these documents. */
    private int words;

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
     * @param oldAt where it begins
     * @param oldBytes its length in bytes
     * @param newBuffer holds the new one
     * @param newAt where it begins
     * @param newBytes its length in bytes
     * @return bytes of the difference, a multiple of 8; or {@link #WHOLE} where the fields are not the same, carry
     *     their names themselves, or where more than half of it would be written
     */
    public int measure(
            DirectBuffer oldBuffer, int oldAt, int oldBytes, DirectBuffer newBuffer, int newAt, int newBytes) {
        before = oldBuffer;
        after = newBuffer;
        oldOffset = oldAt;
        oldLength = oldBytes;
        newOffset = newAt;
        newLength = newBytes;
        words = 0;
        changed = 0;
        measured = haveSameFields() && compareFixed() && compareVariable() ? length() : WHOLE;
        return measured;
    }

    private boolean haveSameFields() {
        if (oldLength < DocumentDescriptor.HEADER_LENGTH || newLength < DocumentDescriptor.HEADER_LENGTH) {
            return false;
        }
        long oldHeader = DocumentDescriptor.header(before, oldOffset);
        long newHeader = DocumentDescriptor.header(after, newOffset);
        if (!DocumentDescriptor.hasSameFields(oldHeader, newHeader)
                || DocumentDescriptor.lengthOfHeader(oldHeader) != oldLength
                || DocumentDescriptor.lengthOfHeader(newHeader) != newLength) {
            return false;
        }
        fields = DocumentDescriptor.countOfHeader(newHeader);
        int fixed = DocumentDescriptor.variable(DocumentDescriptor.HEADER_LENGTH, fields);
        return fields > 0 && fixed <= oldLength && fixed <= newLength;
    }

    /** Compares slots and tags; false if what differs is too much. */
    private boolean compareFixed() {
        int count = fields;
        oldSlots = oldOffset + DocumentDescriptor.HEADER_LENGTH;
        newSlots = newOffset + DocumentDescriptor.HEADER_LENGTH;
        limit = oldLength >> 1;
        isSameVariable = oldLength == newLength;
        for (int first = 0; first < count; first += Long.SIZE) {
            compare(first, Math.min(count, first + Long.SIZE));
            words++;
            if (DeltaDescriptor.fixedLength(count, changed) > limit) {
                return false;
            }
        }
        return true;
    }

    private boolean compareVariable() {
        variableLength = 0;
        int variable = DocumentDescriptor.variable(oldSlots, fields);
        int length = oldOffset + oldLength - variable;
        return isSameVariable && Bytes.equal(before, variable, after, variable - oldOffset + newOffset, length)
                || lookAtVariable();
    }

    private int length() {
        return DeltaDescriptor.fixedLength(fields, changed) + DocumentDescriptor.align(variableLength);
    }

    /** {@return whether the documents that were measured last are the same in all their bytes} */
    public boolean isNone() {
        return measured != WHOLE && changed == 0;
    }

    /**
     * Whether a field has been met whose values are not equal, not only written otherwise as 1 and 1.0 are.
     *
     * @return false where the documents that were measured last have to be compared by value to know
     */
    public boolean tellsApart() {
        for (int word = 0; word < words; word++) {
            for (long left = mask[word]; left != 0; left &= left - 1) {
                if (tellsApart(word * Long.SIZE + Long.numberOfTrailingZeros(left))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean tellsApart(int field) {
        byte oldTag = DocumentDescriptor.tag(before, oldSlots, fields, field);
        byte newTag = DocumentDescriptor.tag(after, newSlots, fields, field);
        if (oldTag != newTag) {
            return Tag.rank(oldTag) != Tag.rank(newTag);
        }
        return Tag.isVariable(oldTag)
                ? !Tag.isNested(oldTag)
                : ValueOrder.differ(
                        oldTag,
                        DocumentDescriptor.slot(before, oldSlots, field),
                        DocumentDescriptor.slot(after, newSlots, field));
    }

    /** Finds the fields that differ among those of one word of the mask, but for what lay in the variable part. */
    private void compare(int first, int end) {
        int words = first * DocumentDescriptor.SLOT_LENGTH;
        long differing = Bytes.differing(before, oldSlots + words, after, newSlots + words, end - first);
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

    /** {@return what {@link #measure} has said last} */
    public int measured() {
        return measured;
    }

    /** {@return what holds the old document} */
    public DirectBuffer oldBuffer() {
        return before;
    }

    /** {@return where it begins} */
    public int oldOffset() {
        return oldOffset;
    }

    /** {@return its length in bytes} */
    public int oldLength() {
        return oldLength;
    }

    /** {@return what holds the new document} */
    public DirectBuffer newBuffer() {
        return after;
    }

    /** {@return where it begins} */
    public int newOffset() {
        return newOffset;
    }

    /** {@return its length in bytes} */
    public int newLength() {
        return newLength;
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
        int total = changed;
        int slots = DeltaDescriptor.slots(delta, count);
        int variable = DocumentDescriptor.variable(slots, total);
        int end = variable;
        int place = 0;
        long tags = 0;
        for (int word = 0; word < words; word++) {
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
                tags |= (long) tag << (place << 3);
                place++;
                if ((place & Long.BYTES - 1) == 0 || place == total) {
                    DocumentDescriptor.putTags(target, slots, total, place - 1 & -Long.BYTES, tags);
                    tags = 0;
                }
            }
        }
        DocumentDescriptor.pad(target, variable, end);
    }
}
