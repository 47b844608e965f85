package io.tailrace.write;

import java.lang.invoke.VarHandle;

/**
 * The acks of committed writes that wait for the device, in the order of their sequences. Writer only; allocates while
 * it grows to its largest use.
 */
final class SyncingAcks {
    private static final int INITIAL = 1024;

    private final Forcing forcing;
    private Ack[] acks = new Ack[INITIAL];
    private long first;
    private long next;
    private boolean asked = true;

    SyncingAcks(Forcing forcing) {
        this.forcing = forcing;
    }

    boolean isEmpty() {
        return first == next;
    }

    /** Takes an ack over that must not show yet; false when it need not wait. */
    boolean takes(Ack ack) {
        if (!ack.waitsForDevice() || ack.decidedAt() <= forcing.syncedSequence()) {
            return false;
        }
        if (next - first == acks.length) {
            grow();
        }
        acks[index(next++)] = ack;
        asked = false;
        return true;
    }

    /** Asks for a force when an ack has come since the last time: one for all of them. */
    void ask() {
        if (!asked) {
            asked = true;
            forcing.ask();
        }
    }

    /** Shows what is on the device by now. Returns how many that were. */
    int publish() {
        return isEmpty() ? 0 : publish(forcing.syncedSequence());
    }

    /**
     * Shows all; those that no force has answered with an unknown outcome: they are committed, and nobody is going to
     * know whether the device has them.
     */
    int fail() {
        int synced = publish();
        for (long i = first; i < next; i++) {
            acks[index(i)].unsynced();
        }
        return synced + publish(Long.MAX_VALUE);
    }

    private int publish(long synced) {
        long end = first;
        while (end < next && acks[index(end)].decidedAt() <= synced) {
            acks[index(end++)].publish();
        }
        int shown = (int) (end - first);
        if (shown > 0) {
            VarHandle.fullFence(); // as in PendingAcks
            for (; first < end; first++) {
                acks[index(first)].wake();
                acks[index(first)] = null;
            }
        }
        return shown;
    }

    private void grow() {
        Ack[] larger = new Ack[2 * acks.length];
        for (long i = first; i < next; i++) {
            larger[(int) (i & larger.length - 1)] = acks[index(i)];
        }
        acks = larger;
    }

    private int index(long position) {
        return (int) (position & acks.length - 1);
    }
}
