package io.tailrace.document;

/**
 * The set of field names of a document, sorted by UTF-8 name and interned once per journal. Immutable, safe for any
 * thread.
 */
public final class Shape {
    private final int id;
    private final Dictionary dictionary;
    private final Field[] fields;
    private final int[] fieldIds;
    /** Indexes by field id, open addressing; index + 1, zero is free. */
    private final short[] indexes;

    Shape(int id, Dictionary dictionary, Field[] fields, int[] fieldIds) {
        this.id = id;
        this.dictionary = dictionary;
        this.fields = fields;
        this.fieldIds = fieldIds;
        indexes = new short[Integer.highestOneBit(Math.max(1, fields.length)) * 4];
        for (int i = 0; i < fields.length; i++) {
            int at = start(fieldIds[i]);
            while (indexes[at] != 0) {
                at = at + 1 & indexes.length - 1;
            }
            indexes[at] = (short) (i + 1);
        }
    }

    /** {@return the number under which the journal knows the shape, from 0} */
    public int id() {
        return id;
    }

    /** {@return the number of fields} */
    public int size() {
        return fields.length;
    }

    /**
     * {@return the handle of the field at a place in the order of names}
     *
     * @param index 0 to size - 1
     */
    public Field field(int index) {
        return fields[index];
    }

    /**
     * The place of a field. Does not allocate.
     *
     * @param field handle, of any dictionary
     * @return its index, or -1 if documents of this shape have no such field
     */
    public int indexOf(Field field) {
        int fieldId = field.id();
        if (fieldId < 0 || field.dictionary != dictionary) {
            return search(field);
        }
        for (int at = start(fieldId); ; at = at + 1 & indexes.length - 1) {
            int index = indexes[at] - 1;
            if (index < 0 || fieldIds[index] == fieldId) {
                return index;
            }
        }
    }

    private int search(Field field) {
        int low = 0;
        int high = fields.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = fields[middle].compareName(field);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    boolean hasFields(Field[] others, int count) {
        if (count != fields.length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (fields[i] != others[i]) {
                return false;
            }
        }
        return true;
    }

    int[] fieldIds() {
        return fieldIds.clone();
    }

    int fieldsHash() {
        return hash(fields, fields.length);
    }

    static int hash(Field[] fields, int count) {
        int hash = count;
        for (int i = 0; i < count; i++) {
            hash = (hash ^ fields[i].number) * 0x9E3779B9;
            hash ^= hash >>> 15;
        }
        return hash;
    }

    private int start(int fieldId) {
        return fieldId * 0x9E3779B9 >>> 16 & indexes.length - 1;
    }
}
