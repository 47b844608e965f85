package io.tailrace.write;

import static io.tailrace.write.MessageDescriptor.DOCUMENT_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.HASH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_LENGTH_OFFSET;
import static io.tailrace.write.MessageDescriptor.KEY_OFFSET;
import static io.tailrace.write.MessageDescriptor.NONE;
import static io.tailrace.write.MessageDescriptor.TABLE_OFFSET;
import static io.tailrace.write.MessageDescriptor.TIME_OFFSET;
import static io.tailrace.write.MessageDescriptor.VERSION_OFFSET;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentMerge;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.ValueOrder;
import io.tailrace.error.DiskFullException;
import io.tailrace.error.IndexFullException;
import io.tailrace.error.LimitException;
import io.tailrace.index.IndexEntry;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.TableCatalogue;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns one message into at most one change, in the open block and in the index. Not thread safe, the writer's, but for
 * {@link #appliedSequence()}.
 */
final class ChangeApplier {
    private final UnsafeBuffer arena;
    private final JournalAppender appender;
    private final LiveTables tables;
    private final KeysAhead ahead;
    private final TableCatalogue catalogue;
    private final Interner interner;
    private final DocumentWriter merged;
    private final DocumentMerge merge = new DocumentMerge();
    private final Document before;
    private final Document after;
    private final IndexEntry entry = new IndexEntry();
    private final TransactionApplier transaction;
    private final Definitions definitions;
    /** Where the writes of a transaction lie: the arena, but for one that is too large for it. */
    private final UnsafeBuffer transactionWrites;

    private boolean large;

    private final ChangeClock clock;

    private final AppliedSequence applied = new AppliedSequence();

    private Outcome outcome;
    private WriteError error;
    private Throwable noRoom;
    private long sequence;

    // The message that is being applied.
    private int table;
    private Operation operation;
    private long timeNs;
    private int keyOffset;
    private int keyLength;
    private long hash;

    ChangeApplier(UnsafeBuffer arena, Journal journal, LiveTables tables, KeysAhead ahead, ChangeClock clock) {
        this.arena = arena;
        this.tables = tables;
        this.ahead = ahead;
        this.clock = clock;
        appender = journal.appender();
        catalogue = journal.tables();
        applied.announce(appender.nextSequence() - 1);
        Dictionary dictionary = journal.dictionary();
        DocumentLimits limits = dictionary.limits();
        interner = new Interner(dictionary, appender);
        merged = new DocumentWriter(dictionary, limits);
        before = new Document(dictionary);
        after = new Document(dictionary);
        transactionWrites = new UnsafeBuffer(arena);
        transaction = new TransactionApplier(
                applied, transactionWrites, appender, Cursors.of(journal), tables, interner, merged);
        definitions = new Definitions(arena, journal, applied, tables, clock);
    }

    Outcome outcome() {
        return outcome;
    }

    WriteError error() {
        return error;
    }

    long sequence() {
        return sequence;
    }

    /** A sequence such that no index shows a change beyond it to who has read it before asking. Any thread. */
    long appliedSequence() {
        return applied.get();
    }

    void decide(Outcome outcome, WriteError error) {
        this.outcome = outcome;
        this.error = error;
        sequence = appender.nextSequence() - 1;
    }

    /** Why the last write that found no space did not, null before the first. */
    Throwable noRoom() {
        return noRoom;
    }

    void apply(Operation operation, int offset) {
        this.operation = operation;
        table = arena.getShort(offset + TABLE_OFFSET) & 0xFFFF;
        long ownTimeNs = arena.getLong(offset + TIME_OFFSET);
        if (clock.isTooEarly(ownTimeNs)) {
            decide(Outcome.ERROR, WriteError.TIME_TOO_EARLY);
            return;
        }
        // A new table binds no write that follows: it is as old as the oldest time that may still come.
        timeNs = isWrite(operation) ? clock.timeOf(ownTimeNs) : clock.floorNs();
        keyOffset = offset + KEY_OFFSET;
        keyLength = arena.getInt(offset + KEY_LENGTH_OFFSET);
        hash = arena.getLong(offset + HASH_OFFSET);
        int documentLength = arena.getInt(offset + DOCUMENT_LENGTH_OFFSET);
        int documentOffset = offset + MessageDescriptor.documentOffset(keyLength);
        try {
            switch (operation) {
                case CREATE_TABLE, DROP_TABLE, CREATE_INDEX, DROP_INDEX ->
                    define(definitions.apply(operation, offset, timeNs));
                case ADVANCE_TIME -> advanceTime(ownTimeNs);
                case TRANSACTION -> transaction(large ? 0 : documentOffset, documentLength);
                default -> write(arena.getLong(offset + VERSION_OFFSET), documentOffset, documentLength);
            }
        } catch (DiskFullException | IndexFullException e) {
            noRoom = e;
            decide(Outcome.ERROR, WriteError.NO_SPACE);
        } catch (LimitException e) {
            decide(Outcome.ERROR, WriteError.DOCUMENT_LIMIT);
        }
    }

    private void define(Outcome defined) {
        decide(defined, defined == Outcome.ERROR ? WriteError.NO_SUCH_TABLE : WriteError.NONE);
    }

    /** Says where the writes of the transaction that comes next lie; null for the arena. */
    void writesOf(ByteBuffer writes) {
        large = writes != null;
        if (large) {
            transactionWrites.wrap(writes);
        } else {
            transactionWrites.wrap(arena);
        }
    }

    private void transaction(int offset, int length) {
        WriteError refusal = transaction.stage(offset, length);
        if (refusal != WriteError.NONE) {
            decide(Outcome.ERROR, refusal);
        } else if (transaction.isEmpty() && !transaction.hasPlace()) {
            decide(Outcome.UNCHANGED, WriteError.NONE);
        } else if (!transaction.fits()) {
            decide(Outcome.ERROR, WriteError.TRANSACTION_LIMIT);
        } else if (!transaction.claimPlace()) {
            decide(Outcome.ERROR, WriteError.CURSOR_MOVED);
        } else if (transaction.isEmpty()) {
            transaction.write(timeNs);
            decide(Outcome.UNCHANGED, WriteError.NONE);
        } else {
            sequence = transaction.write(timeNs);
            clock.reached(timeNs);
            outcome = Outcome.REPLACED;
            error = WriteError.NONE;
        }
    }

    /** Says in an ack which write the refusal of the message that came last is about, if it is a single one. */
    void blame(Ack ack) {
        if (operation == Operation.TRANSACTION) {
            transaction.blame(ack, catalogue);
        } else if (isWrite(operation)) {
            ack.blame(BlamedWrite.ALONE, catalogue.name(table), arena, keyOffset, keyLength);
        }
    }

    private static boolean isWrite(Operation operation) {
        return switch (operation) {
            case CREATE_TABLE, DROP_TABLE, CREATE_INDEX, DROP_INDEX, ADVANCE_TIME -> false;
            default -> true;
        };
    }

    private void advanceTime(long floorNs) {
        if (floorNs <= clock.lastNs()) {
            decide(Outcome.UNCHANGED, WriteError.NONE);
            return;
        }
        mark(floorNs);
        decide(Outcome.REPLACED, WriteError.NONE);
    }

    /** Journals that no later change is before a time, after what stands in the open block, and commits that. */
    void mark(long floorNs) {
        if (appender.isOpen()) {
            appender.commit();
        }
        appender.open(floorNs);
        appender.time(floorNs);
        appender.commit();
        clock.reached(floorNs);
    }

    private void write(long version, int documentOffset, int documentLength) {
        LiveTable state = tables.byId(table);
        if (state == null) {
            decide(Outcome.ERROR, WriteError.NO_SUCH_TABLE);
            return;
        }
        boolean found = ahead.find(state.index(), hash, keyOffset, keyLength, entry);
        switch (WriteRule.of(operation, found, found ? entry.sequence() : 0, version)) {
            case WriteRule.STORE -> store(state, found, arena, documentOffset, documentLength);
            case WriteRule.MERGE -> merge(state, documentOffset, documentLength);
            case WriteRule.DELETE -> delete(state);
            case WriteRule.SKIP -> decide(Outcome.SKIPPED, WriteError.NONE);
            case WriteRule.DUPLICATE -> decide(Outcome.ERROR, WriteError.DUPLICATE_KEY);
            case WriteRule.MISSING -> decide(Outcome.ERROR, WriteError.NO_SUCH_DOCUMENT);
            default -> decide(Outcome.ERROR, WriteError.VERSION_MISMATCH);
        }
    }

    private void merge(LiveTable state, int documentOffset, int documentLength) {
        before.wrap(entry.buffer(), entry.docOffset(), entry.docLength());
        after.wrap(arena, documentOffset, documentLength);
        merged.reset();
        merge.merge(before, after, state.key(merged.dictionary()), merged);
        int length = merged.finish();
        store(state, true, merged.buffer(), merged.offset(), length);
    }

    private void store(LiveTable state, boolean found, DirectBuffer buffer, int offset, int length) {
        if (found) {
            int compared = compare(buffer, offset, length);
            if (compared == JournalAppender.SAME
                    || compared == JournalAppender.UNKNOWN && isUnchanged(buffer, offset, length)) {
                decide(Outcome.UNCHANGED, WriteError.NONE);
                return;
            }
        }
        openBlock(found, length);
        state.index().reserve(keyLength, buffer, offset, length);
        DirectBuffer document = buffer;
        int documentOffset = offset;
        int documentLength = length;
        if (Interner.needed(buffer, offset)) {
            documentLength = interner.intern(buffer, offset, length);
            document = interner.result();
            documentOffset = 0;
            openBlock(found, documentLength); // new names may leave no room in the one that is open
            if (found) {
                compare(document, documentOffset, documentLength);
            }
        }
        if (found) {
            sequence = appender.compared(table, timeNs, arena, keyOffset, keyLength);
            sequenced();
        } else {
            append(NONE, document, documentOffset, documentLength);
        }
        state.index().store(arena, keyOffset, keyLength, document, documentOffset, documentLength, sequence);
        outcome = found ? Outcome.REPLACED : Outcome.INSERTED;
    }

    private int compare(DirectBuffer buffer, int offset, int length) {
        return appender.compare(entry.buffer(), entry.docOffset(), entry.docLength(), buffer, offset, length);
    }

    /** Whether documents are equal that are not the same bytes. */
    private boolean isUnchanged(DirectBuffer buffer, int offset, int length) {
        before.wrap(entry.buffer(), entry.docOffset(), entry.docLength());
        after.wrap(buffer, offset, length);
        return ValueOrder.equal(before, after);
    }

    private void delete(LiveTable state) {
        openBlock(true, NONE);
        append(entry.docLength(), arena, 0, NONE);
        state.index().removeFound(arena, keyOffset, keyLength);
        outcome = Outcome.DELETED;
    }

    /** Appends what has one document, the old or the new one. */
    private void append(int oldLength, DirectBuffer document, int offset, int newLength) {
        sequence = appender.change(
                table,
                timeNs,
                arena,
                keyOffset,
                keyLength,
                entry.buffer(),
                entry.docOffset(),
                oldLength,
                document,
                offset,
                newLength);
        sequenced();
    }

    /** Notes that a record with a sequence stands in the open block, before its effect can be seen anywhere. */
    private void sequenced() {
        error = WriteError.NONE;
        clock.reached(timeNs);
        applied.announce(sequence);
    }

    /** Makes sure that the change will fit before anything is written, so that a full disk refuses it whole. */
    private void openBlock(boolean found, int newLength) {
        appender.prepare(timeNs, JournalAppender.changeBytes(keyLength, found ? entry.docLength() : NONE, newLength));
    }
}
