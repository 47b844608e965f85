package io.tailrace.index;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One key that was looked up before its turn. Writer only. */
final class KeyProbe {
    /*
     * Its steps are made for all keys of a batch, one step at a time. Those that touch do nothing else, so that the
     * processor, which runs on for some hundred instructions while it waits, meets as many of them as there are.
     *
     * What was found counts as long as neither the generation of the directory nor the version of the home bucket has
     * moved, by which a reader judges too.
     */
    private static final int LINE_BYTES = 64;
    private static final int MOST_TOUCHED_BYTES = 16 * LINE_BYTES;
    private static final long UNKNOWN = -2;

    private Index index;
    private long hash;
    private int keyOffset;
    private int keyLength;
    private int documentLength;
    private long generation;
    private long version;
    UnsafeBuffer page;
    int pageRef;
    int pageAt;
    int buckets;
    int homeAt;
    /** As {@link Stripe#locate} answers, or UNKNOWN. */
    long slotFound;

    private UnsafeBuffer record;
    private int recordAt;
    private int recordEnd;

    void set(Index index, long hash, int keyOffset, int keyLength, int documentLength) {
        this.index = index;
        this.hash = hash;
        this.keyOffset = keyOffset;
        this.keyLength = keyLength;
        this.documentLength = documentLength;
        slotFound = UNKNOWN;
    }

    int keyOffset() {
        return keyOffset;
    }

    /** Finds out in which bucket the key is going to be sought. */
    void seekBucket() {
        page = null;
        if (index.directory().isClosed()) {
            return;
        }
        generation = index.directory().generation();
        long entry = index.directory().find(hash);
        pageRef = StripeDirectory.ref(entry);
        page = index.memory().buffer(pageRef);
        pageAt = IndexMemory.offset(pageRef);
        buckets = StripeDirectory.buckets(entry);
        homeAt = Stripe.bucketAt(pageAt, Stripe.home(tag(), buckets));
    }

    private int tag() {
        return (int) (hash >>> 32);
    }

    int touchBucket() {
        return page == null ? 0 : page.getByte(homeAt);
    }

    /** Finds out by its tag which record is going to be looked at. */
    void seekRecord() {
        record = null;
        if (page == null) {
            return;
        }
        version = Stripe.version(page, homeAt);
        slotFound = Stripe.locateTag(page, pageAt, buckets, version, tag());
        if (slotFound == Stripe.MISSING) {
            return;
        }
        record = index.memory().buffer((int) slotFound);
        if (record == null) {
            slotFound = UNKNOWN; // the slot is empty
            return;
        }
        recordAt = IndexMemory.offset((int) slotFound);
        int bytes = Math.min(RecordDescriptor.docOffset(keyLength) + documentLength, MOST_TOUCHED_BYTES);
        recordEnd = Math.min(recordAt + bytes, record.capacity());
    }

    int touchRecord() {
        if (record == null) {
            return 0;
        }
        int sum = record.getByte(recordEnd - 1);
        for (int line = recordAt; line < recordEnd; line += LINE_BYTES) {
            sum += record.getByte(line);
        }
        return sum;
    }

    /** Makes sure that the record is that of the key, by its tag alone it is almost. */
    void compareKey(DirectBuffer keys) {
        if (record != null && !Stripe.holds(index.memory(), (int) slotFound, keys, keyOffset, keyLength)) {
            slotFound = UNKNOWN;
        }
    }

    /** Whether what was found is still where a key is. */
    boolean isGood(Index of, long keyHash) {
        return slotFound != UNKNOWN
                && index == of
                && hash == keyHash
                && of.directory().isGeneration(generation)
                && Stripe.version(page, homeAt) == version;
    }
}
