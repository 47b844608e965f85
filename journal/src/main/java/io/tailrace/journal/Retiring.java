package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Takes the oldest segments of a journal away, in bounded steps, of which one waits for the device. One thread at a
 * time.
 *
 * <p>The order of things: two snapshots are looked at as a whole, the newest and the one before it; what begins with
 * the segment of the older one stays. {@link RetiredFile} says what goes, and is forced. Then the files are removed,
 * the oldest one first, then snapshots that are older than what is left, and the names are forced. Wherever that is
 * stopped, whoever opens the journal next goes on with it, and nothing is wrong with a step that is taken twice.
 *
 * @hidden
 */
public final class Retiring {
    private final JournalDirectory directory;
    private final SegmentFiles files;
    private final SegmentMarks marks;
    private final BlockStore store;
    private final long journalId;
    private final RetentionLimits limits;
    private final LongSupplier waiting;
    private final SnapshotFiles snapshots;
    private final SoundSnapshots sound;
    private final SegmentFiles apart;
    private final int segmentBytes;

    private int nextToRemove;

    private int segments;
    private long bytes;
    private long former;
    private boolean overdue;
    private boolean decided;
    private boolean done;

    Retiring(
            JournalDirectory directory,
            SegmentMarks marks,
            BlockStore store,
            SnapshotFiles snapshots,
            JournalConfig config,
            RetentionLimits limits,
            LongSupplier waiting) {
        this.directory = directory;
        files = directory.files();
        this.marks = marks;
        this.store = store;
        this.snapshots = snapshots;
        this.limits = limits;
        this.waiting = waiting;
        journalId = directory.format().journalId();
        segmentBytes = config.segmentBytes();
        apart = files.apart();
        sound = new SoundSnapshots(apart, snapshots, config, journalId);
        nextToRemove = directory.removedTo() + 1;
        decided = files.retired().segments() >= nextToRemove;
    }

    /**
     * Begins to take the oldest segments of a journal away that nobody needs any more.
     *
     * @param journal open for writing and replayed, in a directory
     * @param limits what is kept at least
     * @param waiting gives the oldest sequence that somebody waits for, {@link Long#MAX_VALUE} where nobody does; asked
     *     when it is decided what goes
     * @return what takes the steps, or null where there is nothing to do
     */
    public static Retiring begin(Journal journal, RetentionLimits limits, LongSupplier waiting) {
        Retiring result = journal.retiring(limits, waiting);
        return result.isWanted() ? result : null;
    }

    /** Whether there is anything to do, as far as that can be told without a look at snapshots. */
    private boolean isWanted() {
        return decided
                || plan(Integer.MAX_VALUE).first().firstSegment()
                        > files.retired().firstSegment();
    }

    /**
     * Takes a step.
     *
     * @return whether there is more to do
     * @throws CorruptJournalException where a snapshot is damaged: nothing goes on the strength of it, and what is
     *     begun next passes it over
     * @throws io.tailrace.error.JournalException when something could not be written or removed; what was decided is
     *     gone on with by what is begun next
     */
    public boolean step() {
        if (done) {
            return false;
        }
        if (decided) {
            remove();
        } else if (!sound.step()) {
            decide();
        }
        return !done;
    }

    private RetirementPlan plan(int end) {
        RetirementPlan plan = new RetirementPlan(apart, marks, journalId, limits);
        List<SealFile.Seal> sealed = directory.sealed();
        int last = sealed.isEmpty()
                ? files.retired().segments()
                : sealed.get(sealed.size() - 1).segment();
        long unsealed = Math.max(0, store.writtenBytes() - (long) last * segmentBytes);
        plan.make(sealed, unsealed, end, waiting);
        apart.close(); // nothing is looked at between two steps here
        return plan;
    }

    private void decide() {
        int end = sound.olderSegment();
        RetirementPlan plan = end == 0 ? null : plan(end);
        apart.close();
        if (plan == null || plan.first().firstSegment() <= files.retired().firstSegment()) {
            done = true;
            return;
        }
        former = files.retired().firstSequence();
        segments = plan.first().firstSegment() - files.retired().firstSegment();
        bytes = plan.bytes();
        overdue = plan.isOverdue();
        directory.retire(plan.first());
        marks.forgetBefore(plan.first().firstSegment());
        decided = true;
    }

    private void remove() {
        if (nextToRemove < files.retired().firstSegment()) {
            delete(directory.order(), files, nextToRemove);
            nextToRemove++;
            return;
        }
        snapshots.removeOlderThan(files.retired(), journalId);
        directory.order().forceNames();
        directory.removed(files.retired());
        done = true;
    }

    private static void delete(ForceOrder order, SegmentFiles files, int segment) {
        try {
            order.disk().delete(files.path(segment));
            files.goBefore(segment + 1);
        } catch (IOException e) {
            throw IoErrors.of("cannot remove a retired segment", files.path(segment), e);
        }
    }

    /** Removes what is retired and still there, when a journal is opened. */
    static void finish(ForceOrder order, SegmentFiles files, SnapshotFiles snapshots, long journalId) {
        boolean any = false;
        for (int segment : files.list()) {
            if (files.retired().includes(segment)) {
                delete(order, files, segment);
                any = true;
            }
        }
        any |= snapshots.removeOlderThan(files.retired(), journalId);
        if (any) {
            order.forceNames();
        }
    }

    /** {@return what was taken away, once it is done} */
    public Retirement result() {
        return new Retirement(segments, bytes, former, files.retired().firstSequence(), overdue);
    }

    /** Lets go of the snapshot that is looked at; nothing is done after that. */
    public void close() {
        done = true;
        sound.close();
        apart.close();
    }
}
