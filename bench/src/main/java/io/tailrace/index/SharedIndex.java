package io.tailrace.index;

import io.tailrace.bytes.KeyHash;
import io.tailrace.error.EngineClosedException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One index for all rounds of a stress test, as one for each would be mostly its memory. One thread writes, one reads;
 * what they need is their own. Every word of a document is made of its sequence, so that a torn one shows.
 */
final class SharedIndex {
    /** Of a read: no document. */
    static final int NOTHING = 0;
    /** Of a read: all of one document. */
    static final int WHOLE = 1;
    /** Of a read: parts of several, or of none. */
    static final int TORN = 2;
    /** Of a read: the index is closed. */
    static final int CLOSED = 3;

    private static final long SEED = 42;
    private static final int KEYS = 1 << 10;
    private static final int LONGEST = 512;

    private final IndexMemory memory = new IndexMemory();
    private final Index index = new Index(memory, SEED);
    private final UnsafeBuffer writerKey = direct(Long.BYTES);
    private final UnsafeBuffer readerKey = direct(Long.BYTES);
    private final UnsafeBuffer document = direct(LONGEST);
    private final ReadCopy copy = new ReadCopy();
    private long sequence;

    private static UnsafeBuffer direct(int bytes) {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    }

    /** The writer puts a document of some length. */
    void put(long key, int words) {
        put(index, key, words);
    }

    private void put(Index into, long key, int words) {
        sequence++;
        int length = words * Long.BYTES;
        for (int at = 0; at < length; at += Long.BYTES) {
            document.putLong(at, sequence);
        }
        writerKey.putLong(0, key % KEYS);
        into.put(writerKey, 0, Long.BYTES, document, 0, length, sequence);
    }

    /** The writer takes a document away, whose memory is the next one's. */
    void remove(long key) {
        writerKey.putLong(0, key % KEYS);
        index.remove(writerKey, 0, Long.BYTES);
    }

    /** The writer makes another index on the same memory, with one document. */
    Index another(long key, int words) {
        Index another = new Index(memory, SEED);
        put(another, key, words);
        return another;
    }

    /** The writer closes another index, and uses its memory at once. */
    void close(Index another, long key, int words) {
        another.close();
        boolean more = true;
        while (more) {
            more = another.release(KEYS);
        }
        put(key, words);
        put(key + 1, words);
        remove(key);
        remove(key + 1);
    }

    Index index() {
        return index;
    }

    /** A reader looks. */
    int read(Index from, long key) {
        readerKey.putLong(0, key % KEYS);
        try {
            int length = from.read(readerKey, 0, Long.BYTES, copy);
            return length == Index.NOT_FOUND ? NOTHING : isWhole(copy, length) ? WHOLE : TORN;
        } catch (EngineClosedException e) {
            return CLOSED;
        }
    }

    /** A reader looks once, as {@link OptimisticReads}, and does not look again whether it was torn. */
    int readWithoutASecondLook(Index from, long key) {
        readerKey.putLong(0, key % KEYS);
        long hash = KeyHash.hash(SEED, readerKey, 0, Long.BYTES);
        long entry = from.directory().find(hash);
        UnsafeBuffer page = memory.buffer(StripeDirectory.ref(entry));
        int at = IndexMemory.offset(StripeDirectory.ref(entry));
        int buckets = StripeDirectory.buckets(entry);
        if (!OptimisticReads.isStripe(page, at, buckets)) {
            return NOTHING;
        }
        int tag = (int) (hash >>> 32);
        long version = Stripe.version(page, Stripe.bucketAt(at, Stripe.home(tag, buckets)));
        long found = Stripe.locate(memory, page, at, buckets, version, tag, readerKey, 0, Long.BYTES);
        if (found == Stripe.MISSING) {
            return NOTHING;
        }
        boolean copied = OptimisticReads.copy(memory.buffer((int) found), IndexMemory.offset((int) found), copy);
        if (!copied) {
            copy.grow();
            return NOTHING;
        }
        return isWhole(copy, copy.length()) ? WHOLE : TORN;
    }

    private static boolean isWhole(ReadCopy copy, int length) {
        long expected = copy.sequence();
        for (int at = 0; at + Long.BYTES <= length; at += Long.BYTES) {
            if (copy.buffer().getLong(at) != expected) {
                return false;
            }
        }
        return true;
    }
}
