package io.tailrace.bench.simulation;

import io.tailrace.write.Ack;
import io.tailrace.write.WriteError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What an engine has to hold, from nothing but the operations in the order in which they were handed in: documents,
 * indexes, positions of cursors, and every change with its sequence. It can go back to any sequence between two
 * operations, as after a loss of power. Not thread safe.
 */
final class Truth {
    /** What one write of an operation does. */
    enum Kind {
        UPSERT,
        INSERT,
        UPDATE,
        DELETE
    }

    /** What is made or dropped. */
    enum Definition {
        TABLE,
        NO_TABLE,
        INDEX,
        NO_INDEX
    }

    /** One write; tables that are made anew have another number. */
    record Single(Kind kind, int table, String key, Map<String, Object> fields) {
        @Override
        public String toString() {
            return kind + " " + table + " " + key + "(" + fields.get("n") + " " + fields.get("w") + ")";
        }
    }

    /** One change of a document. */
    record Change(long sequence, int table, String key, Map<String, Object> before, Map<String, Object> after) {}

    /**
     * A position of a cursor.
     *
     * @param sequence everything up to there is handled
     * @param events and so many of the events of the next change
     */
    record Place(long sequence, int events) {}

    /** What is to come of an operation. */
    record Outcome(List<Change> changes, int sequences, WriteError error) {}

    /** What was handed in together, and happens together. */
    static final class Operation {
        final List<Single> writes = new ArrayList<>();
        /** Null where the caller has waited. */
        Ack ack;

        boolean synced;
        Definition definition;
        String table;
        String index;
        /** Named cursor whose position is committed, or null. */
        String cursor;

        Place position;
        /** The operation that committed its position before, or null. */
        Operation former;

        boolean applied;
        private long last;

        @Override
        public String toString() {
            return (definition == null ? writes.toString() : definition + " " + table + " " + index)
                    + (cursor == null ? "" : " " + cursor + "=" + position)
                    + (synced ? " synced" : "");
        }
    }

    /** A table as it is. */
    static final class Store {
        final int number;
        final String name;
        final TreeMap<String, Map<String, Object>> documents = new TreeMap<>();
        /** Sequence of the making, by name of the index. */
        final TreeMap<String, Long> indexes = new TreeMap<>();

        private Store(int number, String name) {
            this.number = number;
            this.name = name;
        }
    }

    final List<Change> log = new ArrayList<>();
    final TreeMap<String, Store> stores = new TreeMap<>();
    /** Positions committed with transactions. */
    final Map<String, Place> positions = new HashMap<>();

    /** When tables and indexes were dropped, by the sequence of their making. */
    private final Map<Long, Long> drops = new HashMap<>();

    private final List<Operation> done = new ArrayList<>();
    long sequence;

    /** What the operation does now; nothing changes. */
    Outcome foresee(Operation operation) {
        if (operation.definition != null) {
            return new Outcome(List.of(), 1, WriteError.NONE);
        }
        if (operation.former != null && !operation.former.applied) {
            return new Outcome(List.of(), 0, WriteError.CURSOR_MOVED);
        }
        List<Change> changes = new ArrayList<>();
        Map<String, Map<String, Object>> staged = new HashMap<>();
        for (Single write : operation.writes) {
            Store store = byNumber(write.table);
            if (store == null) {
                return new Outcome(List.of(), 0, WriteError.NO_SUCH_TABLE);
            }
            String place = write.table + " " + write.key;
            Map<String, Object> before = staged.containsKey(place) ? staged.get(place) : store.documents.get(write.key);
            if (write.kind == Kind.INSERT && before != null) {
                return new Outcome(List.of(), 0, WriteError.DUPLICATE_KEY);
            }
            Map<String, Object> after = after(write, before);
            staged.put(place, after);
            if (before == null ? after != null : !before.equals(after)) {
                changes.add(new Change(sequence + changes.size() + 1, write.table, write.key, before, after));
            }
        }
        return new Outcome(changes, changes.size(), WriteError.NONE);
    }

