package io.tailrace.document;

import io.tailrace.error.DocumentException;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The old document of a change that says only what differs from the new one. Not thread safe; valid as long as what it
 * lies in. Allocates only for documents larger than any before.
 *
 * <p>A {@link Document} is laid over the new one with it and takes single values from where they are. Who needs the
 * bytes one after the other has them put together in memory of this, once for each change.
 *
 * @hidden
 */
public final class OldImage {
    private static final int UNKNOWN = -1;
    private static final int SMALLEST = 1_024;

    private final UnsafeBuffer whole = new UnsafeBuffer(0, 0);
    private DirectBuffer source = whole;
    private int delta;
    private int deltaLength;
    private int after;
    private int afterLength;
    private int fields;
    private int changed;
    private long firstWord;
    private int slots;
    /** Of the whole document, or {@link #UNKNOWN} before it is put together. */
    private int length = UNKNOWN;

    /** Makes one that stands for nothing yet. */
    public OldImage() {}

    /**
     * Whether bytes can be a difference: its fixed parts lie inside, and so do those of the new document. What the
     * values are is not looked at, see {@link DocumentCheck}.
     *
     * @param buffer holds it and the new document
     * @param delta where the difference begins
     * @param deltaLength its length in bytes
     * @param after where the new document begins
     * @param afterLength its length in bytes
     * @return false when one of them is damaged
     */
    public static boolean isDelta(DirectBuffer buffer, int delta, int deltaLength, int after, int afterLength) {
        return changedIn(buffer, delta, deltaLength, after, afterLength) >= 0;
    }

    /** How many fields have changed, below 0 where bytes can be no difference. */
    private static int changedIn(DirectBuffer buffer, int delta, int deltaLength, int after, int afterLength) {
        if (afterLength < DocumentDescriptor.HEADER_LENGTH) {
            return UNKNOWN;
        }
        long header = DocumentDescriptor.header(buffer, after);
        int count = DocumentDescriptor.countOfHeader(header);
        if (DocumentDescriptor.lengthOfHeader(header) != afterLength
                || (DocumentDescriptor.flagsOfHeader(header) & DocumentDescriptor.FLAG_INLINE) != 0
                || count == 0
                || DocumentDescriptor.variable(DocumentDescriptor.HEADER_LENGTH, count) > afterLength
                || DeltaDescriptor.slots(0, count) > deltaLength
                || DeltaDescriptor.namesMore(buffer, delta, count)) {
            return UNKNOWN;
        }
        int changed = DeltaDescriptor.changed(buffer, delta, count);
        return DeltaDescriptor.fixedLength(count, changed) <= deltaLength ? changed : UNKNOWN;
    }

    /**
     * Stands for another difference, if it can be one.
     *
     * @param buffer holds it and the new document
     * @param deltaOffset where the difference begins
     * @param lengthOfDelta its length in bytes
     * @param afterOffset where the new document begins
     * @param lengthOfAfter its length in bytes
     * @return false when it {@linkplain #isDelta can be none}, and nothing has changed
     */
    public boolean move(DirectBuffer buffer, int deltaOffset, int lengthOfDelta, int afterOffset, int lengthOfAfter) {
        int changedFields = changedIn(buffer, deltaOffset, lengthOfDelta, afterOffset, lengthOfAfter);
        if (changedFields < 0) {
            return false;
        }
        if (source != buffer) { // see Value.ownObject
            source = buffer;
        }
        delta = deltaOffset;
        deltaLength = lengthOfDelta;
        after = afterOffset;
        afterLength = lengthOfAfter;
        fields = DocumentDescriptor.fieldCount(buffer, afterOffset);
        firstWord = DeltaDescriptor.word(buffer, deltaOffset, 0);
        changed = changedFields;
        slots = DeltaDescriptor.slots(deltaOffset, fields);
        length = UNKNOWN;
        return true;
    }

    /**
     * Has a value show the old document, without putting it together before somebody wants its bytes.
     *
     * @param into of the dictionary of the documents
     */
    public void show(Value into) {
        into.wrap(this);
    }

    /**
     * The whole old document, from offset 0 on.
     *
     * @return memory of this, valid until it stands for another one
     * @throws DocumentException when the difference is damaged
     */
    public DirectBuffer buffer() {
        length();
        return whole;
    }

    /**
     * {@return the length of the whole old document in bytes}
     *
     * @throws DocumentException as {@link #buffer()}
     */
    public int length() {
        if (length == UNKNOWN) {
            length = putTogether();
        }
        return length;
    }

    /**
     * The first field whose old value is another one, in other bytes at least.
     *
     * @return its place in the order of names, or -1 where it is none of the first 64
     */
    public int firstChanged() {
        return firstWord == 0 ? -1 : Long.numberOfTrailingZeros(firstWord);
    }

    DirectBuffer source() {
        return source;
    }

    int after() {
        return after;
    }

