package io.tailrace.document;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds which fields at the top differ between two documents, as bits of a long. Not thread safe; allocates only for
 * shapes with more fields than any before.
 *
 * <p>Usually both documents have one shape, and then fields stand at the same places: a plan says which places are to
 * be compared, and the places of what nobody asks about are never looked at. Plans are few and remembered by shape; one
 * that another shape takes the place of is made again when it is needed, in the same memory.
 *
 * @hidden
 */
public final class FieldDifference {
    private static final int PLANS = 64;

    private final Dictionary dictionary;
    private final Plan[] plans = new Plan[PLANS];
    private Field[] fields = {};
    private long[] bits = {};
    private long others;

    /** @param dictionary of the documents */
    public FieldDifference(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * Says what is asked about.
     *
     * @param newFields fields that have a bit of their own
     * @param newBits these bits
     * @param newOthers the bit of all other fields, 0 where nobody asks about them
     */
    public void watch(Field[] newFields, long[] newBits, long newOthers) {
        fields = newFields.clone();
        bits = newBits.clone();
        others = newOthers;
        Arrays.fill(plans, null);
    }

    /**
     * Compares two documents.
     *
     * @param a one of them
     * @param b the other
     * @return the bits of the fields that differ, by value and as deep as they are; where the documents have not the
     *     same fields, that of all others too
     */
    public long between(Document a, Document b) {
        int shape = a.shapeId();
        if (shape < 0 || shape != b.shapeId() || a.dictionary() != dictionary || b.dictionary() != dictionary) {
            return others | betweenNamed(a, b);
        }
        Plan plan = plans[shape & PLANS - 1];
        if (plan == null || plan.shape != shape) {
            plan = plan(shape);
        }
        if (SlotPlace.liesOver(a, b)) {
            return betweenImages(plan, a, b);
        }
        UnsafeBuffer left = a.view();
        UnsafeBuffer right = b.view();
        int slotsA = a.slots();
        int slotsB = b.slots();
        int count = a.size();
        long found = 0;
        for (int i = 0; i < plan.count; i++) {
            long bit = plan.bits[i];
            if ((found & bit) == 0 && differ(left, slotsA, right, slotsB, count, plan.places[i])) {
                found |= bit;
            }
        }
        return found;
    }

    /** What the old document does not name as changed is equal, and need not be looked at. */
    private long betweenImages(Plan plan, Document before, Document after) {
        long found = 0;
        for (int i = 0; i < plan.count; i++) {
            int place = plan.places[i];
            if (before.old.isChanged(place)
                    && (found & plan.bits[i]) == 0
                    && !ValueOrder.equal(before, place, after, place)) {
                found |= plan.bits[i];
            }
        }
        return found;
    }

    private boolean differ(UnsafeBuffer left, int slotsA, UnsafeBuffer right, int slotsB, int count, int place) {
        byte tag = DocumentDescriptor.tag(left, slotsA, count, place);
        boolean same = tag == DocumentDescriptor.tag(right, slotsB, count, place)
                && DocumentDescriptor.slot(left, slotsA, place) == DocumentDescriptor.slot(right, slotsB, place)
                && !Tag.isVariable(tag);
        return !same
                && !ValueOrder.equalSlots(
                        dictionary, left, slotsA, count, place, dictionary, right, slotsB, count, place);
    }

    private long betweenNamed(Document a, Document b) {
        long found = 0;
        for (int i = 0; i < fields.length; i++) {
            int placeA = a.index(fields[i]);
            int placeB = b.index(fields[i]);
            boolean equal = placeA < 0 || placeB < 0 ? placeA == placeB : ValueOrder.equal(a, placeA, b, placeB);
            found |= equal ? 0 : bits[i];
        }
        return found;
    }

    private Plan plan(int shapeId) {
        Plan plan = plans[shapeId & PLANS - 1];
        if (plan == null) {
            plan = new Plan();
            plans[shapeId & PLANS - 1] = plan;
        }
        Shape shape = dictionary.shape(shapeId);
        plan.begin(shapeId, shape.size(), others);
        for (int i = 0; i < fields.length; i++) {
            int place = shape.indexOf(fields[i]);
            if (place >= 0) {
                plan.bits[place] = bits[i];
            }
        }
        plan.pack(shape.size());
        return plan;
    }

    /** Which places of a shape are compared, and their bits. */
    private static final class Plan {
        private int shape;
        private int[] places = {};
        private long[] bits = {};
        private int count;

        /** A bit for every place. */
        void begin(int newShape, int size, long bit) {
            shape = newShape;
            if (places.length < size) {
                places = new int[size];
                bits = new long[size];
            }
            Arrays.fill(bits, 0, size, bit);
        }

        /** Leaves out the places without one. */
        void pack(int size) {
            count = 0;
            for (int place = 0; place < size; place++) {
                if (bits[place] != 0) {
                    bits[count] = bits[place];
                    places[count] = place;
                    count++;
                }
            }
        }
    }
}
