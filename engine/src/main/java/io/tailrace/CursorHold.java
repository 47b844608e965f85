package io.tailrace;

import io.tailrace.error.ExpiredException;
import io.tailrace.journal.Cursors;
import org.agrona.ErrorHandler;

/** Has retention wait for the named cursors that ask for it, whether or not a feed has them. */
final class CursorHold implements RetentionHold {
    private final Cursors cursors;
    private final ErrorHandler errorHandler;

    CursorHold(Cursors cursors, ErrorHandler errorHandler) {
        this.cursors = cursors;
        this.errorHandler = errorHandler;
    }

    @Override
    public long oldestNeeded() {
        return cursors.oldestNeeded();
    }

    @Override
    public void expired(long former, long oldest) {
        for (String name : cursors.overtaken(former, oldest)) {
            errorHandler.onError(new ExpiredException(
                    former,
                    oldest,
                    "a cursor was waited for as long as the policy of retention says: cursor=" + name
                            + ", have its reader begin anew and delete it, or move it"));
        }
    }
}
