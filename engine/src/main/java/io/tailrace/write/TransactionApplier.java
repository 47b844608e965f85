package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.HASH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.OPERATION_OFFSET;
import static io.tailrace.write.MessageDescriptor.SLOTS_OFFSET;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentMerge;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.ValueOrder;
import io.tailrace.error.IndexFullException;
import io.tailrace.index.Index;
import io.tailrace.index.IndexEntry;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.NamedCursor;
import io.tailrace.journal.TableCatalogue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns the writes of one transaction into the changes of one block, or into none. Not thread safe: the writer's.
 *
 * <p>All writes are staged first, each against the state as those before it leave it; a refusal then costs nothing. The
 * block that is open is committed, one of the transaction's own is composed, the indexes are changed, and it is
 * committed at once.
 */
final class TransactionApplier {
    private static final int NO_WRITE = -1;
    private static final int NO_PLACE = -1;

    private final AppliedSequence applied;
    private final UnsafeBuffer arena;
    private final JournalAppender appender;
    private final LiveTables tables;
    private final Interner interner;
    private final DocumentWriter merged;
    private final DocumentMerge merge = new DocumentMerge();
    private final Document before;
    private final Document after;
    private final IndexEntry entry = new IndexEntry();
    private StagedChanges staged;
    private final Cursors cursors;
    /** Where the place of a cursor lies that is committed with the changes, and the cursor once it is claimed. */
    private int placeAt;

    private NamedCursor moved;

    /** The write that is being staged, and where it lies. */
    private int failedWrite = NO_WRITE;

    private int failedAt;

    /** Of the key at hand. */
    private long hash;

    // What is stored under that key, before the write: in the index or among the images.
    private boolean found;
    private DirectBuffer oldBuffer;
    private int oldOffset;
    private int oldLength;
    private int oldImage;
    private long version;

    TransactionApplier(
            AppliedSequence applied,
            UnsafeBuffer arena,
            JournalAppender appender,
            Cursors cursors,
            LiveTables tables,
            Interner interner,
            DocumentWriter merged) {
        this.applied = applied;
        this.arena = arena;
        this.appender = appender;
        this.cursors = cursors;
        this.tables = tables;
        this.interner = interner;
        this.merged = merged;
        before = new Document(merged.dictionary());
        after = new Document(merged.dictionary());
        staged = new StagedChanges(arena);
    }

    /** Says in an ack which write is the reason of the refusal, if a single one is. */
    void blame(Ack ack, TableCatalogue catalogue) {
        if (failedWrite != NO_WRITE) {
            String table = catalogue.name(arena.getShort(failedAt + TABLE_OFFSET) & 0xFFFF);
            int keyLength = arena.getInt(failedAt + KEY_LENGTH_OFFSET);
            ack.blame(failedWrite, table, arena, failedAt + KEY_OFFSET, keyLength);
        }
    }

    boolean isEmpty() {
        return staged.size() == 0;
    }

    /** Stages all writes; says why one of them cannot be carried out. Touches nothing. */
    WriteError stage(int offset, int length) {
        clearStaged();
        failedWrite = NO_WRITE;
        placeAt = NO_PLACE;
        for (int at = offset; at < offset + length; at += arena.getInt(at + SLOTS_OFFSET)) {
            failedWrite++;
            failedAt = at;
            WriteError refusal = stage(at);
            if (refusal != WriteError.NONE) {
                return isMovedElsewhere(at, offset + length) ? WriteError.CURSOR_MOVED : refusal;
            }
        }
        failedWrite = NO_WRITE;
        return WriteError.NONE;
    }

    /** A write that follows on one that was refused is refused as that, whatever else it stumbles over. */
    private boolean isMovedElsewhere(int from, int end) {
        for (int at = from; at < end; at += arena.getInt(at + SLOTS_OFFSET)) {
            if (Operation.of(arena.getByte(at + OPERATION_OFFSET)) == Operation.MOVE_CURSOR) {
                NamedCursor cursor = cursors.byId(PlaceDescriptor.cursor(arena, at));
                boolean isElsewhere = cursor == null || cursor.generation() != PlaceDescriptor.before(arena, at);
                failedWrite = isElsewhere ? NO_WRITE : failedWrite;
                return isElsewhere;
            }
        }
        return false;
    }

