package io.tailrace.feed;

import io.tailrace.document.Document;
import io.tailrace.journal.JournalReader;

/**
 * Changes folded per key: the first old value with the last new value, in the order in which keys were first touched.
 * Not thread safe.
 *
 * <p>Squash on read folds everything up to the end of the read, and then shows what is pending; what is left when the
 * caller stops goes on folding in the next read. A window folds the changes of one window of journal time; it is closed
 * by a change of a later one, by a time floor at or behind its end, or by the end of the stream, and then all of it is
 * shown before anything else is folded. So the events of windows depend on the journal and the start, and on nothing
 * else.
 *
 * <p>A resumed feed does not squash what was committed before it was opened. The feed before it may have delivered some
 * of that, and what was delivered must not be cancelled unseen by what follows it.
 *
 * <p>Folding works on view values. A change that cannot be seen leaves no trace; an entry whose two values have become
 * equal is cancelled, and its key queues anew at the end.
 */
final class SquashedEvents extends EventSource {
    private final PendingChanges pending;
    private final long widthNs;
    private final PendingCut cut = new PendingCut();
    /** Up to here changes are shown one by one. */
    private final long separateUntil;

    private long windowEnd;
    private long timeFloor = Long.MIN_VALUE;
    /** The reader stands at a record that has not been folded yet. */
    private boolean held;
    /** All that is pending is shown before the next record is folded. */
    private boolean flushing;

    private boolean early;
    /** Written by the polling thread, read by any. */
    private volatile long earlyEmissions;

    SquashedEvents(FeedContext context, JournalReader reader, View view, FeedStart start, ChangesOptions options) {
        super(context, reader, view, start);
        widthNs = options.squashNs();
        pending = new PendingChanges(options.pendingLimit());
        separateUntil = options.resumes() && widthNs == ChangesOptions.ON_READ ? context.lastSequence() : 0;
    }

    @Override
    void begin() {
        timeFloor = context.timeFloor();
        super.begin();
    }

    @Override
    boolean advance() {
        while (true) {
            if (flushing) {
                if (pending.count() > 0) {
                    return show(pending.head());
                }
                flushing = false;
                early = false;
            }
            if (failure != null) {
                throw failure;
            }
            if (stopped()) {
                return false;
            }
            if (held || nextRecord()) {
                foldRecord();
            } else if (pending.count() == 0) {
                return false;
            } else if (widthNs == ChangesOptions.ON_READ) {
                return show(pending.head());
            } else if (windowIsOver()) {
                flushing = true;
            } else {
                return false;
            }
        }
    }

    @Override
    void delivered() {
        final int entry = pending.head();
        if (early) {
            earlyEmissions = earlyEmissions + 1;
        }
        cut.delivered(pending.lastSequence(entry));
        pending.remove(entry);
    }

    @Override
    long position() {
        if (pending.count() == 0) {
            return cut.all(processed);
        }
        final long before = pending.firstSequence(pending.head()) - 1;
        if (widthNs == ChangesOptions.ON_READ) {
            return before;
        }
        return early ? cut.held() : cut.before(before);
    }

    @Override
    boolean ended() {
        return processed >= until && pending.count() == 0;
    }

    @Override
    boolean ready() {
        return super.ready() || (pending.count() > 0 && context.timeFloor() >= windowEnd);
    }

    @Override
    long earlyEmissions() {
        return earlyEmissions;
    }

    private boolean windowIsOver() {
        return processed >= until || (processed >= end && timeFloor >= windowEnd);
    }

    private void foldRecord() {
        held = true;
        if (widthNs != ChangesOptions.ON_READ && pending.count() > 0 && reader.timeNs() >= windowEnd) {
            flushing = true;
            return;
        }
        if (isChange() && !foldChange()) {
            flushing = true;
            early = failure == null;
        }
        if (failure != null) {
            flushing = true;
        } else if (!flushing) {
            held = false;
            passRecord();
            flushing = processed <= separateUntil;
        }
    }

    /** Folds the change the reader stands at; false when there is no room for it, or it has failed. */
    private boolean foldChange() {
        final JournalReader at = reader;
        try {
            final int entry = pending.find(at.block(), at.keyOffset(), at.keyLength());
            final Document newImage =
                    at.hasNew() ? view.newSide.image(at.block(), at.newOffset(), at.newLength()) : null;
            return entry == PendingEntry.NONE ? addEntry(newImage) : foldInto(entry, newImage);
        } catch (Throwable e) {
            fail(at.sequence(), e);
            return false;
        }
    }

    private boolean addEntry(Document newImage) {
        final JournalReader at = reader;
        final Document oldImage = at.hasOld() ? view.oldSide.image(at.block(), at.oldOffset(), at.oldLength()) : null;
        if (!view.changed(oldImage, newImage)) {
            return true;
        }
        if (widthNs != ChangesOptions.ON_READ && pending.count() == 0) {
            cut.all(processed);
            openWindow(at.timeNs());
        }
        return pending.add(at.block(), at.keyOffset(), at.keyLength(), at.sequence(), at.timeNs(), oldImage, newImage);
    }

    private boolean foldInto(int entry, Document newImage) {
        if (!view.changed(pending.newImage(entry, view.oldSide), newImage)) {
            return true;
        }
        if (view.differ(pending.oldImage(entry, view.oldSide), newImage)) {
            return pending.replace(entry, reader.sequence(), reader.timeNs(), newImage);
        }
        cut.cancelled(pending.firstSequence(entry), reader.sequence());
        pending.remove(entry);
        return true;
    }

    private void openWindow(long timeNs) {
        final long window = Math.floorDiv(timeNs, widthNs);
        final long windowStart = window * widthNs;
        windowEnd = windowStart > Long.MAX_VALUE - widthNs ? Long.MAX_VALUE : windowStart + widthNs;
    }

    private boolean show(int entry) {
        final long sequence = pending.lastSequence(entry);
        try {
            final Document oldVal = view.oldSide.delivered(pending.oldImage(entry, view.oldSide));
            final Document newVal = view.newSide.delivered(pending.newImage(entry, view.newSide));
            change.wrap(sequence, pending.lastTime(entry), oldVal, newVal)
                    .key(pending.buffer(), pending.keyOffset(entry), pending.keyLength(entry));
            return true;
        } catch (Throwable e) {
            fail(sequence, e);
            throw failure;
        }
    }
}
