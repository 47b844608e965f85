package io.tailrace.write;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.index.Index;
import java.util.Arrays;

/**
 * One table as the writer sees it. Single writer, any reader.
 *
 * @hidden
 */
public final class LiveTable {
    private final int id;
    private final String name;
    private final String keyField;
    private final Index index;

    // Handle of the key field; the writer's.
    private Field key;

    // Written by the writer only, replaced as a whole.
    private volatile LiveIndex[] indexes = {};

    LiveTable(int id, String name, String keyField, Index index) {
        this.id = id;
        this.name = name;
        this.keyField = keyField;
        this.index = index;
    }

    /** {@return the number of the table in the journal} */
    public int id() {
        return id;
    }

    /** {@return the name of the table} */
    public String name() {
        return name;
    }

    /** Handle of the field that is its key. Writer only. */
    Field key(Dictionary dictionary) {
        if (key == null) {
            key = dictionary.field(keyField);
        }
        return key;
    }

    /**
     * Its latest documents.
     *
     * @return the index by primary key
     */
    public Index index() {
        return index;
    }

    /**
     * {@return a secondary index by name, or null}
     *
     * @param wanted its name
     */
    public LiveIndex indexByName(String wanted) {
        for (LiveIndex each : indexes) {
            if (each.name().equals(wanted)) {
                return each;
            }
        }
        return null;
    }

    /**
     * {@return a secondary index by number, or null}
     *
     * @param wanted its number in the journal
     */
    public LiveIndex indexById(int wanted) {
        for (LiveIndex each : indexes) {
            if (each.id() == wanted) {
                return each;
            }
        }
        return null;
    }

    /**
     * Begins to list the documents in one more index, which is built in the steps of {@link Index#work}. Writer only.
     *
     * @param added not listed anywhere yet
     */
    public void addIndex(LiveIndex added) {
        added.begin(index);
        LiveIndex[] more = Arrays.copyOf(indexes, indexes.length + 1);
        more[indexes.length] = added;
        indexes = more;
    }

    /**
     * Ends a secondary index; its memory is given back in the steps of {@link Index#work}. Writer only.
     *
     * @param dropped one of this table's
     */
    public void removeIndex(LiveIndex dropped) {
        LiveIndex[] all = indexes;
        LiveIndex[] rest = new LiveIndex[all.length - 1];
        int count = 0;
        for (LiveIndex each : all) {
            if (each != dropped) {
                rest[count++] = each;
            }
        }
        indexes = rest;
        index.removeSecondary(dropped.entries());
    }
}
