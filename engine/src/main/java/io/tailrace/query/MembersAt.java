package io.tailrace.query;

import static io.tailrace.query.FirstOldImages.NONE;

import io.tailrace.bytes.Bytes;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.journal.JournalReader;
import io.tailrace.journal.RecordKind;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;

/**
 * The documents of a source as they were at one sequence, exactly, while the writer goes on. Not thread safe. Allocates
 * only while it grows.
 *
 * <p>An ordered source comes in the order of its entries, a table without order in the order of hashes, which means
 * nothing.
 *
 * <p>A source whose documents change faster than they are read needs memory for the documents as they were; beyond the
 * limit a read ends with a {@link io.tailrace.error.LimitException}, never with a wrong answer. When the table or the
 * index is dropped meanwhile, it ends with an {@link UnknownTableException} or
 * {@link io.tailrace.error.UnknownIndexException}.
 *
 * @hidden
 */
public final class MembersAt implements Members {
    /*
     * What is in the index now, corrected by the journal. S is the sequence asked for. A batch of live entries is read;
     * then the writer is asked which change p it has announced last, so that everything read is the work of changes up
     * to p; then the journal is read up to p, once p is committed. A document that has changed in (S, p] is told from
     * one that has not by these changes, and its image at S is the old image of the first of them. So:
     *
     *   - A live entry counts when its document has no change in (S, p]: then document and entry are those of S.
     *   - Of a document that has one, all entries of its image at S that lie after the entry shown last are put on a
     *     heap, and are shown in their places.
     *
     * Why each entry x of the state at S is shown once. All is shown in one order, that of the live entries; M is the
     * entry shown last when the journal is read. When the first change of the document of x is read:
     *
     *   - x is not after M. No change of the document was known when M was shown, so there was none up to the p of
     *     that batch, so x and its document were there, unchanged, in all that was read up to M. The live entries had
     *     met x, and it counted: it has been shown. It is not put on the heap, and x as a live entry comes only once.
     *   - x lies after M: it has not been shown, as all is shown in order. It is put on the heap now. If it is in the
     *     batch at hand it does not count, and as a live entry it does not count later either.
     *
     * If the document of x never has a change up to the last p, x was there all the time, and the live entries have
     * met it. Nothing else is shown: a live entry that counts belongs to S, and the heap holds nothing else. The live
     * entries have ended before the last journal is read, so what vanished before they came to it is on the heap.
     *
     * An index keeps only the begin of a long key, so entries that share the begin lie in another order than by their
     * whole keys. Such an entry is put on the heap as well, with its document, and waits there until the live entries
     * have left all that share the begin. It is shown from there, unless its document has changed by then: its other
     * entries follow it to the heap then, and it stays.
     *
     * A later change of a document must not look like the first one. In a secondary index the keys of all that have
     * changed are kept for that. A document keeps its place in an order of primary keys or hashes, so there a key is
     * needed only until M has come to its place. Documents that did not exist at S lie on the heap too for that, are
     * passed over, and M moves to where they were.
     */
    private static final int MOST_BATCH_BYTES = 1 << 16;
    private static final int FIRST_BATCH = 8;
    private static final int LARGEST_BATCH = 256;

    private final QueryContext context;
    private final Source source;
    private final long sequence;
    private final JournalReader reader;
    private final LiveEntries live;
    private final FirstOldImages images;
    private final EntryBatch batch = new EntryBatch();
    private final BooleanSupplier committed;
    private final EntryPlace place = new EntryPlace();
    private final EntryPlace other = new EntryPlace();
    private final EntryPlace current = new EntryPlace();
    private final EntryPlace last = new EntryPlace();
    private boolean hasLast;
    private boolean lastIsKept;
    private int largestBatch = LARGEST_BATCH;
    private int batchSize = FIRST_BATCH;
    private int at;
    private boolean ended;
    private long applied;
    /** The entry of the heap that is shown, or NONE. */
    private int shown = NONE;

    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int copies;

    /**
     * @param context the engine
     * @param source whose documents
     * @param sequence whose state, not beyond what is committed; at least one before the oldest change held
     * @param limitBytes most memory for documents that change meanwhile
     */
    public MembersAt(QueryContext context, Source source, long sequence, int limitBytes) {
        this(context, source, sequence, limitBytes, null);
    }

