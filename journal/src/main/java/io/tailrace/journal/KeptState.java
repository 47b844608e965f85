package io.tailrace.journal;

import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.IndexMemory;
import io.tailrace.index.IndexWalk;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** The latest documents of all tables of a journal while it is read, by the number of the table. Not thread safe. */
final class KeptState {
    private static final int STEP = 1_024;

    private final IndexMemory memory = new IndexMemory();
    private final List<Index> tables = new ArrayList<>();
    private final long hashSeed;

    KeptState(long hashSeed) {
        this.hashSeed = hashSeed;
    }

    private Index table(int id) {
        while (tables.size() <= id) {
            tables.add(null);
        }
        if (tables.get(id) == null) {
            tables.set(id, new Index(memory, hashSeed));
        }
        return tables.get(id);
    }

    /** Points the entry at the document of the change's key, if there is one; valid until the next change. */
    boolean find(int table, JournalReader change, IndexEntry into) {
        return table(table).find(change.block(), change.keyOffset(), change.keyLength(), into);
    }

    /** Takes a change in. */
    void take(int table, JournalReader change, long sequence) {
        if (change.hasNew()) {
            put(
                    table,
                    change.block(),
                    change.keyOffset(),
                    change.keyLength(),
                    change.newOffset(),
                    change.newLength(),
                    sequence);
        } else {
            remove(table, change.block(), change.keyOffset(), change.keyLength());
        }
    }

    void put(int table, DirectBuffer buffer, int key, int keyLength, int document, int length, long sequence) {
        table(table).put(buffer, key, keyLength, buffer, document, length, sequence);
    }

    void remove(int table, DirectBuffer buffer, int key, int keyLength) {
        table(table).remove(buffer, key, keyLength);
    }

    /** All of a table, in the order of the journal's hash of keys. */
    IndexWalk walk(int table) {
        return table(table).walk();
    }

    /** How many documents there are. */
    long size() {
        long size = 0;
        for (Index table : tables) {
            size += table == null ? 0 : table.size();
        }
        return size;
    }

    /** Forgets a table. */
    void drop(int id) {
        if (id < tables.size() && tables.get(id) != null) {
            Index dropped = tables.set(id, null);
            dropped.close();
            boolean more = true;
            while (more) {
                more = dropped.release(STEP);
            }
        }
    }
}
