package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.error.Arguments;
import io.tailrace.error.EngineException;
import io.tailrace.mapping.RecordMapping;
import java.util.function.Consumer;

/**
 * A table whose documents are Java records: see {@link Table#as}. A component is the field of its name; a component
 * that is null is left out of the document, and a field that is absent or null comes back as null. Types are boolean,
 * int, long, float, double and their boxes, String, enums by name, {@link java.time.Instant}, {@link java.util.UUID} as
 * text, byte[], {@link java.math.BigDecimal} with {@link io.tailrace.mapping.Scale}, records, and lists of all but the
 * primitive ones. A whole number that a double would round is refused, and so is one that does not fit an int; a float
 * rounds. Any thread.
 *
 * <p>Writing a record of numbers, booleans and texts allocates nothing; reading one allocates the record and its texts.
 *
 * @param <R> type of the records
 */
public final class MappedTable<R extends Record> {
    private final Table table;
    private final RecordMapping<R> mapping;

    MappedTable(Table table, RecordMapping<R> mapping) {
        this.table = table;
        this.mapping = mapping;
        if (!mapping.names().contains(table.keyField())) {
            throw new EngineException("records cannot be documents of this table: type="
                    + mapping.type().getName() + " table=" + table.name() + " has no component for the key: key="
                    + table.keyField() + ", add one, or make the table with Tailrace.table(name, keyField)");
        }
    }

    /** {@return the table itself, for queries, feeds and everything else} */
    public Table table() {
        return table;
    }

    /**
     * Begins an insert; a document with the same key is an error.
     *
     * @param record the whole document
     * @return a write of this thread's, to be committed
     */
    public Write insert(R record) {
        return put(table.insert(), record);
    }

    /**
     * Begins an insert that replaces a stored document, including fields that are no component.
     *
     * @param record the whole document
     * @return a write of this thread's, to be committed
     */
    public Write upsert(R record) {
        return put(table.upsert(), record);
    }

    /**
     * Begins an update: components that are not null replace the fields of the stored document, others stay.
     *
     * @param record the fields to change, and the key
     * @return a write of this thread's, to be committed
     */
    public Write update(R record) {
        return put(table.update(), record);
    }

    private Write put(Write write, R record) {
        boolean done = false;
        try {
            mapping.put(Arguments.given(record, "record", "insert, upsert or update(record)"), write);
            done = true;
            return write;
        } finally {
            if (!done) {
                write.cancel();
            }
        }
    }

    /**
     * Reads the latest record of a key.
     *
     * @param key as {@link Table#read} takes it
     * @return a new record, null when there is none
     * @throws io.tailrace.error.DocumentException when the document is no such record
     */
    public R get(Object key) {
        return table.read(key, mapping::read);
    }

    /**
     * Makes a record of a document of this table, such as one that a change shows.
     *
     * @param document or null
     * @return a new record, null for null
     * @throws io.tailrace.error.DocumentException when the document is no such record
     */
    public R read(Document document) {
        return document == null ? null : mapping.read(document);
    }

    /**
     * Hands all records over, in no order, see {@link Table#scan}.
     *
     * @param handler receives them
     * @return how many there were
     * @throws io.tailrace.error.DocumentException when a document is no such record
     */
    public long scan(Consumer<? super R> handler) {
        Arguments.given(handler, "handler", "scan(handler)");
        return table.scan((document, version) -> handler.accept(mapping.read(document)));
    }
}
