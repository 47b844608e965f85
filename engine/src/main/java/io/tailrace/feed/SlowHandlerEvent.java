package io.tailrace.feed;

import io.tailrace.journal.Jfr;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A handler keeps its thread longer than allowed. */
@Name("io.tailrace.SlowHandler")
@Label("Slow handler")
@Category("Tailrace")
@Description("A handler keeps its thread longer than allowed.")
@StackTrace(false)
final class SlowHandlerEvent extends Event {
    @Label("Feed")
    String feed;

    @Label("Position")
    long position;

    @Label("At work for, in ns")
    long tookNs;

    static void tell(FeedRun run, long tookNs) {
        if (Jfr.isOn()) {
            SlowHandlerEvent event = new SlowHandlerEvent();
            if (event.shouldCommit()) {
                event.feed = run.name();
                event.position = run.position();
                event.tookNs = tookNs;
                event.commit();
            }
        }
    }
}
