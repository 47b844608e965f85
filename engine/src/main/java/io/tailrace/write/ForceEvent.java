package io.tailrace.write;

import io.tailrace.journal.Jfr;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Everything committed is forced to the device. */
@Name("io.tailrace.Force")
@Label("Journal forced")
@Category("Tailrace")
@Description("Everything committed is forced to the device.")
@StackTrace(false)
final class ForceEvent extends Event {
    @Label("Sequence that is on the device now")
    long sequence;

    /** Null where nothing is recorded. */
    static ForceEvent started() {
        if (!Jfr.isOn()) {
            return null;
        }
        ForceEvent event = new ForceEvent();
        event.begin();
        return event;
    }

    static void end(ForceEvent event, long upTo) {
        if (event != null) {
            event.sequence = upTo;
            event.commit();
        }
    }
}
