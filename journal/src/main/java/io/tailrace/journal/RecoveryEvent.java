package io.tailrace.journal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A journal is opened for writing: a snapshot taken in, the rest replayed. */
@Name("io.tailrace.Recovery")
@Label("Journal opened")
@Category("Tailrace")
@Description("A journal is opened for writing: a snapshot taken in, the rest replayed.")
@StackTrace(false)
final class RecoveryEvent extends Event {
    @Label("Blocks replayed")
    long blocks;

    @Label("Changes replayed")
    long changes;

    @Label("Bytes cut")
    long cutBytes;

    @Label("Sequence of the snapshot")
    long stateSequence;

    /** Null where nothing is recorded. */
    static RecoveryEvent started() {
        if (!Jfr.isOn()) {
            return null;
        }
        RecoveryEvent event = new RecoveryEvent();
        event.begin();
        return event;
    }

    static void end(RecoveryEvent event, Recovery found) {
        if (event != null) {
            event.blocks = found.blocks();
            event.changes = found.changes();
            event.cutBytes = found.cutBytes();
            event.stateSequence = found.stateSequence();
            event.commit();
        }
    }
}