    int afterLength() {
        return afterLength;
    }

    /** Bytes of what differs. */
    int deltaLength() {
        return deltaLength;
    }

    /** Whether the old value of a field is here and not in the new document. */
    boolean isChanged(int field) {
        return field < Long.SIZE ? (firstWord >>> field & 1) != 0 : DeltaDescriptor.isChanged(source, delta, field);
    }

    /** Place of a changed field among the slots. */
    int place(int field) {
        return field < Long.SIZE
                ? Long.bitCount(firstWord & (1L << field) - 1)
                : DeltaDescriptor.place(source, delta, field);
    }

    /** Where the slots of the changed fields begin. */
    int slots() {
        return slots;
    }

    /** How many fields have changed. */
    int changed() {
        return changed;
    }

    /** Where the variable part of the changed fields begins. */
    int variable() {
        return DocumentDescriptor.variable(slots, changed);
    }

    private int putTogether() {
        int fixed = DocumentDescriptor.variable(DocumentDescriptor.HEADER_LENGTH, fields);
        int most = afterLength + deltaLength + fields * DocumentDescriptor.ALIGNMENT;
        ensure(most);
        whole.putBytes(0, source, after, afterLength);
        return putFixed() ? afterLength : lay(fixed, most);
    }

    /** Puts what has changed in its place, where nothing else has to move for it; else false. */
    private boolean putFixed() {
        DirectBuffer from = source;
        UnsafeBuffer to = whole;
        int count = fields;
        int oldSlots = slots;
        int oldCount = changed;
        int toSlots = DocumentDescriptor.HEADER_LENGTH;
        int place = 0;
        for (int word = 0; word < DeltaDescriptor.words(count); word++) {
            for (long left = DeltaDescriptor.word(from, delta, word); left != 0; left &= left - 1) {
                int field = word * Long.SIZE + Long.numberOfTrailingZeros(left);
                byte tag = DocumentDescriptor.tag(from, oldSlots, oldCount, place);
                if (Tag.isVariable(tag) || Tag.isVariable(DocumentDescriptor.tag(to, toSlots, count, field))) {
                    return false;
                }
                DocumentDescriptor.putSlot(to, toSlots, field, DocumentDescriptor.slot(from, oldSlots, place));
                DocumentDescriptor.putTag(to, toSlots, count, field, tag);
                place++;
            }
        }
        return true;
    }

    private void ensure(int bytes) {
        if (bytes > whole.capacity()) {
            whole.wrap(ByteBuffer.allocateDirect(Math.max(SMALLEST, Integer.highestOneBit(bytes) << 1)));
        }
    }

    /** Lays all fields out in their order, as who writes documents does. */
    private int lay(int variable, int most) {
        int newSlots = after + DocumentDescriptor.HEADER_LENGTH;
        int newVariable = DocumentDescriptor.variable(newSlots, fields);
        int oldVariable = variable();
        int newRoom = after + afterLength - newVariable;
        int oldRoom = delta + deltaLength - oldVariable;
        int end = variable;
        int place = 0;
        for (int i = 0; i < fields; i++) {
            boolean isOld = isChanged(i);
            byte tag = isOld ? tag(place) : DocumentDescriptor.tag(source, newSlots, fields, i);
            long slot = isOld ? slot(place) : DocumentDescriptor.slot(source, newSlots, i);
            if (Tag.isVariable(tag)) {
                int start = Tag.isNested(tag) ? DocumentDescriptor.pad(whole, variable, end) : end;
                int bytes = DocumentDescriptor.lengthOf(slot);
                int from = DocumentDescriptor.offsetOf(slot);
                if ((from | bytes) < 0 || from > (isOld ? oldRoom : newRoom) - bytes || bytes > most - start) {
                    throw Rejections.damaged("length of a value", bytes, (isOld ? oldRoom : newRoom) - from);
                }
                whole.putBytes(start, source, (isOld ? oldVariable : newVariable) + from, bytes);
                slot = DocumentDescriptor.pack(start - variable, bytes);
                end = start + bytes;
            }
            if (isOld) {
                put(i, place++, slot);
            } else {
                DocumentDescriptor.putSlot(whole, DocumentDescriptor.HEADER_LENGTH, i, slot);
            }
        }
        end = DocumentDescriptor.pad(whole, variable, end);
        DocumentDescriptor.putLength(whole, 0, end);
        return end;
    }

    private void put(int field, int place, long slot) {
        DocumentDescriptor.putSlot(whole, DocumentDescriptor.HEADER_LENGTH, field, slot);
        DocumentDescriptor.putTag(whole, DocumentDescriptor.HEADER_LENGTH, fields, field, tag(place));
    }

    byte tag(int place) {
        return DocumentDescriptor.tag(source, slots, changed, place);
    }

    long slot(int place) {
        return DocumentDescriptor.slot(source, slots, place);
    }
}
