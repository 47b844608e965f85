package io.tailrace.index;

import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Lookups by any thread without locks. Stateless but for what it reads. */
final class OptimisticReads {
    /*
     * Load the generation of the directory and the version of the home bucket (acquire), look up and copy, load-load
     * fence, load both again. If either moved, or was odd, what was copied may be torn and the read starts again; until
     * then every reference and length is checked against the memory it leads into before it is followed. A reader that
     * stops anywhere in between holds nothing the writer waits for.
     */
    private static final long RETRY = -2;

    private final IndexMemory memory;
    private final StripeDirectory directory;

    OptimisticReads(IndexMemory memory, StripeDirectory directory) {
        this.memory = memory;
        this.directory = directory;
    }

    /** Copies a record and returns the length of its document, or {@link Index#NOT_FOUND}. */
    int read(long hash, DirectBuffer key, int keyOffset, int keyLength, ReadCopy into) {
        return (int) read(hash, key, keyOffset, keyLength, into, true);
    }

    /** Sequence of the last change of a key, or {@link Index#NOT_FOUND}. */
    long version(long hash, DirectBuffer key, int keyOffset, int keyLength) {
        return read(hash, key, keyOffset, keyLength, null, false);
    }

    private long read(long hash, DirectBuffer key, int keyOffset, int keyLength, ReadCopy into, boolean copying) {
        while (true) {
            long generation = directory.generation();
            long entry = directory.find(hash);
            UnsafeBuffer page = memory.buffer(StripeDirectory.ref(entry));
            int at = IndexMemory.offset(StripeDirectory.ref(entry));
            int buckets = StripeDirectory.buckets(entry);
            if (isStripe(page, at, buckets)) {
                int tag = (int) (hash >>> 32);
                int homeAt = Stripe.bucketAt(at, Stripe.home(tag, buckets));
                long version = Stripe.version(page, homeAt);
                long found = Stripe.locate(memory, page, at, buckets, version, tag, key, keyOffset, keyLength);
                long result = found == Stripe.MISSING
                        ? Index.NOT_FOUND
                        : copying ? copy((int) found, into) : sequence((int) found);
                if (isStable(generation, page, homeAt, version)) {
                    if (result != RETRY) {
                        return result;
                    }
                    into.grow();
                }
            } else if (entry == 0 && isStable(generation)) {
                return Index.NOT_FOUND;
            }
            Thread.onSpinWait();
        }
    }

    /** Whether an entry found in the directory leads to memory that may be read as a stripe. */
    static boolean isStripe(UnsafeBuffer page, int at, int buckets) {
        return page != null
                && buckets != 0
                && buckets <= Stripe.MOST_BUCKETS
                && at + Stripe.bytes(buckets) <= page.capacity();
    }

    boolean isStable(long generation) {
        VarHandle.loadLoadFence();
        return (generation & 1) == 0 && directory.isGeneration(generation);
    }

    boolean isStable(long generation, UnsafeBuffer page, int homeAt, long version) {
        VarHandle.loadLoadFence();
        return (generation & 1) == 0
                && !Stripe.isChanging(version)
                && Stripe.version(page, homeAt) == version
                && directory.isGeneration(generation);
    }

    private long sequence(int ref) {
        return memory.buffer(ref).getLong(IndexMemory.offset(ref) + RecordDescriptor.SEQUENCE_OFFSET);
    }

    /**
     * Copies a record that may change meanwhile; RETRY if it does not fit the copy or the memory it is said to lie in.
     */
    private long copy(int ref, ReadCopy into) {
        return copy(memory.buffer(ref), IndexMemory.offset(ref), into) ? into.length() : RETRY;
    }

    static boolean copy(UnsafeBuffer record, int at, ReadCopy into) {
        int keyLength = record.getShort(at + RecordDescriptor.KEY_LENGTH_OFFSET) & 0xFFFF;
        int docLength = record.getInt(at + RecordDescriptor.DOC_LENGTH_OFFSET);
        int docAt = at + RecordDescriptor.docOffset(keyLength);
        if (docLength < 0 || docLength > Index.MAX_DOCUMENT_BYTES || docAt + docLength > record.capacity()) {
            return false;
        }
        long sequence = record.getLong(at + RecordDescriptor.SEQUENCE_OFFSET);
        return into.take(record, at + RecordDescriptor.KEY_OFFSET, keyLength, docAt, docLength, sequence);
    }
}
