package io.tailrace.query;

import java.util.Arrays;

/**
 * Subscribers that the same thing says something to: a value, an interval, an error. In no order. Not thread safe; adds
 * and removes at constant cost, and allocates only to grow.
 */
class Posting {
    /** The first of them, as most have one: to mark it is to look at no array. */
    private Membership first;
    /** The others, null until there are any. */
    private Membership[] others;

    private int count;

    final Membership add(int slot) {
        Membership added = new Membership(this, count, slot);
        put(count++, added);
        return added;
    }

    final void remove(Membership membership) {
        count--;
        Membership last = count == 0 ? first : others[count - 1];
        put(membership.place, last);
        last.place = membership.place;
        put(count, null);
    }

    private void put(int place, Membership membership) {
        if (place == 0) {
            first = membership;
            return;
        }
        if (others == null) {
            others = new Membership[1];
        } else if (place > others.length) {
            others = Arrays.copyOf(others, others.length << 1);
        }
        others[place - 1] = membership;
    }

    final int count() {
        return count;
    }

    final void mark(int sides, Matches into) {
        if (count > 0) {
            into.mark(first.slot, sides);
            for (int i = 0; i < count - 1; i++) {
                into.mark(others[i].slot, sides);
            }
        }
    }

    /** Nobody is left: goes out of where it is found. */
    void leave() {}

    /** One place in a posting, and who is marked there. */
    static final class Membership {
        final Posting posting;
        /** As its subscriber is numbered now. */
        int slot;

        private int place;

        Membership(Posting posting, int place, int slot) {
            this.posting = posting;
            this.place = place;
            this.slot = slot;
        }
    }
}
