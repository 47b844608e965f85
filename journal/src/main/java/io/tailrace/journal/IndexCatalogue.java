package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.LimitException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * The secondary indexes of a journal: id to definition. The journal's writer adds to it, any thread reads without
 * locks.
 */
public final class IndexCatalogue {
    /** Most indexes a journal can have in its life, dropped ones included: a number is never given twice. */
    public static final int MAXIMUM = 1_024;

    /** Returned where there is no such index. */
    public static final int NOT_FOUND = -1;

    /** Written under this object's lock, replaced as a whole. */
    private volatile Entry[] entries = {};

    IndexCatalogue() {}

    /**
     * The error of whoever asks for one more than {@link #MAXIMUM}.
     *
     * @param id the number it would get
     * @param where its name, as {@code name=value}
     * @return what is to be thrown
     */
    public static LimitException tooMany(int id, String where) {
        return new LimitException(
                "indexes",
                id + 1L,
                MAXIMUM,
                where
                        + ", dropped ones count for the life of a journal: "
                        + "keep indexes instead of dropping and making them again, or begin a new journal");
    }

    /**
     * How many ids have been given, dropped indexes included; the next index gets this id.
     *
     * @return one more than the greatest id
     */
    public int size() {
        return entries.length;
    }

    /**
     * The id of an index that has not been dropped.
     *
     * @param tableId its table
     * @param name its name
     * @return its id, or {@link #NOT_FOUND}
     */
    public int idOf(int tableId, CharSequence name) {
        Entry[] all = entries;
        for (int i = all.length - 1; i >= 0; i--) {
            Entry entry = all[i];
            if (entry != null && entry.isLiveOf(tableId) && entry.name.contentEquals(name)) {
                return i;
            }
        }
        return NOT_FOUND;
    }

    /**
     * The indexes of a table that have not been dropped.
     *
     * @param tableId a table id
     * @return their ids in the order of their creation; a new array
     */
    public int[] ofTable(int tableId) {
        Entry[] all = entries;
        int[] ids = new int[all.length];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] != null && all[i].isLiveOf(tableId)) {
                ids[count++] = i;
            }
        }
        return Arrays.copyOf(ids, count);
    }

    /**
     * {@return whether there is such an index and it has not been dropped}
     *
     * @param id an index id
     */
    public boolean exists(int id) {
        Entry entry = entry(id);
        return entry != null && !entry.dropped;
    }

    /**
     * The table of an index, dropped or not.
     *
     * @param id an index id
     * @return its table, or {@link #NOT_FOUND} when there is no such index
     */
    public int tableId(int id) {
        Entry entry = entry(id);
        return entry == null ? NOT_FOUND : entry.tableId;
    }

    /**
     * The name of an index, dropped or not.
     *
     * @param id an index id
     * @return its name, or null when there is none
     */
    public String name(int id) {
        Entry entry = entry(id);
        return entry == null ? null : entry.name;
    }

    /**
     * What an index lists a document under, as text of an expression.
     *
     * @param id an index id
     * @return its definition, or null when there is no such index
     */
    public String expression(int id) {
        Entry entry = entry(id);
        return entry == null ? null : entry.expression;
    }

    /**
     * {@return whether an index takes each element of an array for a key}
     *
     * @param id an index id
     */
    public boolean multi(int id) {
        Entry entry = entry(id);
        return entry != null && entry.multi;
    }

    /** Bytes of their catalogue records. */
    int bytes() {
        int bytes = 0;
        for (Entry entry : entries) {
            bytes += entry == null ? 0 : entry.recordBytes;
        }
        return bytes;
    }

    /** Bytes of the catalogue record of an index that there is or was. */
    int recordBytes(int id) {
        return entry(id).recordBytes;
    }

    /** Writes that record. */
    void put(MutableDirectBuffer block, int record, int id) {
        Entry entry = entry(id);
        CatalogueDescriptor.index(
                block,
                record,
                id,
                (entry.dropped ? CatalogueDescriptor.FLAG_DROPPED : 0)
                        | (entry.multi ? CatalogueDescriptor.FLAG_MULTI : 0),
                entry.tableId,
                entry.name.getBytes(StandardCharsets.UTF_8),
                entry.expression.getBytes(StandardCharsets.UTF_8));
    }

    synchronized void restore(int id, int tableId, String name, String expression, boolean multi, boolean dropped) {
        if (id < 0 || id >= MAXIMUM) {
            throw new JournalException("index id is out of range: id=" + id + " maximum=" + MAXIMUM);
        }
        Entry known = entry(id);
        if (known != null && !known.isDefinedAs(tableId, name, expression, multi)) {
            throw new JournalException("index id has two definitions: id=" + id + " first=" + known.name + " of table="
                    + known.tableId + " then=" + name + " of table=" + tableId);
        }
        if (known == null || dropped && !known.dropped) {
            Entry[] all = Arrays.copyOf(entries, Math.max(entries.length, id + 1));
            all[id] = new Entry(tableId, name, expression, multi, dropped);
            entries = all;
        }
    }

    synchronized void drop(int id) {
        Entry known = entry(id);
        if (known != null) {
            restore(id, known.tableId, known.name, known.expression, known.multi, true);
        }
    }

    synchronized void dropAllOf(int tableId) {
        for (int id : ofTable(tableId)) {
            drop(id);
        }
    }

    private Entry entry(int id) {
        Entry[] all = entries;
        return id >= 0 && id < all.length ? all[id] : null;
    }

    private static final class Entry {
        final int tableId;
        final String name;
        final String expression;
        final boolean multi;
        final boolean dropped;
        final int recordBytes;

        Entry(int tableId, String name, String expression, boolean multi, boolean dropped) {
            this.tableId = tableId;
            this.name = name;
            this.expression = expression;
            this.multi = multi;
            this.dropped = dropped;
            recordBytes = CatalogueDescriptor.indexLength(
                    name.getBytes(StandardCharsets.UTF_8).length, expression.getBytes(StandardCharsets.UTF_8).length);
        }

        boolean isLiveOf(int table) {
            return !dropped && tableId == table;
        }

        boolean isDefinedAs(int table, String otherName, String otherExpression, boolean otherMulti) {
            return tableId == table
                    && name.equals(otherName)
                    && expression.equals(otherExpression)
                    && multi == otherMulti;
        }
    }
}
