package io.tailrace;

import io.tailrace.journal.Jfr;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Writes wait in the ring and the writer takes none of them. */
@Name("io.tailrace.Stall")
@Label("Writer stalled")
@Category("Tailrace")
@Description("Writes wait in the ring and the writer takes none of them.")
@StackTrace(false)
final class StallEvent extends Event {
    @Label("Stood for, in ns")
    long stoodNs;

    static void tell(long stoodNs) {
        if (Jfr.isOn()) {
            StallEvent event = new StallEvent();
            event.stoodNs = stoodNs;
            event.commit();
        }
    }
}
