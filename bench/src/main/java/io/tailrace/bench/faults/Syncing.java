package io.tailrace.bench.faults;

import io.tailrace.RetentionPolicy;
import io.tailrace.TailraceConfig;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.SnapshotPolicy;
import io.tailrace.write.SyncPolicy;
import java.time.Duration;

/** How the process that writes gets its changes onto the device, and so what it may say is there. */
enum Syncing {
    /** By {@code sync()}, again and again, beside one snapshot after the other. */
    CALLS,
    /** Never asks: only seals and rolls force. */
    NEVER,
    /** One producer commits with {@link Acknowledgement#SYNCED}, beside others that do not. */
    SOME_WRITES,
    /** Every write of the engine is synced. */
    EVERY_WRITE,
    /**
     * By itself every few milliseconds, beside snapshots, of segments that are taken away, and one producer with
     * {@link Acknowledgement#SYNCED}.
     */
    POLICY,
    /** Says that everything is on the device and forces nothing: the rig must find that out. */
    LYING;

    private static final int HONEST = LYING.ordinal();
    /** Two segments and more, so that some of them go in every process that lives for long. */
    private static final long KEPT_BYTES = 2 << 20;

    private static final Duration INTERVAL = Duration.ofMillis(5);
    /** So often that most processes are killed while one is taken. */
    private static final SnapshotPolicy SNAPSHOTS = SnapshotPolicy.onDemand().every(Duration.ofMillis(10));

    static Syncing of(long seed) {
        return values()[(int) Math.floorMod(seed, (long) HONEST)];
    }

    TailraceConfig on(TailraceConfig config) {
        return switch (this) {
            case EVERY_WRITE -> config.acknowledgement(Acknowledgement.SYNCED);
            case POLICY ->
                config.syncPolicy(SyncPolicy.every(INTERVAL))
                        .snapshots(SNAPSHOTS)
                        .retention(RetentionPolicy.keepAll().bytes(KEPT_BYTES));
            case CALLS -> config.snapshots(SNAPSHOTS);
            default -> config;
        };
    }

    /** Whether the writes of a producer are acknowledged when they are on the device. */
    boolean isSynced(int producer) {
        return switch (this) {
            case SOME_WRITES, POLICY -> producer == 0;
            case EVERY_WRITE -> true;
            default -> false;
        };
    }

    /** Whether the position of a reader is forced each time it is saved. */
    boolean forcesCursors() {
        return this == CALLS;
    }

    /** Whether anything is forced but by rolls and seals. */
    boolean forces() {
        return this != NEVER && this != LYING;
    }

    /** Whether some changes are said to be on the device. */
    boolean saysSo() {
        return this != NEVER;
    }
}
