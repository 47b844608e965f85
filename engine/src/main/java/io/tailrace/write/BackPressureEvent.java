package io.tailrace.write;

import io.tailrace.journal.Jfr;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A producer waits for room in the ring. */
@Name("io.tailrace.BackPressure")
@Label("Ring full")
@Category("Tailrace")
@Description("A producer waits for room in the ring.")
@StackTrace(false)
final class BackPressureEvent extends Event {
    @Label("Slots wanted")
    int slots;

    /** Null where nothing is recorded. */
    static BackPressureEvent started() {
        if (!Jfr.isOn()) {
            return null;
        }
        BackPressureEvent event = new BackPressureEvent();
        event.begin();
        return event;
    }

    static void end(BackPressureEvent event, int wanted) {
        if (event != null) {
            event.slots = wanted;
            event.commit();
        }
    }
}
