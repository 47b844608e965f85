package io.tailrace.write;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The acks of writes that are decided and not shown yet, in the order of their sequences. Writer only. */
final class PendingAcks {
    private final Ack[] acks;
    private final SyncingAcks syncing;
    private int size;

    PendingAcks(int capacity, SyncingAcks syncing) {
        acks = new Ack[capacity];
        this.syncing = syncing;
    }

    boolean isFull() {
        return size == acks.length;
    }

    void add(Ack ack) {
        acks[size++] = ack;
    }

    /**
     * Shows what was decided at or below a committed sequence, then wakes who sleeps, after one fence that pairs with
     * the one in {@link Ack#sleep}. Later decisions hang on a block that is still open; who waits for the device is
     * handed on.
     */
    void publish(long committed) {
        int shown = 0;
        while (shown < size && acks[shown].decidedAt() <= committed) {
            if (!syncing.takes(acks[shown])) {
                acks[shown].publish();
            }
            shown++;
        }
        syncing.ask();
        if (shown == 0) {
            return;
        }
        VarHandle.fullFence();
        for (int i = 0; i < shown; i++) {
            acks[i].wake(); // of one that was handed on, for nothing
        }
        System.arraycopy(acks, shown, acks, 0, size - shown);
        Arrays.fill(acks, size - shown, size, null);
        size -= shown;
    }

    /** Shows what is committed as it was decided and nobody knows of the rest, whose block was not seen to be. */
    void fail(long committed) {
        publish(committed);
        for (int i = 0; i < size; i++) {
            acks[i].decide(Outcome.UNKNOWN, WriteError.ENGINE_DOWN, 0);
        }
        publish(0);
    }
}
