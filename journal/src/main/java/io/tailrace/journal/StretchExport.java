package io.tailrace.journal;

import io.tailrace.error.Arguments;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a stretch of a journal into one file, beside whoever writes to the journal: first the state at its begin, as
 * makings of tables and indexes and inserts of documents, then its changes as they are, transactions whole. Names are
 * those of the stretch and of what came before it.
 */
public final class StretchExport {
    private final Journal journal;
    private final long from;
    private final long until;

    private StretchExport(Journal journal, long from, long until) {
        this.journal = journal;
        this.from = from;
        this.until = until;
    }

    /**
     * Exports.
     *
     * @param journal open, for writing or reading
     * @param from sequence whose state comes first, 0 for none; taken at its word also inside a transaction
     * @param until last sequence, not before that
     * @param file that does not exist yet; it appears when it is complete
     * @return what was written
     * @throws BeyondEndException when the end is not committed yet
     * @throws io.tailrace.error.ExpiredException when the begin is no longer held
     * @throws JournalException when the file exists, or cannot be written
     */
    public static Stretch write(Journal journal, long from, long until, Path file) {
        String call = "write(journal, from, until, file)";
        Arguments.given(journal, "journal", call);
        Arguments.given(file, "file", call);
        check(journal, from, until);
        return new StretchExport(journal, from, until).write(file);
    }

    static void check(Journal journal, long from, long until) {
        long last = journal.lastSequence();
        if (until > last) {
            throw new BeyondEndException(
                    "until=" + until + " is not committed, last=" + last + ": end with that, or wait until it is",
                    until,
                    last);
        }
        if (until < from) {
            throw new JournalException("from=" + from + " until=" + until + " are no stretch: in order");
        }
    }

    private Stretch write(Path file) {
        return NewFile.write(file, "the stretch", open -> {
            try (StretchStore store = new StretchStore(file, open, JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT)) {
                return write(store);
            }
        });
    }

    private Stretch write(StretchStore store) throws IOException {
        Journal begin = journal.asOf(from);
        StateFold state = new StateFold(journal.hashSeed());
        JournalReader before = begin.stateReader(state);
        while (before.next()) {
            state.onChange(before);
        }
        Catalogue names = begin.catalogue();
        long id = new SecureRandom().nextLong();
        Catalogue written = new Catalogue(new JournalConfig());
        OpenBlock block = new OpenBlock(
                store,
                new SegmentMarks(JournalConfig.SEGMENT_BYTES_DEFAULT),
                id,
                1,
                JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT);
        JournalAppender appender =
                new JournalAppender(block, written, new Progress(), true, JournalConfig.SEGMENT_BYTES_DEFAULT);
        Transcript transcript = new Transcript(names, written, appender, null);
        long timeNs = begin.timeFloor();
        if (from > 0) {
            transcript.defineAll(timeNs);
            state.writeTo(transcript, names, timeNs);
            transcript.end(timeNs);
        }
        long stateChanges = transcript.sequence();
        changes(names, transcript);
        UnsafeBuffer header = new UnsafeBuffer(new byte[StretchDescriptor.HEADER_LENGTH]);
        header.putLong(StretchDescriptor.JOURNAL_ID_OFFSET, id);
        header.putLong(StretchDescriptor.HASH_SEED_OFFSET, journal.hashSeed());
        header.putLong(StretchDescriptor.ORIGIN_OFFSET, journal.id());
        header.putLong(StretchDescriptor.FROM_OFFSET, from);
        header.putLong(StretchDescriptor.UNTIL_OFFSET, until);
        header.putLong(StretchDescriptor.STATE_OFFSET, stateChanges);
        header.putLong(StretchDescriptor.CHANGES_OFFSET, until - from);
        store.finish(header);
        assert transcript.sequence() == stateChanges + until - from : "each change is there once";
        return new Stretch(from, until, stateChanges, until - from, store.bytes() + StretchDescriptor.FOOTER_LENGTH);
    }

    private void changes(Catalogue names, Transcript transcript) {
        if (until == from) {
            return;
        }
        JournalReader change = journal.fromSegmentOf(from + 1, names);
        long transactionEnd = 0;
        while (change.nextUpTo(until)) {
            if (change.isTransaction() && change.sequence() > transactionEnd) {
                transactionEnd = Math.min(until, change.transactionEnd());
                learnAhead(names, change.block());
                transcript.beginTransaction(change.timeNs(), BlockDescriptor.length(change.block()));
            }
            transcript.change(change);
            if (!change.hasMoreInBlock() || change.sequence() == transactionEnd) {
                transcript.end(change.markedTimeNs());
            }
        }
        transcript.end(change.markedTimeNs());
    }

    /** Names stand before the change that needs them, which may be in the middle of a transaction. */
    private static void learnAhead(Catalogue names, UnsafeBuffer block) {
        int record = BlockDescriptor.HEADER_LENGTH;
        for (int left = BlockDescriptor.records(block); left > 0; left--) {
            int kind = ChangeDescriptor.kind(block, record);
            if (kind == RecordKind.FIELD || kind == RecordKind.SHAPE) {
                names.restore(block, record);
            }
            record += ChangeDescriptor.length(block, record);
        }
    }
}
