package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import io.tailrace.bytes.Utf8;
import org.agrona.DirectBuffer;

/**
 * Says whether bytes that came from a disk are an encoded document, so that whoever reads it later needs to check
 * nothing: every length and offset stays inside, every shape and type is known, names are in order, text is UTF-8 and
 * floats are finite. One walk, linear in the length, which allocates only where something is wrong. Not thread safe.
 *
 * @hidden
 */
public final class DocumentCheck {
    /** Far deeper than the limit of any journal, and no danger to the stack. */
    private static final int DEEPEST = 64;

    private static final long EXPONENT = 0x7FF0_0000_0000_0000L;

    private final Dictionary dictionary;

    /**
     * A check for the documents of a journal.
     *
     * @param dictionary its names and shapes
     */
    public DocumentCheck(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * Checks one document.
     *
     * @param buffer holds it
     * @param offset where it begins; all its bytes lie in the buffer
     * @param length its length in bytes
     * @return null when it is sound, else what is wrong
     */
    public String defect(DirectBuffer buffer, int offset, int length) {
        return object(buffer, offset, length, 0);
    }

    /**
     * Checks what is different in the old document of a change, whose new one is sound.
     *
     * @param buffer holds both
     * @param delta where the difference begins; {@link OldImage#isDelta} is true for it
     * @param length its length in bytes
     * @param after where the new document begins
     * @return null when it is sound, else what is wrong
     */
    public String deltaDefect(DirectBuffer buffer, int delta, int length, int after) {
        int fields = DocumentDescriptor.fieldCount(buffer, after);
        int changed = DeltaDescriptor.changed(buffer, delta, fields);
        return values(buffer, DeltaDescriptor.slots(delta, fields), changed, delta + length, 0);
    }

    private String object(DirectBuffer buffer, int offset, int length, int depth) {
        if (length < DocumentDescriptor.HEADER_LENGTH) {
            return otherLength(length);
        }
        long header = DocumentDescriptor.header(buffer, offset);
        if (DocumentDescriptor.lengthOfHeader(header) != length) {
            return otherLength(length);
        }
        int count = DocumentDescriptor.countOfHeader(header);
        if ((DocumentDescriptor.flagsOfHeader(header) & DocumentDescriptor.FLAG_INLINE) == 0) {
            int shape = DocumentDescriptor.shapeOfHeader(header);
            if (!dictionary.hasShape(shape, count)) {
                return "shape is unknown or has other fields: shape=" + shape + " fields=" + count;
            }
            return values(buffer, offset + DocumentDescriptor.HEADER_LENGTH, count, offset + length, depth);
        }
        int room = length - DocumentDescriptor.HEADER_LENGTH;
        int names = room < Integer.BYTES ? -1 : DocumentDescriptor.namesLength(buffer, offset);
        if (names < 0 || names > room || !areNames(buffer, offset, count, names)) {
            return "names do not fit: fields=" + count + " length=" + names + " room=" + room;
        }
        return values(buffer, DocumentDescriptor.slots(buffer, offset), count, offset + length, depth);
    }

    private static String otherLength(int length) {
        return "length differs from its header: length=" + length;
    }

    private static boolean areNames(DirectBuffer buffer, int object, int count, int length) {
        int end = DocumentDescriptor.names(object) + length;
        int start = DocumentDescriptor.nameOffset(buffer, object, count, 0);
        if (start > end) {
            return false;
        }
        int before = start;
        int beforeLength = 0;
        for (int i = 0; i < count; i++) {
            int name = DocumentDescriptor.nameLength(buffer, object, i);
            if (name < 0 || name > end - start || Utf8.firstMalformed(buffer, start, name) >= 0) {
                return false;
            }
            if (i > 0 && Bytes.compare(buffer, before, beforeLength, buffer, start, name) >= 0) {
                return false;
            }
            before = start;
            beforeLength = name;
            start += name;
        }
        return true;
    }

    private String array(DirectBuffer buffer, int offset, int length, int depth) {
        if (length < DocumentDescriptor.HEADER_LENGTH || DocumentDescriptor.length(buffer, offset) != length) {
            return "length of an array differs from its header: length=" + length;
        }
        int count = DocumentDescriptor.elementCount(buffer, offset);
        return values(buffer, DocumentDescriptor.arraySlots(offset), count, offset + length, depth);
    }

    /** No two values share bytes, so that all of them together are no longer than the part they lie in. */
    private String values(DirectBuffer buffer, int slots, int count, int end, int depth) {
        int variable = DocumentDescriptor.variable(slots, count);
        if (variable > end || variable < slots || depth > DEEPEST) {
            return "values do not fit: count=" + count + " room=" + (end - slots) + " depth=" + depth;
        }
        int room = end - variable;
        int left = room;
        for (int first = 0; first < count; first += Long.BYTES) {
            long tags = DocumentDescriptor.tags(buffer, slots, count, first);
            long look = Tag.restricted(tags);
            if (count - first < Long.BYTES) {
                look &= (1L << (count - first) * Byte.SIZE) - 1;
            }
            for (; look != 0; look &= look - 1) {
                int place = Long.numberOfTrailingZeros(look);
                byte tag = (byte) (tags >>> place);
                long slot = DocumentDescriptor.slot(buffer, slots, first + place / Byte.SIZE);
                if (tag <= Tag.ABSENT || tag >= Tag.STALE || !isValue(tag, slot)) {
                    return "value has no type or is none of it: tag=" + tag + " slot=" + slot;
                }
                if (Tag.isVariable(tag)) {
                    int at = DocumentDescriptor.offsetOf(slot);
                    int length = DocumentDescriptor.lengthOf(slot);
                    left -= Math.max(0, length);
                    if ((at | length) < 0 || at > room - length || left < 0) {
                        return "value lies outside: offset=" + at + " length=" + length + " room=" + room;
                    }
                    String wrong = variable(buffer, tag, variable + at, length, depth);
                    if (wrong != null) {
                        return wrong;
                    }
                }
            }
        }
        return null;
    }

    /** What compares slots takes two values for different that have more than one way to be written. */
    private static boolean isValue(byte tag, long slot) {
        return switch (tag) {
            case Tag.FLOAT -> (slot & EXPONENT) != EXPONENT;
            case Tag.BOOLEAN -> (slot | 1) == 1;
            case Tag.NULL -> slot == 0;
            default -> true;
        };
    }

    private String variable(DirectBuffer buffer, byte tag, int offset, int length, int depth) {
        return switch (tag) {
            case Tag.OBJECT -> object(buffer, offset, length, depth + 1);
            case Tag.ARRAY -> array(buffer, offset, length, depth + 1);
            case Tag.STRING ->
                Utf8.firstMalformed(buffer, offset, length) < 0 ? null : "text is no UTF-8: length=" + length;
            default -> null;
        };
    }
}
