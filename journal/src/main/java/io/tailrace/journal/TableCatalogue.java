package io.tailrace.journal;

import io.tailrace.error.JournalException;
import io.tailrace.error.LimitException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/**
 * The tables of a journal: id to name and key field. The journal's writer adds to it, any thread reads without locks.
 */
public final class TableCatalogue {
    /** Most tables a journal can have in its life, dropped ones included: a number is never given twice. */
    public static final int MAXIMUM = 1_024;

    /** Returned where there is no such table. */
    public static final int NOT_FOUND = -1;

    /** Written under this object's lock, replaced as a whole. */
    private volatile Entry[] entries = {};

    TableCatalogue() {}

    /**
     * The error of whoever asks for one more than {@link #MAXIMUM}.
     *
     * @param id the number it would get
     * @param where its name, as {@code name=value}
     * @return what is to be thrown
     */
    public static LimitException tooMany(int id, String where) {
        return new LimitException(
                "tables",
                id + 1L,
                MAXIMUM,
                where
                        + ", dropped ones count for the life of a journal: "
                        + "keep tables and delete their documents instead of dropping them, or begin a new journal");
    }

    /**
     * How many ids have been given, dropped tables included; the next table gets this id.
     *
     * @return one more than the greatest id
     */
    public int size() {
        return entries.length;
    }

    /**
     * The id of a table that has not been dropped.
     *
     * @param name its name
     * @return its id, or {@link #NOT_FOUND}
     */
    public int idOf(CharSequence name) {
        Entry[] all = entries;
        for (int i = all.length - 1; i >= 0; i--) {
            Entry entry = all[i];
            if (entry != null && !entry.dropped && entry.name.contentEquals(name)) {
                return i;
            }
        }
        return NOT_FOUND;
    }

    /**
     * {@return whether there is such a table and it has not been dropped}
     *
     * @param id a table id
     */
    public boolean exists(int id) {
        Entry[] all = entries;
        return id >= 0 && id < all.length && all[id] != null && !all[id].dropped;
    }

    /**
     * The name of a table, dropped or not.
     *
     * @param id a table id
     * @return its name, or null when there is none
     */
    public String name(int id) {
        Entry entry = entry(id);
        return entry == null ? null : entry.name;
    }

    /**
     * The name of the field that holds the key of a table's documents.
     *
     * @param id a table id
     * @return its key field, or null when there is no such table
     */
    public String keyField(int id) {
        Entry entry = entry(id);
        return entry == null ? null : entry.keyField;
    }

    boolean dropped(int id) {
        Entry entry = entry(id);
        return entry != null && entry.dropped;
    }

    /** Bytes of their catalogue records. */
    int bytes() {
        int bytes = 0;
        for (Entry entry : entries) {
            bytes += entry == null ? 0 : entry.recordBytes;
        }
        return bytes;
    }

    /** Bytes of the catalogue record of a table that there is or was. */
    int recordBytes(int id) {
        return entry(id).recordBytes;
    }

    /** Writes that record. */
    void put(MutableDirectBuffer block, int record, int id) {
        Entry entry = entry(id);
        CatalogueDescriptor.table(
                block,
                record,
                id,
                entry.dropped ? CatalogueDescriptor.FLAG_DROPPED : 0,
                entry.name.getBytes(StandardCharsets.UTF_8),
                entry.keyField.getBytes(StandardCharsets.UTF_8));
    }

    synchronized void restore(int id, String name, String keyField, boolean dropped) {
        if (id < 0 || id >= MAXIMUM) {
            throw new JournalException("table id is out of range: id=" + id + " maximum=" + MAXIMUM);
        }
        Entry known = entry(id);
        if (known != null && !known.isDefinedAs(name, keyField)) {
            throw new JournalException("table id has two definitions: id=" + id + " first=" + known.name + " key="
                    + known.keyField + " then=" + name + " key=" + keyField);
        }
        if (known == null || dropped && !known.dropped) {
            Entry[] all = Arrays.copyOf(entries, Math.max(entries.length, id + 1));
            all[id] = new Entry(name, keyField, dropped);
            entries = all;
        }
    }

    synchronized void drop(int id) {
        Entry known = entry(id);
        if (known != null) {
            restore(id, known.name, known.keyField, true);
        }
    }

    private Entry entry(int id) {
        Entry[] all = entries;
        return id >= 0 && id < all.length ? all[id] : null;
    }

    private static final class Entry {
        final String name;
        final String keyField;
        final boolean dropped;
        final int recordBytes;

        Entry(String name, String keyField, boolean dropped) {
            this.name = name;
            this.keyField = keyField;
            this.dropped = dropped;
            recordBytes = CatalogueDescriptor.tableLength(
                    name.getBytes(StandardCharsets.UTF_8).length, keyField.getBytes(StandardCharsets.UTF_8).length);
        }

        boolean isDefinedAs(String otherName, String otherKeyField) {
            return name.equals(otherName) && keyField.equals(otherKeyField);
        }
    }
}
