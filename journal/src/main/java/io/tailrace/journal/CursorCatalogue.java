package io.tailrace.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Object2ObjectHashMap;

/**
 * The cursors whose positions were committed with transactions, as the newest records of the journal say. Where this
 * process writes, the writer's once the journal is replayed; elsewhere of whoever reads, under the lock of that.
 */
final class CursorCatalogue {
    private final Object2ObjectHashMap<String, Entry> byName = new Object2ObjectHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private int bytes;

    /** Bytes of the records of all of them. */
    int bytes() {
        return bytes;
    }

    int size() {
        return entries.size();
    }

    Entry at(int index) {
        return entries.get(index);
    }

    /** Null where there is none of that name. */
    Entry of(String name) {
        return byName.get(name);
    }

    /** That of a name, with no position yet where it is new. */
    Entry entry(String name) {
        Entry entry = byName.get(name);
        if (entry == null) {
            entry = new Entry(name);
            byName.put(name, entry);
            entries.add(entry);
            bytes += entry.recordBytes();
        }
        return entry;
    }

    void remove(String name) {
        Entry entry = byName.remove(name);
        if (entry != null) {
            entries.remove(entry);
            bytes -= entry.recordBytes();
        }
    }

    /**
     * Takes in one record whose place in its block has been checked.
     *
     * @return null, or what is wrong with it
     */
    String restore(DirectBuffer block, int record) {
        int room = ChangeDescriptor.length(block, record) - CatalogueDescriptor.CURSOR_NAME_OFFSET;
        int length = room < 0 ? -1 : CatalogueDescriptor.cursorNameLength(block, record);
        int flags = ChangeDescriptor.flags(block, record);
        if (length < 1 || length > room || (flags & ~CatalogueDescriptor.FLAG_DROPPED) != 0) {
            return "cursor does not fit its record: name=" + length + " room=" + room + " flags=" + flags;
        }
        byte[] text = new byte[length];
        block.getBytes(record + CatalogueDescriptor.CURSOR_NAME_OFFSET, text);
        String name = new String(text, StandardCharsets.UTF_8);
        if (!Cursors.isName(name)) {
            return "cursor has an impossible name: name=" + name;
        }
        if ((flags & CatalogueDescriptor.FLAG_DROPPED) != 0) {
            remove(name);
            return null;
        }
        Entry entry = entry(name);
        CatalogueDescriptor.cursor(block, record, entry.saved);
        entry.fingerprint = CatalogueDescriptor.fingerprint(block, record);
        long sequence = entry.saved.place.sequence();
        boolean possible = sequence >= 0
                && entry.saved.place.end() >= sequence
                && entry.saved.place.ordinal() >= 0
                && entry.saved.generation > 0;
        return possible ? null : "position of a cursor is impossible: cursor=" + name + " " + entry.saved.place;
    }

    /** The newest position of one cursor. */
    static final class Entry {
        final String name;
        final byte[] nameBytes;
        final CursorFile.Saved saved = new CursorFile.Saved();
        long fingerprint;

        Entry(String name) {
            this.name = name;
            nameBytes = name.getBytes(StandardCharsets.UTF_8);
        }

        int recordBytes() {
            return CatalogueDescriptor.cursorLength(nameBytes.length);
        }

        void put(MutableDirectBuffer block, int record) {
            CatalogueDescriptor.cursor(block, record, 0, nameBytes, saved, fingerprint);
        }
    }
}
