package io.tailrace.index;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The records of one index. Writer only, but for the sums, which any thread may read. */
final class DocumentStore {
    /*
     * A document that needs a block of another size gets a new record, and the old block is given back after the slot
     * points to the new one, so that the bucket is locked for one store only. One that needs a block of the same size
     * overwrites the old document inside the lock: its memory is in the cache, and nothing is allocated. So it does
     * also when there is no memory for a second record and the first has room, so that updates go on at the limit.
     */
    private final IndexMemory memory;
    private final AtomicLong records = new AtomicLong(); // all four written by the writer
    private final AtomicLong keyBytes = new AtomicLong();
    private final AtomicLong documentBytes = new AtomicLong();
    private final AtomicLong blockBytes = new AtomicLong();

    DocumentStore(IndexMemory memory) {
        this.memory = memory;
    }

    /** A block for a record of these lengths, or {@link IndexMemory#NONE}. */
    int allocate(int keyLength, int docLength) {
        return memory.allocate(RecordDescriptor.docOffset(keyLength) + docLength);
    }

    /** Writes a record into a block that was allocated for it. */
    void write(
            int ref,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer doc,
            int docOffset,
            int docLength,
            long sequence) {
        UnsafeBuffer buffer = memory.buffer(ref);
        int at = IndexMemory.offset(ref);
        buffer.putLong(at + RecordDescriptor.SEQUENCE_OFFSET, sequence);
        buffer.putInt(at + RecordDescriptor.DOC_LENGTH_OFFSET, docLength);
        buffer.putInt(at + RecordDescriptor.KEY_LENGTH_OFFSET, keyLength);
        buffer.putBytes(at + RecordDescriptor.KEY_OFFSET, key, keyOffset, keyLength);
        buffer.putBytes(at + RecordDescriptor.docOffset(keyLength), doc, docOffset, docLength);
        count(1, keyLength, docLength, memory.blockBytes(ref));
    }

    /** Whether a document of this length would get a block of the same size as the one that is there. */
    boolean fitsAsWell(int ref, int keyLength, int docLength) {
        int docOffset = RecordDescriptor.docOffset(keyLength);
        int oldLength = memory.buffer(ref).getInt(IndexMemory.offset(ref) + RecordDescriptor.DOC_LENGTH_OFFSET);
        int bytes = docOffset + docLength;
        int oldBytes = docOffset + oldLength;
        // By the lengths alone: what is known of the block itself lies in memory of its own, to be waited for.
        return bytes <= SizeClasses.LARGEST_BYTES
                && oldBytes <= SizeClasses.LARGEST_BYTES
                && SizeClasses.of(bytes) == SizeClasses.of(oldBytes);
    }

    /** Whether the block of a record has room for another document of the same key. */
    boolean fits(int ref, int keyLength, int docLength) {
        return RecordDescriptor.docOffset(keyLength) + docLength <= memory.blockBytes(ref);
    }

    /** Puts another document into a record that can be found; between begin and end of a change of its bucket. */
    void overwrite(int ref, int keyLength, DirectBuffer doc, int docOffset, int docLength, long sequence) {
        UnsafeBuffer buffer = memory.buffer(ref);
        int at = IndexMemory.offset(ref);
        int longer = docLength - buffer.getInt(at + RecordDescriptor.DOC_LENGTH_OFFSET);
        if (longer != 0) {
            documentBytes.setRelease(documentBytes.getPlain() + longer);
        }
        buffer.putBytes(at + RecordDescriptor.docOffset(keyLength), doc, docOffset, docLength);
        buffer.putLong(at + RecordDescriptor.SEQUENCE_OFFSET, sequence);
        buffer.putInt(at + RecordDescriptor.DOC_LENGTH_OFFSET, docLength);
    }

    void free(int ref) {
        UnsafeBuffer buffer = memory.buffer(ref);
        int at = IndexMemory.offset(ref);
        int keyLength = buffer.getShort(at + RecordDescriptor.KEY_LENGTH_OFFSET) & 0xFFFF;
        int docLength = buffer.getInt(at + RecordDescriptor.DOC_LENGTH_OFFSET);
        count(-1, -keyLength, -docLength, -memory.blockBytes(ref));
        memory.free(ref);
    }

    void view(int ref, IndexEntry into) {
        UnsafeBuffer buffer = memory.buffer(ref);
        int at = IndexMemory.offset(ref);
        int keyLength = buffer.getShort(at + RecordDescriptor.KEY_LENGTH_OFFSET) & 0xFFFF;
        int docLength = buffer.getInt(at + RecordDescriptor.DOC_LENGTH_OFFSET);
        long sequence = buffer.getLong(at + RecordDescriptor.SEQUENCE_OFFSET);
        int docAt = at + RecordDescriptor.docOffset(keyLength);
        into.wrap(buffer, at + RecordDescriptor.KEY_OFFSET, keyLength, docAt, docLength, sequence);
    }

    long records() {
        return records.getAcquire();
    }

    long keyBytes() {
        return keyBytes.getAcquire();
    }

    long documentBytes() {
        return documentBytes.getAcquire();
    }

    long slackBytes() {
        return blockBytes.getAcquire() - keyBytes() - documentBytes() - records() * RecordDescriptor.HEADER_BYTES;
    }

    private void count(int record, int key, int document, int block) {
        records.setRelease(records.getPlain() + record);
        keyBytes.setRelease(keyBytes.getPlain() + key);
        documentBytes.setRelease(documentBytes.getPlain() + document);
        blockBytes.setRelease(blockBytes.getPlain() + block);
    }
}
