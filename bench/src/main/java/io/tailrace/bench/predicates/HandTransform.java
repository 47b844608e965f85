package io.tailrace.bench.predicates;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.document.Document;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes another document as one writes it who knows the layout of documents, and that all have one shape: the header
 * and the names of the new one are always the same bytes, slots are copied one by one, text as it is.
 */
abstract class HandTransform {
    private static final byte FLOAT = 5;
    private static final byte BOOLEAN = 2;
    private static final int FEW = 3;
    private static final int LINE = 8;

    final Layout in;
    final UnsafeBuffer out = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 12));
    final int slots;

    HandTransform(Layout in, byte[] names) {
        this.in = in;
        out.putBytes(0, names);
        slots = names.length;
    }

    /** Makes the other document at the beginning of {@link #out}; gives its length. */
    abstract int make(UnsafeBuffer buffer, int at);

    final long slot(UnsafeBuffer buffer, int at, int index) {
        return buffer.getLong(at + LINE + index * LINE, LITTLE_ENDIAN);
    }

    final byte tag(UnsafeBuffer buffer, int at, int index) {
        return buffer.getByte(at + LINE + in.fields * LINE + index);
    }

    final void put(int count, int index, long slot, byte tag) {
        out.putLong(slots + index * LINE, slot, LITTLE_ENDIAN);
        out.putByte(slots + count * LINE + index, tag);
    }

    /** Copies the only text behind the fixed part; gives the length of the whole. */
    final int text(UnsafeBuffer buffer, int at, int from, int to) {
        long where = slot(buffer, at, from);
        int length = (int) (where >>> 32);
        int variable = slots + FEW * LINE + LINE;
        put(FEW, to, (long) length << 32, tag(buffer, at, from));
        out.putLong(variable + (length & -LINE), 0);
        out.putBytes(variable, buffer, at + LINE + in.fixed + (int) where, length);
        return end(variable + length + LINE - 1 & -LINE);
    }

    final int end(int length) {
        out.putInt(0, length, LITTLE_ENDIAN);
        return length;
    }

    static final class Pluck extends HandTransform {
        private final int bid = in.index("bid");
        private final int size = in.index("size");
        private final int venue = in.index("venue");

        Pluck(Layout in, byte[] names) {
            super(in, names);
        }

        @Override
        int make(UnsafeBuffer buffer, int at) {
            put(FEW, 0, slot(buffer, at, bid), tag(buffer, at, bid));
            put(FEW, 1, slot(buffer, at, size), tag(buffer, at, size));
            return text(buffer, at, venue, 2);
        }
    }

    static final class Spread extends HandTransform {
        private final int bid = in.index("bid");
        private final int ask = in.index("ask");
        private final int venue = in.index("venue");

        Spread(Layout in, byte[] names) {
            super(in, names);
        }

        @Override
        int make(UnsafeBuffer buffer, int at) {
            if (tag(buffer, at, bid) != FLOAT || tag(buffer, at, ask) != FLOAT) {
                throw new IllegalStateException("a price is no float");
            }
            long low = slot(buffer, at, bid);
            double spread = Double.longBitsToDouble(slot(buffer, at, ask)) - Double.longBitsToDouble(low);
            put(FEW, 0, low, FLOAT);
            put(FEW, 1, Double.doubleToRawLongBits(spread), FLOAT);
            return text(buffer, at, venue, 2);
        }
    }

    static final class Merge extends HandTransform {
        private final int size = in.index("size");

        Merge(Layout in, byte[] names) {
            super(in, names);
        }

        /** The new field comes right before the one that is replaced; what is variable stays as it is. */
        @Override
        int make(UnsafeBuffer buffer, int at) {
            int count = in.fields + 1;
            for (int i = 0; i < size; i++) {
                put(count, i, slot(buffer, at, i), tag(buffer, at, i));
            }
            put(count, size, 1, BOOLEAN);
            put(count, size + 1, slot(buffer, at, size) * 2, tag(buffer, at, size));
            for (int i = size + 1; i < in.fields; i++) {
                put(count, i + 1, slot(buffer, at, i), tag(buffer, at, i));
            }
            int variable = slots + count * LINE + (count + LINE - 1 & -LINE);
            int length = buffer.getInt(at, LITTLE_ENDIAN) - LINE - in.fixed;
            out.putBytes(variable, buffer, at + LINE + in.fixed, length);
            return end(variable + length);
        }
    }

    /** Where the fields of the documents are that come in. */
    static final class Layout {
        final int fields;
        /** Bytes of slots and tags. */
        final int fixed;

        private final Document document;

        Layout(PredicateDocuments documents) {
            document = new Document(documents.dictionary)
                    .wrap(documents.buffer, documents.offsets[0], documents.lengths[0]);
            fields = document.size();
            fixed = fields * LINE + (fields + LINE - 1 & -LINE);
        }

        int index(String field) {
            int index = 0;
            while (!document.fieldAt(index).name().equals(field)) {
                index++;
            }
            return index;
        }
    }
}
