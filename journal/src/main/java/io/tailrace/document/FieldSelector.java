package io.tailrace.document;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A selection bound to the documents of one dictionary. Not thread safe; does not allocate in the steady state.
 *
 * <p>A path goes on in an object, and in each element of an array whose elements are all objects; the array keeps its
 * length. It ends without effect at any other value, at an array that holds one included.
 *
 * @hidden
 */
public final class FieldSelector {
    /** Stands for a value that is taken as it is. */
    private static final byte WHOLE = -1;

    private final Node root;

    /**
     * A selector.
     *
     * @param dictionary of the documents; those of other ones work, slower
     * @param selection which fields
     */
    public FieldSelector(Dictionary dictionary, FieldSelection selection) {
        root = new Node(dictionary, selection.root());
    }

    /** {@return whether no selected field is inside another one} */
    public boolean isFlat() {
        return root.isFlat();
    }

    /**
     * Copies the selected fields. Missing ones are left out; of an object with none of them an empty one is left.
     *
     * @param in whose fields, of any dictionary
     * @param out an open writer
     * @throws io.tailrace.error.LimitException if a limit is passed
     */
    public void pluck(Document in, DocumentWriter out) {
        pluck(root, in.dictionary(), in.view(), in.offset(), out.values());
    }

    /**
     * Copies all but the selected fields.
     *
     * @param in whose fields, of any dictionary
     * @param out an open writer
     * @throws io.tailrace.error.LimitException if a limit is passed
     */
    public void without(Document in, DocumentWriter out) {
        without(root, in.dictionary(), in.view(), in.offset(), out.values());
    }

    /**
     * {@return whether all selected fields are there and not null} A path does not go on in arrays here.
     *
     * @param in whose fields, of any dictionary
     */
    public boolean hasFields(Document in) {
        return hasFields(root, in.dictionary(), in.view(), in.offset());
    }

    /**
     * Whether two documents are equal in the selected fields, without building anything.
     *
     * @param a one, of any dictionary
     * @param b the other, of any dictionary
     * @return true when {@link #pluck} would make equal documents of them
     */
    public boolean equal(Document a, Document b) {
        return equal(root, a.dictionary(), a.view(), a.offset(), b.dictionary(), b.view(), b.offset());
    }

    private static void pluck(Node node, Dictionary names, UnsafeBuffer in, int object, OpenValues out) {
        int count = DocumentDescriptor.fieldCount(in, object);
        int slots = DocumentDescriptor.slots(in, object);
        for (int i = 0; i < node.fields.length; i++) {
            Field field = node.fields[i];
            int index = ObjectNames.index(names, in, object, field);
            Node inner = node.inner[i];
            if (index >= 0 && inner.isWhole) {
                ValueCopy.slot(out, field, names, in, slots, count, index);
            } else if (index >= 0) {
                byte kind = descent(in, slots, count, index);
                if (kind != Tag.ABSENT) {
                    int at = DocumentDescriptor.nested(in, slots, count, index);
                    open(inner, true, kind, names, in, at, field, out);
                }
            }
        }
    }

    private static void without(Node node, Dictionary names, UnsafeBuffer in, int object, OpenValues out) {
        int count = DocumentDescriptor.fieldCount(in, object);
        int slots = DocumentDescriptor.slots(in, object);
        int next = 0;
        // The selected fields come in the order of names, as those of the object do.
        for (int i = 0; i < node.fields.length; i++) {
            int index = ObjectNames.index(names, in, object, node.fields[i]);
            if (index < 0) {
                continue;
            }
            Node inner = node.inner[i];
            byte kind = inner.isWhole ? Tag.ABSENT : descent(in, slots, count, index);
            copy(next, kind == Tag.ABSENT && !inner.isWhole ? index + 1 : index, names, in, object, out);
            if (kind != Tag.ABSENT) {
                int at = DocumentDescriptor.nested(in, slots, count, index);
                open(inner, false, kind, names, in, at, ObjectNames.field(names, in, object, index), out);
            }
            next = index + 1;
        }
        copy(next, count, names, in, object, out);
    }

    private static void copy(int from, int to, Dictionary names, UnsafeBuffer in, int object, OpenValues out) {
        int count = DocumentDescriptor.fieldCount(in, object);
        int slots = DocumentDescriptor.slots(in, object);
        for (int i = from; i < to; i++) {
            ValueCopy.slot(out, ObjectNames.field(names, in, object, i), names, in, slots, count, i);
        }
    }

    /** Puts what is left of an object, or of each element of an array. */
    private static void open(
            Node node,
            boolean keep,
            byte kind,
            Dictionary names,
            UnsafeBuffer in,
            int at,
            Field field,
            OpenValues out) {
        out.open(field, kind == Tag.ARRAY);
        if (kind == Tag.ARRAY) {
            int count = DocumentDescriptor.elementCount(in, at);
            for (int i = 0; i < count; i++) {
                int element = DocumentDescriptor.nested(in, DocumentDescriptor.arraySlots(at), count, i);
                open(node, keep, Tag.OBJECT, names, in, element, null, out);
            }
        } else if (keep) {
            pluck(node, names, in, at, out);
        } else {
            without(node, names, in, at, out);
        }
        out.close();
    }

