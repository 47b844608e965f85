package io.tailrace.cli.load;

import io.tailrace.document.JsonWriter;
import io.tailrace.write.Outcome;

/**
 * What the operations of a load did. Not thread safe.
 *
 * @hidden
 */
public final class LoadCounts {
    private final long[] byOutcome = new long[Outcome.values().length];
    private long operations;
    private long errors;

    /** Counts a line that holds an operation, malformed or not. */
    void operation() {
        operations++;
    }

    void error() {
        errors++;
    }

    void outcome(Outcome outcome) {
        byOutcome[outcome.ordinal()]++;
    }

    /** Lines that were taken. */
    public long operations() {
        return operations;
    }

    /** Lines that were refused. */
    public long errors() {
        return errors;
    }

    /** Writes the summary that ends a load. */
    public JsonWriter summary(JsonWriter json, long lastSequence, double seconds) {
        json.reset().beginObject();
        json.name("operations").value(operations);
        json.name("inserted").value(byOutcome[Outcome.INSERTED.ordinal()]);
        json.name("replaced").value(byOutcome[Outcome.REPLACED.ordinal()]);
        json.name("unchanged").value(byOutcome[Outcome.UNCHANGED.ordinal()]);
        json.name("deleted").value(byOutcome[Outcome.DELETED.ordinal()]);
        json.name("skipped").value(byOutcome[Outcome.SKIPPED.ordinal()]);
        json.name("errors").value(errors);
        json.name("lastSequence").value(lastSequence);
        json.name("seconds").value(seconds);
        return json.endObject();
    }
}
