package io.tailrace.document;

/**
 * Node of a tree of put orders: one child for each field that came next, and the plan of the order that ends here. Not
 * thread safe.
 */
final class PutNode {
    private static final int FIRST_CHILDREN = 4;

    /** The field that came next last time, or null. */
    Field lastField;

    /** The plan of the order that ends here, made when one first did. */
    PutPlan plan;

    private PutNode lastChild;
    private Field[] fields;
    private PutNode[] children;
    private int childCount;

    /** The child of a field, or null if there is none yet. */
    PutNode child(Field field) {
        return field == lastField ? lastChild : find(field);
    }

    private PutNode find(Field field) {
        if (fields == null) {
            return null;
        }
        int mask = fields.length - 1;
        for (int i = field.number * 0x9E3779B9 >>> 8 & mask; fields[i] != null; i = i + 1 & mask) {
            if (fields[i] == field) {
                lastField = field;
                lastChild = children[i];
                return lastChild;
            }
        }
        return null;
    }

    PutNode addChild(Field field) {
        PutNode child = new PutNode();
        if (fields == null) {
            fields = new Field[FIRST_CHILDREN];
            children = new PutNode[FIRST_CHILDREN];
        } else if (childCount * 2 >= fields.length) {
            grow();
        }
        place(field, child);
        childCount++;
        lastField = field;
        lastChild = child;
        return child;
    }

    private void grow() {
        Field[] oldFields = fields;
        PutNode[] oldChildren = children;
        fields = new Field[oldFields.length * 2];
        children = new PutNode[fields.length];
        for (int i = 0; i < oldFields.length; i++) {
            if (oldFields[i] != null) {
                place(oldFields[i], oldChildren[i]);
            }
        }
    }

    private void place(Field field, PutNode child) {
        int mask = fields.length - 1;
        int i = field.number * 0x9E3779B9 >>> 8 & mask;
        while (fields[i] != null) {
            i = i + 1 & mask;
        }
        fields[i] = field;
        children[i] = child;
    }
}
