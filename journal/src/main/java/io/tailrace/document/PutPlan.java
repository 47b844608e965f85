package io.tailrace.document;

import java.util.Arrays;

/**
 * What follows from one order in which the fields of an object were put: their sorted order without repetitions, and
 * the shape, once the dictionary has it. Not thread safe.
 */
final class PutPlan {
    /** Which put fills each sorted place. */
    final int[] order;

    /** The puts came sorted and without repetitions, so that slots and variable part can be taken as they are. */
    final boolean isSorted;

    /** The fields in the order in which they were put. */
    final Field[] puts;

    /** No field was put twice, so that all the data that came is variable part, in whatever order. */
    final boolean isOnce;

    /** The value of the field that was put first stands: it was not put again. */
    final boolean keepsFirst;

    private final Field[] fields;
    private Shape shape;
    private byte[] names;
    private boolean open = true;
    private int fieldsSeen = -1;
    private int shapesSeen = -1;

    private PutPlan(Field[] puts, int[] order, boolean isSorted, Field[] fields) {
        this.puts = puts;
        this.order = order;
        this.isSorted = isSorted;
        this.fields = fields;
        isOnce = puts.length == fields.length;
        boolean keeps = false;
        for (int put : order) {
            keeps |= put == 0;
        }
        keepsFirst = keeps;
    }

    static PutPlan of(Field[] puts, int start, int count) {
        int[] order = new int[count];
        int size = 0;
        for (int put = 0; put < count; put++) {
            int place = place(puts, start, order, size, puts[start + put]);
            if (place < 0) {
                System.arraycopy(order, -1 - place, order, -place, size + 1 + place);
                size++;
            }
            order[place < 0 ? -1 - place : place] = put;
        }
        Field[] fields = new Field[size];
        boolean isSorted = size == count;
        for (int i = 0; i < size; i++) {
            fields[i] = puts[start + order[i]];
            isSorted &= order[i] == i;
        }
        return new PutPlan(
                Arrays.copyOfRange(puts, start, start + count), Arrays.copyOf(order, size), isSorted, fields);
    }

    /** Place of the field among the sorted ones, or {@code -1 - place} where it would go. */
    private static int place(Field[] puts, int start, int[] order, int size, Field field) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int difference = puts[start + order[middle]].compareName(field);
            if (difference == 0) {
                return middle;
            }
            if (difference < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    int size() {
        return fields.length;
    }

    Field field(int index) {
        return fields[index];
    }

    /** Asks the dictionary for the shape, unless it is known; what is found stays as it is until the next call. */
    void resolve(Dictionary dictionary) {
        if (shape == null && open) {
            look(dictionary);
        }
    }

    /** The shape, or null if the dictionary had none for these fields when it was last asked. */
    Shape shape() {
        return shape;
    }

    /** Whether the shape could still be interned; meaningful while there is none. */
    boolean isOpen() {
        return open;
    }

    /** The names as an inline object carries them. */
    byte[] names() {
        if (names == null) {
            names = DocumentDescriptor.encodeNames(fields);
        }
        return names;
    }

    private void look(Dictionary dictionary) {
        int fieldCount = dictionary.fieldCount();
        int shapeCount = dictionary.shapeCount();
        if (fieldCount != fieldsSeen || shapeCount != shapesSeen) {
            fieldsSeen = fieldCount;
            shapesSeen = shapeCount;
            int newNames = 0;
            int newNameBytes = 0;
            for (Field field : fields) {
                if (field.id() < 0) {
                    newNames++;
                    newNameBytes += field.utf8.length;
                }
            }
            shape = newNames == 0 ? dictionary.findShape(fields, fields.length) : null;
            open = shape != null || dictionary.hasRoom(fields.length, newNames, newNameBytes);
            names = shape != null ? null : names;
        }
    }
}
