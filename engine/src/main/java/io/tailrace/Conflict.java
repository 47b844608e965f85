package io.tailrace;

import io.tailrace.write.Operation;

/** What an insert does when there is a document with the same key; the conflict modes of RethinkDB. */
public enum Conflict {
    /** Leaves it and reports {@link io.tailrace.write.WriteError#DUPLICATE_KEY}. */
    ERROR(Operation.INSERT),
    /** Puts the new document in its place. */
    REPLACE(Operation.UPSERT),
    /** Merges the new document into it, recursively. */
    UPDATE(Operation.MERGE);

    private final Operation operation;

    Conflict(Operation operation) {
        this.operation = operation;
    }

    Operation operation() {
        return operation;
    }
}
