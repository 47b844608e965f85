package io.tailrace.cli;

import io.tailrace.document.JsonWriter;
import io.tailrace.write.Outcome;

/** What the operations of a load did. Not thread safe. */
final class LoadCounts {
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

    long operations() {
        return operations;
    }

    long errors() {
        return errors;
    }

    /** Writes the summary that ends a load. */
    JsonWriter summary(JsonWriter json, long lastSequence, double seconds) {
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
