package io.tailrace;

import io.tailrace.error.EngineClosedException;
import io.tailrace.write.EngineState;
import io.tailrace.write.SnapshotJob;
import io.tailrace.write.Snapshots;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Takes snapshots when they are due, a step at a time, and between them what they make needless away. Apart from the
 * janitor, as it waits for a device that is given much at once, and the writer must not run out of space meanwhile.
 * What it cannot do is told and tried again when the next one is due; the engine goes on. One thread at a time.
 */
final class SnapshotAgent implements Agent {
    private final Snapshots snapshots;
    private final Retention retention;
    private final EngineState state;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    /** Null while none is under way. */
    private SnapshotJob job;

    SnapshotAgent(
            Snapshots snapshots, Retention retention, EngineState state, NanoClock clock, ErrorHandler errorHandler) {
        this.snapshots = snapshots;
        this.retention = retention;
        this.state = state;
        this.clock = clock;
        this.errorHandler = errorHandler;
    }

    @Override
    public String roleName() {
        return "tailrace-snapshot";
    }

    @Override
    public int doWork() {
        if (state.isFailed() || state.isClosing()) {
            return 0;
        }
        try {
            return work();
        } catch (EngineClosedException e) {
            job = null; // given up by who closes
        } catch (RuntimeException e) {
            job = null;
            errorHandler.onError(e);
        }
        return 0;
    }

    private int work() {
        if (job == null) {
            long nowNs = clock.nanoTime();
            if (!snapshots.isDue(nowNs)) {
                return retention.work(nowNs) ? 1 : 0;
            }
            job = snapshots.begin(nowNs);
            return 1;
        }
        if (job.step()) {
            return 1;
        }
        if (job.isEnded()) {
            SnapshotJob ended = job;
            job = null;
            retention.look();
            ended.result();
            return 1;
        }
        return 0;
    }
}
