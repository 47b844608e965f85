package io.tailrace.write;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The acks of writes that are decided and not shown yet, in the order of their sequences. Writer only. */
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

    /**
     * Shows what was decided at or below a committed sequence, then wakes who sleeps, behind one fence that pairs with
     * the one in {@link Ack#sleep}. Later decisions hang on a block that is still open.
     */
    void publish(final long committed) {
        int shown = 0;
        while (shown < size && acks[shown].decidedAt() <= committed) {
            acks[shown++].publish();
        }
        if (shown == 0) {
            return;
        }
        VarHandle.fullFence();
        for (int i = 0; i < shown; i++) {
            acks[i].wake();
        }
        System.arraycopy(acks, shown, acks, 0, size - shown);
        Arrays.fill(acks, size - shown, size, null);
        size -= shown;
    }

    /** Shows what is committed as it was decided and turns the rest into errors, as its block never will be. */
    void fail(final long committed) {
        publish(committed);
        for (int i = 0; i < size; i++) {
            acks[i].decide(Outcome.ERROR, WriteError.ENGINE_DOWN, 0);
        }
        publish(0);
    }
}
