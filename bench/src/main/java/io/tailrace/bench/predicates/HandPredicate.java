package io.tailrace.bench.predicates;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A predicate as one writes it who knows the layout of documents: it finds the slot of a field by the shape, checks the
 * type and compares.
 */
abstract class HandPredicate {
    static final byte INTEGER = 4;
    static final byte FLOAT = 5;
    static final byte OBJECT = 6;
    static final byte STRING = 9;

    /** Whether it holds for the document at a place. */
    abstract boolean test(UnsafeBuffer buffer, int at);

    static int shape(UnsafeBuffer buffer, int document) {
        return buffer.getShort(document + 4, LITTLE_ENDIAN) & 0xFFFF;
    }

    static boolean isAbove(UnsafeBuffer buffer, int slot, int tag, double bound) {
        byte type = buffer.getByte(tag);
        if (type == FLOAT) {
            return Double.longBitsToDouble(buffer.getLong(slot, LITTLE_ENDIAN)) > bound;
        }
        return type == INTEGER && buffer.getLong(slot, LITTLE_ENDIAN) > bound;
    }

    static boolean isAtLeast(UnsafeBuffer buffer, int slot, int tag, long bound) {
        byte type = buffer.getByte(tag);
        if (type == INTEGER) {
            return buffer.getLong(slot, LITTLE_ENDIAN) >= bound;
        }
        return type == FLOAT && Double.longBitsToDouble(buffer.getLong(slot, LITTLE_ENDIAN)) >= bound;
    }

    static boolean isBelow(UnsafeBuffer buffer, int slot, int tag, long bound) {
        byte type = buffer.getByte(tag);
        if (type == INTEGER) {
            return buffer.getLong(slot, LITTLE_ENDIAN) < bound;
        }
        return type == FLOAT && Double.longBitsToDouble(buffer.getLong(slot, LITTLE_ENDIAN)) < bound;
    }

    static boolean isText(UnsafeBuffer buffer, int slot, int tag, int variable, WantedText wanted) {
        if (buffer.getByte(tag) != STRING) {
            return false;
        }
        long where = buffer.getLong(slot, LITTLE_ENDIAN);
        if ((int) (where >>> 32) != wanted.bytes.length) {
            return false;
        }
        int start = variable + (int) where;
        return (buffer.getLong(start, LITTLE_ENDIAN) & wanted.mask) == wanted.head && wanted.endsAt(buffer, start);
    }

    static boolean isAmong(UnsafeBuffer buffer, int slot, int tag, long[] wanted) {
        byte type = buffer.getByte(tag);
        if (type == INTEGER) {
            long found = buffer.getLong(slot, LITTLE_ENDIAN);
            for (long one : wanted) {
                if (one == found) {
                    return true;
                }
            }
            return false;
        }
        if (type == FLOAT) {
            double found = Double.longBitsToDouble(buffer.getLong(slot, LITTLE_ENDIAN));
            for (long one : wanted) {
                if (one == found) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Text of which eight bytes are compared at once; a buffer must go on for so many where a text begins. */
    static final class WantedText {
        final byte[] bytes;
        final long head;
        final long mask;

        WantedText(byte[] bytes) {
            this.bytes = bytes;
            head = new UnsafeBuffer(Arrays.copyOf(bytes, Long.BYTES)).getLong(0, LITTLE_ENDIAN);
            mask = bytes.length < Long.BYTES ? (1L << bytes.length * Byte.SIZE) - 1 : -1;
        }

        private boolean endsAt(UnsafeBuffer buffer, int start) {
            for (int i = Long.BYTES; i < bytes.length; i++) {
                if (buffer.getByte(start + i) != bytes[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Where the slots and tags of one field are, by the shape of the document. */
    static final class Places {
        /** The last shape, which is the only one where there is one. */
        int shape;

        int slot;
        int tag;
        int variable;
        /** By shape. */
        final int[] slots = new int[64];

        final int[] tags = new int[64];
        final int[] variables = new int[64];

        Places(PredicateDocuments documents, String field, String... inner) {
            Dictionary dictionary = documents.dictionary;
            Document document = new Document(dictionary);
            Document nested = new Document(dictionary);
            for (int i = 0; i < documents.offsets.length; i++) {
                document.wrap(documents.buffer, documents.offsets[i], documents.lengths[i]);
                if (inner.length == 0) {
                    place(document, documents.buffer, documents.offsets[i], field);
                } else {
                    document.document(field, nested);
                    place(nested, documents.buffer, nested.offset(), inner[0]);
                }
            }
        }

        private void place(Document document, UnsafeBuffer buffer, int offset, String field) {
            int index = 0;
            while (!document.fieldAt(index).name().equals(field)) {
                index++;
            }
            int fields = document.size();
            shape = shape(buffer, offset);
            slot = 8 + index * 8;
            tag = 8 + fields * 8 + index;
            variable = 8 + fields * 8 + (fields + 7 & ~7);
            slots[shape] = slot;
            tags[shape] = tag;
            variables[shape] = variable;
        }
    }
}
