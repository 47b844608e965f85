package io.tailrace.write;

import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of an engine by number and by name. Single writer, any reader.
 *
 * @hidden
 */
public final class LiveTables {
    private final Map<String, LiveTable> byName = new ConcurrentHashMap<>();
    private final IndexMemory memory;
    private final long hashSeed;

    // Dropped tables whose memory is still to be given back. Writer only.
    private final ArrayDeque<LiveTable> dropped = new ArrayDeque<>();

    // Written by the writer only, published by the volatile write of a grown copy or of the same array.
    private volatile LiveTable[] byId = new LiveTable[16];

    /**
     * Makes an empty registry.
     *
     * @param memory that all indexes share
     * @param hashSeed of all indexes
     */
    public LiveTables(IndexMemory memory, long hashSeed) {
        this.memory = memory;
        this.hashSeed = hashSeed;
    }

    /**
     * Adds a table with an empty index. Writer only.
     *
     * @param id number of the table
     * @param name its name
     * @param keyField name of its key field
     * @return the new table
     */
    public LiveTable add(int id, String name, String keyField) {
        LiveTable table = new LiveTable(id, name, keyField, new Index(memory, hashSeed));
        LiveTable[] tables = byId;
        if (id >= tables.length) {
            tables = Arrays.copyOf(tables, Math.max(id + 1, tables.length * 2));
        }
        tables[id] = table;
        byId = tables;
        byName.put(name, table);
        return table;
    }

    /**
     * Removes a table; whoever still reads its index gets an {@link io.tailrace.error.EngineClosedException}. Its
     * memory is given back by {@link #releaseDropped}. Writer only.
     *
     * @param id number of the table
     */
    public void remove(int id) {
        LiveTable[] tables = byId;
        LiveTable table = tables[id];
        if (table != null) {
            byName.remove(table.name(), table);
            tables[id] = null;
            byId = tables;
            table.index().close();
            dropped.add(table);
        }
    }

    /**
     * One bounded step of giving the memory of dropped tables back. Writer only.
     *
     * @param limit most entries to handle in this step
     * @return true if it did something, so that calling again may do more
     */
    public boolean releaseDropped(int limit) {
        LiveTable table = dropped.peek();
        if (table == null) {
            return false;
        }
        if (!table.index().release(limit)) {
            dropped.remove();
        }
        return true;
    }

    /**
     * One more than the highest number a table can have, to walk over all of them without garbage.
     *
     * @return a bound that only grows
     */
    public int idBound() {
        return byId.length;
    }

    /**
     * {@return a table by number, or null}
     *
     * @param id number of the table
     */
    public LiveTable byId(int id) {
        LiveTable[] tables = byId;
        return id < tables.length ? tables[id] : null;
    }

    /**
     * {@return a table by name, or null}
     *
     * @param name of the table
     */
    public LiveTable byName(String name) {
        return byName.get(name);
    }

    /**
     * All tables there are.
     *
     * @return a live view in no order
     */
    public Collection<LiveTable> all() {
        return byName.values();
    }
}