    /** @param live the entries to read, or null for those of the engine */
    public MembersAt(QueryContext context, Source source, long sequence, int limitBytes, LiveEntries live) {
        this.context = context;
        this.source = source;
        this.sequence = sequence;
        applied = sequence;
        committed = () -> context.lastSequence() >= applied;
        if (sequence == 0) {
            ended = true;
            reader = null;
            this.live = null;
            images = null;
            return;
        }
        images = new FirstOldImages(
                limitBytes, source.descending(), "table=" + source.table() + " sequence=" + sequence);
        // An engine beside another process applies what is committed when somebody asks for an index.
        context.index(source.tableId());
        reader = context.reader(sequence + 1);
        try {
            this.live = live == null ? LiveEntries.of(context, source, reader.dictionary()) : live;
        } catch (Throwable e) {
            reader.close();
            throw e;
        }
    }

    /** Reads at most so many live entries before it looks at the journal, from the first time on. */
    public MembersAt inBatchesOf(int entries) {
        largestBatch = entries;
        batchSize = entries;
        return this;
    }

    @Override
    public void startAfter(EntryPlace start) {
        last.set(start);
        last.keep();
        hasLast = true;
        lastIsKept = true;
        if (live != null) {
            live.startAfter(last);
        }
    }

    @Override
    public boolean next() {
        if (shown != NONE) {
            keepLast();
            images.release(shown, live.placedByKey());
            shown = NONE;
        }
        while (true) {
            if (at == batch.count() && !ended) {
                readBatch();
            } else if (images != null && images.first() != NONE && heapIsNext()) {
                if (showFirstOfHeap()) {
                    return true;
                }
            } else if (at == batch.count()) {
                return false;
            } else if (batch.isDropped(at)) {
                at++;
            } else {
                show(at++);
                return true;
            }
        }
    }

    @Override
    public DirectBuffer buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    /**
     * How often the document is a member by the entry at hand.
     *
     * @return at least 1
     */
    public int copies() {
        return copies;
    }