    private static boolean hasFields(Node node, Dictionary names, UnsafeBuffer in, int object) {
        int count = DocumentDescriptor.fieldCount(in, object);
        int slots = DocumentDescriptor.slots(in, object);
        for (int i = 0; i < node.fields.length; i++) {
            int index = ObjectNames.index(names, in, object, node.fields[i]);
            if (index < 0) {
                return false;
            }
            byte tag = DocumentDescriptor.tag(in, slots, count, index);
            Node inner = node.inner[i];
            if (tag == Tag.NULL
                    || inner.fields.length > 0
                            && (tag != Tag.OBJECT
                                    || !hasFields(
                                            inner, names, in, DocumentDescriptor.nested(in, slots, count, index)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(
            Node node, Dictionary namesA, UnsafeBuffer a, int objectA, Dictionary namesB, UnsafeBuffer b, int objectB) {
        int countA = DocumentDescriptor.fieldCount(a, objectA);
        int countB = DocumentDescriptor.fieldCount(b, objectB);
        int slotsA = DocumentDescriptor.slots(a, objectA);
        int slotsB = DocumentDescriptor.slots(b, objectB);
        for (int i = 0; i < node.fields.length; i++) {
            Node inner = node.inner[i];
            int indexA = ObjectNames.index(namesA, a, objectA, node.fields[i]);
            int indexB = ObjectNames.index(namesB, b, objectB, node.fields[i]);
            byte kindA = kind(inner, a, slotsA, countA, indexA);
            if (kindA != kind(inner, b, slotsB, countB, indexB)) {
                return false;
            }
            if (kindA == WHOLE) {
                if (!ValueOrder.equalSlots(namesA, a, slotsA, countA, indexA, namesB, b, slotsB, countB, indexB)) {
                    return false;
                }
            } else if (kindA != Tag.ABSENT) {
                int atA = DocumentDescriptor.nested(a, slotsA, countA, indexA);
                int atB = DocumentDescriptor.nested(b, slotsB, countB, indexB);
                boolean equal = kindA == Tag.OBJECT
                        ? equal(inner, namesA, a, atA, namesB, b, atB)
                        : equalArrays(inner, namesA, a, atA, namesB, b, atB);
                if (!equal) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean equalArrays(
            Node node, Dictionary namesA, UnsafeBuffer a, int arrayA, Dictionary namesB, UnsafeBuffer b, int arrayB) {
        int count = DocumentDescriptor.elementCount(a, arrayA);
        if (count != DocumentDescriptor.elementCount(b, arrayB)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int elementA = DocumentDescriptor.nested(a, DocumentDescriptor.arraySlots(arrayA), count, i);
            int elementB = DocumentDescriptor.nested(b, DocumentDescriptor.arraySlots(arrayB), count, i);
            if (!equal(node, namesA, a, elementA, namesB, b, elementB)) {
                return false;
            }
        }
        return true;
    }

    /** What a field contributes: nothing (absent), its value as it is, what is left of an object, or of an array. */
    private static byte kind(Node node, UnsafeBuffer buffer, int slots, int count, int index) {
        return index < 0 ? Tag.ABSENT : node.isWhole ? WHOLE : descent(buffer, slots, count, index);
    }

    /** The tag of a value in which a path goes on; absent for any other one. */
    private static byte descent(UnsafeBuffer buffer, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(buffer, slots, count, index);
        if (tag == Tag.OBJECT) {
            return tag;
        }
        return tag == Tag.ARRAY && holdsObjects(buffer, DocumentDescriptor.nested(buffer, slots, count, index))
                ? tag
                : Tag.ABSENT;
    }

    private static boolean holdsObjects(UnsafeBuffer buffer, int array) {
        int count = DocumentDescriptor.elementCount(buffer, array);
        int slots = DocumentDescriptor.arraySlots(array);
        for (int i = 0; i < count; i++) {
            if (DocumentDescriptor.tag(buffer, slots, count, i) != Tag.OBJECT) {
                return false;
            }
        }
        return true;
    }

    /** What is meant of an object: fields in the order of names, and what is meant of each. */
    private static final class Node {
        final boolean isWhole;
        final Field[] fields;
        final Node[] inner;

        Node(Dictionary dictionary, FieldSelection.Node selected) {
            isWhole = selected.isWhole;
            List<Field> sorted = new ArrayList<>();
            for (String name : selected.inner.keySet()) {
                sorted.add(dictionary.field(name));
            }
            sorted.sort(Field::compareName);
            fields = sorted.toArray(new Field[0]);
            inner = new Node[fields.length];
            for (int i = 0; i < fields.length; i++) {
                inner[i] = new Node(dictionary, selected.inner.get(fields[i].name()));
            }
        }

        boolean isFlat() {
            boolean isFlat = true;
            for (Node node : inner) {
                isFlat &= node.isWhole;
            }
            return isFlat;
        }
    }
}
