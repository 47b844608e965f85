package io.tailrace.journal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The writer begins a segment, which takes milliseconds. */
@Name("io.tailrace.Roll")
@Label("Segment begun")
@Category("Tailrace")
@Description("The writer begins a segment, which takes milliseconds.")
@StackTrace(false)
final class RollEvent extends Event {
    @Label("Segment")
    int segment;

    /** Null where nothing is recorded. */
    static RollEvent started() {
        if (!Jfr.isOn()) {
            return null;
        }
        RollEvent event = new RollEvent();
        event.begin();
        return event;
    }

    static void end(RollEvent event, int ofSegment) {
        if (event != null) {
            event.segment = ofSegment;
            event.commit();
        }
    }
}