    private WriteError stage(int at) {
        Operation operation = Operation.of(arena.getByte(at + OPERATION_OFFSET));
        if (operation == Operation.MOVE_CURSOR) {
            placeAt = at;
            return WriteError.NONE;
        }
        LiveTable table = tables.byId(arena.getShort(at + TABLE_OFFSET) & 0xFFFF);
        if (table == null) {
            return WriteError.NO_SUCH_TABLE;
        }
        int keyOffset = at + KEY_OFFSET;
        int keyLength = arena.getInt(at + KEY_LENGTH_OFFSET);
        int documentOffset = at + MessageDescriptor.documentOffset(keyLength);
        int documentLength = arena.getInt(at + DOCUMENT_LENGTH_OFFSET);
        hash = arena.getLong(at + HASH_OFFSET);
        look(table, keyOffset, keyLength);
        switch (WriteRule.of(operation, found, version, arena.getLong(at + VERSION_OFFSET))) {
            case WriteRule.STORE -> store(table, keyOffset, keyLength, arena, documentOffset, documentLength);
            case WriteRule.MERGE -> {
                before.wrap(oldBuffer, oldOffset, oldLength);
                after.wrap(arena, documentOffset, documentLength);
                merged.reset();
                merge.merge(before, after, table.key(merged.dictionary()), merged);
                int length = merged.finish();
                store(table, keyOffset, keyLength, merged.buffer(), merged.offset(), length);
            }
            case WriteRule.DELETE ->
                staged.add(table, hash, keyOffset, keyLength, keepOld(), oldLength, version, 0, StagedChanges.NONE);
            case WriteRule.DUPLICATE -> {
                return WriteError.DUPLICATE_KEY;
            }
            case WriteRule.MISMATCH -> {
                return WriteError.VERSION_MISMATCH;
            }
            case WriteRule.UNKNOWN -> {
                return WriteError.VERSION_UNKNOWN;
            }
            case WriteRule.MISSING -> {
                return WriteError.NO_SUCH_DOCUMENT;
            }
            default -> {}
        }
        return WriteError.NONE;
    }

    /** Finds what is stored under a key as the writes before leave it. */
    private void look(LiveTable table, int keyOffset, int keyLength) {
        int earlier = staged.find(table, hash, keyOffset, keyLength);
        oldImage = StagedChanges.NONE;
        if (earlier != StagedChanges.NONE) {
            oldLength = staged.newLength(earlier);
            found = oldLength >= 0;
            oldBuffer = staged.images();
            oldOffset = staged.newOffset(earlier);
            oldImage = oldOffset;
            version = WriteRule.UNKNOWN_VERSION;
            return;
        }
        found = table.index().find(hash, arena, keyOffset, keyLength, entry);
        version = found ? entry.sequence() : 0;
        oldBuffer = found ? entry.buffer() : arena;
        oldOffset = found ? entry.docOffset() : 0;
        oldLength = found ? entry.docLength() : StagedChanges.NONE;
    }

    private void store(LiveTable table, int keyOffset, int keyLength, DirectBuffer buffer, int offset, int length) {
        if (found) {
            before.wrap(oldBuffer, oldOffset, oldLength);
            after.wrap(buffer, offset, length);
            if (ValueOrder.equal(before, after)) {
                return;
            }
        }
        int old = keepOld();
        int stored = staged.copy(buffer, offset, length);
        staged.add(table, hash, keyOffset, keyLength, old, oldLength, version, stored, length);
    }

    /** Keeps the old image, which the index does not when it gets the new one. */
    private int keepOld() {
        return !found ? 0 : oldImage != StagedChanges.NONE ? oldImage : staged.copy(oldBuffer, oldOffset, oldLength);
    }

    /** Whether the place of a cursor is committed with the changes. */
    boolean hasPlace() {
        return placeAt != NO_PLACE;
    }

    /** Begins to move the cursor, if there is one; false where it stands elsewhere than it has to. */
    boolean claimPlace() {
        if (placeAt == NO_PLACE) {
            return true;
        }
        NamedCursor cursor = cursors.byId(PlaceDescriptor.cursor(arena, placeAt));
        boolean claimed = cursor != null
                && cursor.claim(
                        PlaceDescriptor.before(arena, placeAt),
                        PlaceDescriptor.generation(arena, placeAt),
                        PlaceDescriptor.sequence(arena, placeAt),
                        PlaceDescriptor.end(arena, placeAt),
                        PlaceDescriptor.events(arena, placeAt));
        moved = claimed ? cursor : null;
        return claimed;
    }

