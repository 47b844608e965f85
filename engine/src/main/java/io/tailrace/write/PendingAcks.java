package io.tailrace.write;

import java.lang.invoke.VarHandle;

/** The acks of the writes in the open block. Writer only. */
final class PendingAcks {
    private final Ack[] acks;
    private int size;

    PendingAcks(final int capacity) {
        acks = new Ack[capacity];
    }

    boolean isFull() {
        return size == acks.length;
    }

    void add(final Ack ack) {
        acks[size++] = ack;
    }

    /** Shows all decisions, then wakes who sleeps, behind one fence that pairs with the one in {@link Ack#sleep}. */
    void publish() {
        if (size == 0) {
            return;
        }
        for (int i = 0; i < size; i++) {
            acks[i].publish();
        }
        VarHandle.fullFence();
        for (int i = 0; i < size; i++) {
            acks[i].wake();
            acks[i] = null;
        }
        size = 0;
    }

    /** Turns all decisions into errors, because their block was not committed. */
    void fail() {
        for (int i = 0; i < size; i++) {
            acks[i].decide(Outcome.ERROR, WriteError.ENGINE_DOWN, 0);
        }
        publish();
    }
}
