package io.tailrace;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.error.Arguments;
import java.util.List;

/**
 * All tables as they were at one sequence, with every query of the engine; see {@link Tailrace#asOf(long)}. Any thread.
 *
 * <p>It has an index of its own in memory until it is closed. It does not change when the engine goes on, removes old
 * segments or is closed.
 */
public final class AsOf implements AutoCloseable {
    private final Engine engine;
    private final OpenTables tables;

    /** @param engine on a view of the journal; closed with this */
    AsOf(Engine engine) {
        this.engine = engine;
        boolean done = false;
        try {
            engine.reads().load();
            done = true;
        } finally {
            if (!done) {
                engine.close();
            }
        }
        tables = new OpenTables(engine, engine.journal().tables());
    }

    /** {@return the sequence whose state it shows} */
    public long sequence() {
        return engine.lastSequence();
    }

    /**
     * A table that there was. Its handle reads and refuses writes; a feed on it ends at this sequence.
     *
     * @param name of the table
     * @return the table as it was
     * @throws io.tailrace.error.UnknownTableException when there was none of this name
     */
    public Table existingTable(String name) {
        Arguments.given(name, "name", "existingTable(name)");
        engine.checkOpen();
        return tables.existing(name);
    }

    /** {@return the names of all tables that there were, in order} */
    public List<String> tables() {
        engine.checkOpen();
        return tables.names();
    }

    /**
     * A handle of a field name, for fast access to these documents, which are of another dictionary than the engine's.
     *
     * @param name of the field
     * @return the handle, for any thread
     */
    public Field field(String name) {
        return engine.field(name);
    }

    /**
     * The field names and shapes of these documents, for JSON writers of one's own.
     *
     * @return the dictionary, always the same
     */
    public Dictionary dictionary() {
        return engine.dictionary();
    }

    /** Gives its memory back; feeds and cursors on it end. A second call does nothing. */
    @Override
    public void close() {
        engine.close();
    }
}