    /** Whether what is staged fits into one block. */
    boolean fits() {
        return appender.fitsAlone(bytes());
    }

    private long bytes() {
        NamedCursor cursor = placeAt == NO_PLACE ? null : cursors.byId(PlaceDescriptor.cursor(arena, placeAt));
        return staged.changeBytes() + (cursor == null ? 0 : cursor.recordBytes());
    }

    /**
     * Writes what is staged, which {@link #fits}; returns the last sequence. No block is open afterwards.
     *
     * @throws IndexFullException when there is no memory in the indexes; all is as before
     */
    long write(long timeNs) {
        boolean complete = false;
        try {
            if (appender.isOpen()) {
                appender.commit();
            }
            secureRoom();
            openBlock(timeNs);
            if (moved != null) {
                moved.append(appender);
            }
            if (staged.size() > 0) {
                long first = append(timeNs);
                applied.announce(first + staged.size() - 1);
                apply(first);
            }
            appender.commit();
            complete = true;
        } finally {
            if (!complete) {
                appender.abort();
                unclaim();
            }
            moved = null;
            dropPlans();
            clearStaged();
        }
        return appender.nextSequence() - 1;
    }

    private void unclaim() {
        if (moved != null) {
            moved.unclaim();
        }
    }

    private void clearStaged() {
        if (staged.isLarge()) {
            staged = new StagedChanges(arena);
        } else {
            staged.clear();
        }
    }

    /** Room for all changes in all indexes, before the first of them can be seen: none is ever taken back. */
    private void secureRoom() {
        for (int i = 0; i < staged.size(); i++) {
            if (staged.newLength(i) >= 0) {
                staged.table(i)
                        .index()
                        .planPut(
                                staged.hash(i),
                                arena,
                                staged.keyOffset(i),
                                staged.keyLength(i),
                                staged.oldVersion(i) != WriteRule.UNKNOWN_VERSION,
                                staged.images(),
                                staged.oldOffset(i),
                                staged.oldLength(i),
                                staged.images(),
                                staged.newOffset(i),
                                staged.newLength(i));
            }
        }
        for (int i = 0; i < staged.size(); i++) {
            staged.table(i).index().securePlan();
        }
    }

    /** New names are remembered only when there is space for the changes, and stand before them. */
    private void openBlock(long timeNs) {
        appender.open(timeNs, (int) bytes());
        intern();
        if (!appender.fits((int) bytes())) {
            appender.abort();
            appender.open(timeNs, (int) bytes());
        }
        appender.markTransaction();
    }

    private void dropPlans() {
        for (int i = 0; i < staged.size(); i++) {
            staged.table(i).index().dropPlan();
        }
    }

    private long append(long timeNs) {
        long sequence = 0;
        DirectBuffer images = staged.images();
        for (int i = 0; i < staged.size(); i++) {
            sequence = appender.change(
                    staged.table(i).id(),
                    timeNs,
                    arena,
                    staged.keyOffset(i),
                    staged.keyLength(i),
                    images,
                    staged.oldOffset(i),
                    staged.oldLength(i),
                    images,
                    staged.newOffset(i),
                    staged.newLength(i));
        }
        return sequence - staged.size() + 1;
    }

    private void intern() {
        for (int i = 0; i < staged.size(); i++) {
            int offset = staged.newOffset(i);
            int length = staged.newLength(i);
            if (length >= 0 && Interner.needed(staged.images(), offset)) {
                int shorter = interner.intern(staged.images(), offset, length);
                staged.newImage(i, staged.copy(interner.result(), 0, shorter), shorter);
            }
        }
    }

    /** Cannot fail: what does is a defect, and ends the engine before anything of it is committed. */
    private void apply(long first) {
        for (int i = 0; i < staged.size(); i++) {
            Index index = staged.table(i).index();
            long keyHash = staged.hash(i);
            int keyOffset = staged.keyOffset(i);
            int keyLength = staged.keyLength(i);
            int length = staged.newLength(i);
            if (length < 0) {
                index.remove(keyHash, arena, keyOffset, keyLength);
            } else {
                index.storePlanned(
                        keyHash, arena, keyOffset, keyLength, staged.images(), staged.newOffset(i), length, first + i);
            }
        }
    }
}