    private static Map<String, Object> after(Single write, Map<String, Object> before) {
        if (write.kind == Kind.DELETE || write.kind == Kind.UPDATE && before == null) {
            return null;
        }
        Map<String, Object> after = new HashMap<>(write.kind == Kind.UPDATE ? before : Map.of());
        after.putAll(write.fields);
        after.put("id", write.key);
        return after;
    }

    Store byNumber(int number) {
        for (Store store : stores.values()) {
            if (store.number == number) {
                return store;
            }
        }
        return null;
    }

    /** It has happened. */
    void apply(Operation operation) {
        Outcome outcome = foresee(operation);
        operation.applied = true;
        for (Change change : outcome.changes) {
            Map<String, Map<String, Object>> documents = byNumber(change.table).documents;
            if (change.after == null) {
                documents.remove(change.key);
            } else {
                documents.put(change.key, change.after);
            }
        }
        log.addAll(outcome.changes);
        sequence += outcome.sequences;
        operation.last = sequence;
        if (operation.definition != null) {
            define(operation);
        }
        if (operation.cursor != null) {
            positions.put(operation.cursor, operation.position);
        }
        done.add(operation);
    }

    private void define(Operation operation) {
        switch (operation.definition) {
            case TABLE -> stores.put(operation.table, new Store((int) sequence, operation.table));
            case NO_TABLE -> drop(stores.remove(operation.table));
            case INDEX -> stores.get(operation.table).indexes.put(operation.index, sequence);
            case NO_INDEX -> drops.put(stores.get(operation.table).indexes.remove(operation.index), sequence);
        }
    }

    private void drop(Store store) {
        drops.put((long) store.number, sequence);
        store.indexes.values().forEach(index -> drops.put(index, sequence));
    }

    /** When the first was dropped of what a feed follows; {@link Long#MAX_VALUE} while all of it is there. */
    long dropOf(List<Part> parts) {
        long first = Long.MAX_VALUE;
        for (Part part : parts) {
            first = Math.min(first, Math.min(dropOfTable(part), drops.getOrDefault(part.index(), Long.MAX_VALUE)));
        }
        return first;
    }

    /** Whether that was a table, and not just an index of it. */
    boolean isTableDropped(List<Part> parts) {
        return parts.stream().anyMatch(part -> dropOfTable(part) == dropOf(parts));
    }

    /** Whether a document of some table has changed since a sequence. */
    boolean hasChanged(String key, long since) {
        return key != null && log.stream().anyMatch(change -> change.sequence > since && change.key.equals(key));
    }

    private long dropOfTable(Part part) {
        return drops.getOrDefault((long) part.table(), Long.MAX_VALUE);
    }

    /** Everything as it was at a sequence; inside a transaction the documents alone are those of then. */
    Truth at(long at) {
        Truth then = new Truth();
        for (Operation operation : done) {
            if (operation.last <= at) {
                then.repeat(operation);
            }
        }
        then.stores.values().forEach(store -> {
            store.documents.clear();
            store.documents.putAll(documents(store.number, at));
        });
        return then;
    }

    /** Takes in an operation that has happened elsewhere. */
    private void repeat(Operation operation) {
        sequence = operation.last;
        if (operation.definition != null) {
            define(operation);
        }
    }

    /**
     * Forgets what came after a sequence.
     *
     * @return whether that lies between two operations
     */
    boolean goBack(long to) {
        List<Operation> kept = new ArrayList<>(done);
        kept.removeIf(operation -> operation.last > to);
        done.clear();
        log.clear();
        stores.clear();
        positions.clear();
        drops.clear();
        sequence = 0;
        kept.forEach(this::apply);
        return sequence == to;
    }

    /** The documents of a table at a sequence. */
    NavigableMap<String, Map<String, Object>> documents(int table, long at) {
        TreeMap<String, Map<String, Object>> documents = new TreeMap<>();
        for (Change change : log) {
            if (change.sequence > at) {
                break;
            }
            if (change.table == table) {
                if (change.after == null) {
                    documents.remove(change.key);
                } else {
                    documents.put(change.key, change.after);
                }
            }
        }
        return documents;
    }
}
