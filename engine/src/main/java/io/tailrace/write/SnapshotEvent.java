package io.tailrace.write;

import io.tailrace.journal.Jfr;
import io.tailrace.journal.Snapshot;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A snapshot was taken while writes went on. */
@Name("io.tailrace.Snapshot")
@Label("Snapshot taken")
@Category("Tailrace")
@Description("A snapshot was taken while writes went on.")
@StackTrace(false)
final class SnapshotEvent extends Event {
    @Label("Sequence")
    long sequence;

    @Label("Documents")
    long documents;

    @Label("Bytes")
    long bytes;

    /** Null where nothing is recorded. */
    static SnapshotEvent started() {
        if (!Jfr.isOn()) {
            return null;
        }
        SnapshotEvent event = new SnapshotEvent();
        event.begin();
        return event;
    }

    static void end(SnapshotEvent event, Snapshot taken) {
        if (event != null) {
            event.sequence = taken.sequence();
            event.documents = taken.documents();
            event.bytes = taken.bytes();
            event.commit();
        }
    }
}
