package io.tailrace.feed;

import io.tailrace.document.Document;
import io.tailrace.journal.JournalReader;

/** Every visible change as it stands in the journal, shown in place. Not thread safe. */
final class VerbatimEvents extends EventSource {
    VerbatimEvents(FeedContext context, JournalReader reader, View view, FeedStart start) {
        super(context, reader, view, start);
    }

    @Override
    boolean advance() {
        while (failure == null && !stopped() && nextRecord()) {
            if (isChange() && isVisible()) {
                return true;
            }
            if (failure == null) {
                passRecord();
            }
        }
        if (failure != null) {
            throw failure;
        }
        return false;
    }

    @Override
    void delivered() {
        passRecord();
    }

    @Override
    long position() {
        return processed;
    }

    @Override
    boolean ended() {
        return processed >= until;
    }

    private boolean isVisible() {
        final JournalReader at = reader;
        try {
            final Document oldImage =
                    at.hasOld() ? view.oldSide.image(at.block(), at.oldOffset(), at.oldLength()) : null;
            final Document newImage =
                    at.hasNew() ? view.newSide.image(at.block(), at.newOffset(), at.newLength()) : null;
            if (!view.changed(oldImage, newImage)) {
                return false;
            }
            change.wrap(at.sequence(), at.timeNs(), view.oldSide.delivered(oldImage), view.newSide.delivered(newImage))
                    .key(at.block(), at.keyOffset(), at.keyLength());
            return true;
        } catch (Throwable e) {
            fail(at.sequence(), e);
            return false;
        }
    }
}
