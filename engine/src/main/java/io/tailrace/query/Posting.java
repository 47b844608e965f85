package io.tailrace.query;

import java.util.Arrays;

/**
 * Subscribers that the same thing says something to: a value, an interval, an error. In no order. Not thread safe; adds
 * and removes at constant cost, and allocates only to grow. To mark them is to look at their slots and nothing else.
 */
class Posting {
    private static final Membership[] NONE = {};
    private static final int[] NO_SLOTS = {};

    private int count;
    /** The slot of the first of them, as most have one. */
    private int firstSlot;
    /** Those of the others, in the order of these. */
    private int[] otherSlots = NO_SLOTS;

    private Membership[] others = NONE;

    final Membership add(int slot) {
        Membership added = new Membership(this);
        put(count++, added, slot);
        onChange();
        return added;
    }

    final void remove(Membership membership) {
        count--;
        if (count > 0) {
            put(membership.place, others[count - 1], otherSlots[count - 1]);
            others[count - 1] = null;
        }
        onChange();
    }

    private void put(int place, Membership membership, int slot) {
        membership.place = place;
        if (place > 0) {
            if (place > others.length) {
                others = Arrays.copyOf(others, Math.max(1, others.length << 1));
                otherSlots = Arrays.copyOf(otherSlots, others.length);
            }
            others[place - 1] = membership;
        }
        slot(place, slot);
    }

    private void slot(int place, int slot) {
        if (place == 0) {
            firstSlot = slot;
        } else {
            otherSlots[place - 1] = slot;
        }
    }

    final int count() {
        return count;
    }

    /** The slot of one of them, of whom there is one at least. */
    final int slot() {
        return firstSlot;
    }

    /** The slot of the only one, as most have one; else {@link Marks#NONE}. */
    final int onlySlot() {
        return count == 1 ? firstSlot : Marks.NONE;
    }

    final void mark(int sides, Matches into) {
        if (count > 0) {
            into.mark(firstSlot, sides);
            for (int i = 0; i < count - 1; i++) {
                into.mark(otherSlots[i], sides);
            }
        }
    }

    /** Other subscribers, or with other slots: for who keeps them elsewhere too. */
    void onChange() {}

    /** Nobody is left: goes out of where it is found. */
    void leave() {}

    /** One place in a posting. */
    static final class Membership {
        final Posting posting;
        /** Another one of the same subscriber, or null. */
        Membership next;

        private int place;

        Membership(Posting posting) {
            this.posting = posting;
        }

        /** Its subscriber is numbered anew. */
        void renumber(int slot) {
            posting.slot(place, slot);
            posting.onChange();
        }
    }
}