    @Override
    public EntryPlace place() {
        return place;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
        }
        ended = true;
    }

    private void show(int index) {
        batch.place(index, place);
        buffer = batch.buffer();
        offset = batch.documentOffset(index);
        length = batch.documentLength(index);
        copies = batch.copies(index);
        hasLast = true;
        lastIsKept = false;
    }

    /** False when the entry stood for a document that was not there at the sequence. */
    private boolean showFirstOfHeap() {
        int entry = images.takeFirst();
        int key = images.key(entry);
        images.place(entry, place);
        hasLast = true;
        lastIsKept = false;
        if (images.imageLength(key) == NONE) {
            keepLast();
            images.release(entry, live.placedByKey());
            return false;
        }
        shown = entry;
        buffer = images.buffer();
        offset = images.imageOffset(key);
        length = images.imageLength(key);
        copies = images.copies(entry);
        return true;
    }

    /** Whether the first entry of the heap comes before the live one at hand and all that follow it. */
    private boolean heapIsNext() {
        if (at == batch.count()) {
            return true;
        }
        images.place(images.first(), other);
        batch.place(at, current);
        int difference;
        if (batch.isTruncated(at)) {
            int kept = Math.min(other.orderLength, current.orderLength);
            difference = Bytes.compare(
                    other.order, other.orderOffset, kept, current.order, current.orderOffset, current.orderLength);
        } else {
            difference = other.compareTo(current);
        }
        return source.descending() ? difference > 0 : difference < 0;
    }

    private void readBatch() {
        keepLast();
        context.index(source.tableId()); // throws when the table was dropped or the engine was closed
        batch.clear();
        at = 0;
        for (int i = 0; i < batchSize && batch.bytes() < MOST_BATCH_BYTES; i++) {
            if (!nextLive()) {
                ended = true;
                break;
            }
            batch.add(live);
        }
        batchSize = Math.min(batchSize << 1, largestBatch);
        readJournal();
        for (int i = 0; i < batch.count(); i++) {
            if (!counts(i)) {
                batch.drop(i);
            }
        }
    }

    /** What is shown last is kept as M before the batch it lies in is overwritten. */
    private void keepLast() {
        if (hasLast && !lastIsKept) {
            last.set(place);
            last.keep();
            lastIsKept = true;
        }
    }

    private boolean nextLive() {
        try {
            return live.next();
        } catch (EngineClosedException e) {
            throwWhatEnded();
            throw e;
        }
    }

    /** Says what was dropped, or that the engine was closed, where that is the reason. */
    private void throwWhatEnded() {
        context.index(source.tableId());
        if (source.index() != null) {
            context.scan(source.tableId(), source.index().id());
        }
    }

    /** Whether a live entry is shown from the batch. */
    private boolean counts(int index) {
        batch.place(index, place);
        if (batch.version(index) > sequence) {
            return false;
        }
        int key = images.find(place.key, place.keyOffset, place.keyLength);
        if (key != NONE && images.isChanged(key)) {
            return false;
        }
        if (batch.isTruncated(index)) {
            awaitWhole(index, key);
            return false;
        }
        return batch.copies(index) > 0 && isAfterLast(place);
    }

    /** Puts an entry whose key was cut off on the heap, by its whole key. */
    private void awaitWhole(int index, int found) {
        int position = place.position;
        int documentOffset = batch.documentOffset(index);
        int documentLength = batch.documentLength(index);
        int count =
                live.list(place.key, place.keyOffset, place.keyLength, batch.buffer(), documentOffset, documentLength);
        if (position >= count) {
            throw new IllegalStateException("position=" + position + " count=" + count + " table=" + source.table()
                    + " sequence=" + sequence + ": a document that has not changed does not have its entry");
        }
        int times = live.listed(position, other);
        if (times == 0 || !live.isInside(batch.range(index), other) || !isAfterLast(other)) {
            return;
        }
        int key = found;
        if (key == NONE) {
            key = images.add(place.key, place.keyOffset, place.keyLength);
            images.image(key, batch.buffer(), documentOffset, documentLength);
        }
        images.await(key, other, times);
    }

    private void readJournal() {
        applied = context.appliedSequence();
        if (applied < sequence) {
            throw new EngineException("table=" + source.table() + " sequence=" + sequence + ": the indexes show only "
                    + applied + ", open the engine again");
        }
        if (reader.position() >= applied) {
            return;
        }
        await(committed);
        while (reader.nextUpTo(applied)) {
            if (reader.tableId() == source.tableId()) {
                take();
            }
        }
        if (reader.position() < applied) {
            throw new EngineException("table=" + source.table() + " sequence=" + sequence + ": the journal ends at "
                    + reader.position() + " though " + applied + " is committed, open the engine again");
        }
    }

    private void await(BooleanSupplier condition) {
        // The writer is about to commit, and an interrupt must not end a feed: it is put off.
        boolean interrupted = false;
        try {
            while (!context.await(condition, Long.MAX_VALUE)) {
                throwWhatEnded();
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void take() {
        if (reader.kind() == RecordKind.TABLE_DROPPED) {
            throw new UnknownTableException(source.table());
        }
        if (reader.kind() != RecordKind.CHANGE) {
            return;
        }
        int key = images.find(reader.block(), reader.keyOffset(), reader.keyLength());
        if (key == NONE) {
            takeFirstChange();
        } else if (!images.isChanged(key)) {
            takeChangeOfWaiting(key);
        }
    }

    private void takeFirstChange() {
        DirectBuffer block = reader.block();
        int keyOffset = reader.keyOffset();
        int keyLength = reader.keyLength();
        boolean hasImage = reader.hasOld();
        if (live.placedByKey()) {
            live.list(block, keyOffset, keyLength, block, 0, 0);
            int times = live.listed(0, other);
            if (times > 0 && isAfterLast(other)) {
                int key = addChanged(hasImage);
                images.await(key, other, times);
            }
            return;
        }
        int key = NONE;
        int count = hasImage
                ? live.list(block, keyOffset, keyLength, reader.oldBuffer(), reader.oldOffset(), reader.oldLength())
                : 0;
        for (int i = 0; i < count; i++) {
            int times = live.listed(i, other);
            if (times > 0 && isAfterLast(other)) {
                key = key == NONE ? addChanged(true) : key;
                images.await(key, other, times);
            }
        }
        if (key == NONE) {
            addChanged(false);
        }
    }

    private int addChanged(boolean withImage) {
        int key = images.add(reader.block(), reader.keyOffset(), reader.keyLength());
        images.changed(key);
        if (withImage) {
            images.image(key, reader.oldBuffer(), reader.oldOffset(), reader.oldLength());
        }
        return key;
    }

    /** The document of an entry that waits for its place has changed: those of its entries that do not wait yet, do. */
    private void takeChangeOfWaiting(int key) {
        images.changed(key);
        int count = live.list(
                reader.block(),
                reader.keyOffset(),
                reader.keyLength(),
                reader.oldBuffer(),
                reader.oldOffset(),
                reader.oldLength());
        for (int i = 0; i < count; i++) {
            int times = live.listed(i, other);
            if (times > 0 && isAfterLast(other) && !images.waits(key, i)) {
                images.await(key, other, times);
            }
        }
    }

    private boolean isAfterLast(EntryPlace entry) {
        if (!hasLast) {
            return true;
        }
        int difference = entry.compareTo(last);
        return source.descending() ? difference < 0 : difference > 0;
    }
}
