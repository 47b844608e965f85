package io.tailrace;

import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Journal;
import org.agrona.concurrent.Agent;

/**
 * The background agent: reserves and touches journal space and index memory ahead of the writer. One thread at a time.
 */
final class Janitor implements Agent {
    private final Journal journal;
    private final IndexMemory memory;

    Janitor(final Journal journal, final IndexMemory memory) {
        this.journal = journal;
        this.memory = memory;
    }

    @Override
    public String roleName() {
        return "tailrace-janitor";
    }

    @Override
    public int doWork() {
        int work = 0;
        if (journal.maintain()) {
            work++;
        }
        if (memory.prepare()) {
            work++;
        }
        return work;
    }
}
