package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.Lookups;
import io.tailrace.query.Marks;
import io.tailrace.query.Matches;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Whom the next changes of a block may concern, found together: where thousands of feeds wait for one value each, every
 * change meets memory that was used last thousands of changes ago, and to wait for that once for many costs less than
 * to do so for each. Not thread safe; allocates only to grow.
 */
final class ReadAhead {
    /** So many changes together: their own memory stays near until they are shown. */
    private static final int MOST_CHANGES = 16;
    /** Changes that concern more feeds have much to do between two of them. */
    private static final int MOST_FOUND = 256;

    private final Lookups lookups = new Lookups();
    private final ChangeImages images;
    /** Of the changes that were looked up, as sequences: the first, and the one behind the last. */
    private long from;

    private long to;

    @SuppressWarnings({"unused", "UnusedVariable"})
    private long touched;

    ReadAhead(Dictionary dictionary) {
        images = new ChangeImages(dictionary);
    }

    /** The feeds have changed: nothing that was found holds any more. */
    void forget() {
        from = 0;
        to = 0;
        lookups.clear();
    }

    /** Looks up what follows in the block of the change at hand, which must be over, where that was not done yet. */
    void look(JournalReader reader, Int2ObjectHashMap<TableFeeds> tables, Slots slots, Matches matches) {
        if (reader.sequence() + 1 < to) {
            return;
        }
        lookups.clear();
        try {
            collect(reader, tables);
        } catch (RuntimeException e) {
            lookups.clear(); // it is met again, and told, where it is the change at hand
        } finally {
            reader.goBack();
        }
        from = reader.sequence() + 1;
        to = from + lookups.size();
        if (to > from) {
            lookups.find();
            touch(slots, matches);
        }
    }

    private void collect(JournalReader reader, Int2ObjectHashMap<TableFeeds> tables) {
        TableFeeds table = null;
        int tableId = -1;
        while (lookups.size() < MOST_CHANGES && lookups.found() < MOST_FOUND && reader.lookAhead()) {
            if (reader.tableId() != tableId) {
                tableId = reader.tableId();
                table = tables.get(tableId);
            }
            if (table == null) {
                lookups.endChange();
            } else {
                table.collect(images.move(reader), lookups);
            }
        }
    }

    /** Reads what showing the changes will need of the feeds. */
    private void touch(Slots slots, Matches matches) {
        for (int i = 0; i < lookups.found(); i++) {
            int slot = lookups.slot(i);
            if (slot != Marks.NONE) {
                touched += slots.at(slot).touch() + matches.touch(slot);
            }
        }
        for (int i = 0; i < lookups.found(); i++) {
            int slot = lookups.slot(i);
            if (slot != Marks.NONE) {
                touched += slots.at(slot).touchHandler();
            }
        }
    }

    /** Marks whom the change at hand, of a document, may concern. */
    void mark(ChangeImages change, TableFeeds table, Matches matches) {
        long sequence = change.at().sequence();
        matches.move();
        if (sequence >= from && sequence < to) {
            lookups.mark((int) (sequence - from), matches);
        } else {
            forget();
            table.collect(change, lookups);
            lookups.find();
            lookups.mark(0, matches);
            lookups.clear();
        }
    }
}
