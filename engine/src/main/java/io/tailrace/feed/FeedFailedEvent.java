package io.tailrace.feed;

import io.tailrace.journal.Jfr;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A feed has ended by an error. */
@Name("io.tailrace.FeedFailed")
@Label("Feed failed")
@Category("Tailrace")
@Description("A feed has ended by an error.")
@StackTrace(false)
final class FeedFailedEvent extends Event {
    @Label("Feed")
    String feed;

    @Label("Position")
    long position;

    @Label("Error")
    String error;

    static void tell(FeedRun run, Throwable failure) {
        if (Jfr.isOn()) {
            FeedFailedEvent event = new FeedFailedEvent();
            event.feed = run.name();
            event.position = run.position();
            event.error = failure.getMessage();
            event.commit();
        }
    }
}
