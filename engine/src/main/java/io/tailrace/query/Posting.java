package io.tailrace.query;

import java.util.Arrays;

/**
 * Subscribers that the same thing says something to: a value, an interval, an error. In no order. Not thread safe; adds
 * and removes at constant cost, and allocates only to grow.
 */
class Posting {
    private Subscriber[] subscribers = new Subscriber[1];
    private Membership[] memberships = new Membership[1];
    private int count;

    final Membership add(Subscriber who) {
        if (count == subscribers.length) {
            subscribers = Arrays.copyOf(subscribers, count << 1);
            memberships = Arrays.copyOf(memberships, count << 1);
        }
        Membership added = new Membership(this, count);
        subscribers[count] = who;
        memberships[count++] = added;
        return added;
    }

    final void remove(Membership membership) {
        int hole = membership.place;
        count--;
        subscribers[hole] = subscribers[count];
        memberships[hole] = memberships[count];
        memberships[hole].place = hole;
        subscribers[count] = null;
        memberships[count] = null;
    }

    final int count() {
        return count;
    }

    final void mark(int sides, Matches into) {
        for (int i = 0; i < count; i++) {
            into.mark(subscribers[i].slot, sides);
        }
    }

    /** Nobody is left: goes out of where it is found. */
    void leave() {}

    /** One place in a posting. */
    static final class Membership {
        final Posting posting;
        private int place;

        Membership(Posting posting, int place) {
            this.posting = posting;
            this.place = place;
        }
    }
}
