package io.tailrace.index;

import io.tailrace.error.EngineClosedException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.UnsafeBuffer;

/** Which stripe a hash belongs to. Single writer, any reader. */
final class StripeDirectory {
    /*
     * Extendible hashing: a stripe of depth d holds the hashes that share their first d bits. The table of 2^d entries
     * is not one array, as doubling that would stop the writer for longer and longer; it is a tree of nodes that each
     * resolve up to nine bits and double on their own, so no step writes more than 4 KiB. Two levels serve a hundred
     * million keys.
     *
     * An entry is a long: reference in the lower 32 bits, for a stripe its number of buckets in the next 16, for a node
     * the bits it resolves in the 8 above those. A full node (nine bits) has at most one entry for a child node, which
     * resolves the bits that follow.
     *
     * The generation is a sequence lock over the whole directory, odd while entries change, CLOSED at the end. A reader
     * takes it before it looks a stripe up and checks it together with the version of the stripe after it has copied.
     * As memory of stripes and nodes is used again only after such a change has begun, an unchanged generation also
     * proves that the stripe was one all the time.
     */
    static final long CLOSED = -1;
    private static final int MOST_BITS = 9;
    private static final int BUCKETS_SHIFT = 32;
    private static final int BITS_SHIFT = 48;
    private static final int HASH_BITS = 64;
    static final int MOST_DEPTH = 32;
    private static final VarHandle GENERATION;
    private static final VarHandle ROOT;

    static {
        try {
            GENERATION = MethodHandles.lookup().findVarHandle(StripeDirectory.class, "generation", long.class);
            ROOT = MethodHandles.lookup().findVarHandle(StripeDirectory.class, "root", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final IndexMemory memory;

    @SuppressWarnings("unused") // by GENERATION; written by the writer
    private long generation;

    @SuppressWarnings("unused") // by ROOT; written by the writer
    private long root;

    private final Place place = new Place(); // writer only
    private volatile long nodeBytes; // written by the writer

    StripeDirectory(IndexMemory memory) {
        this.memory = memory;
    }

    static long stripeEntry(int ref, int buckets) {
        return (long) buckets << BUCKETS_SHIFT | (ref & 0xFFFF_FFFFL);
    }

    static int ref(long entry) {
        return (int) entry;
    }

    /** Buckets of the stripe; 0 if the entry is none, as torn data may lead to. */
    static int buckets(long entry) {
        return (int) (entry >>> BUCKETS_SHIFT) & 0xFFFF;
    }

    private static long nodeEntry(int ref, int bits) {
        return (long) bits << BITS_SHIFT | (ref & 0xFFFF_FFFFL);
    }

    private static int bits(long entry) {
        return (int) (entry >>> BITS_SHIFT);
    }

    /** Acquire load; odd while the directory is being changed. */
    long generation() {
        long value = (long) GENERATION.getAcquire(this);
        if (value == CLOSED) {
            throw new EngineClosedException(
                    "index is closed: the engine was closed or the table dropped; open it again");
        }
        return value;
    }

    /** To be called after a load-load fence. */
    boolean isGeneration(long expected) {
        return (long) GENERATION.getAcquire(this) == expected;
    }

    boolean isClosed() {
        return (long) GENERATION.getAcquire(this) == CLOSED;
    }

    long bytes() {
        return nodeBytes;
    }

    /**
     * Any thread: entry of the stripe of a hash, which counts only if the generation was the same before and after; 0
     * if torn.
     */
    long find(long hash) {
        long entry = (long) ROOT.getOpaque(this);
        int shift = HASH_BITS;
        while (bits(entry) != 0) {
            int bits = bits(entry);
            shift -= bits;
            UnsafeBuffer node = memory.buffer(ref(entry));
            if (node == null || bits > MOST_BITS || shift < HASH_BITS - MOST_DEPTH - MOST_BITS) {
                return 0;
            }
            int at = IndexMemory.offset(ref(entry)) + slotOf(hash, shift, bits);
            if (at + Long.BYTES > node.capacity()) {
                return 0;
            }
            entry = node.getLong(at);
        }
        return entry;
    }

    /** Writer only: puts a stripe in the place of the one that holds the hash, or at the root of an empty directory. */
    void replace(long hash, int depth, long entry) {
        beginChange();
        place.seek(hash).fill(depth, hash, entry);
        endChange();
    }

    /**
     * Writer only: puts two stripes of depth + 1 in the place of one. False, and nothing changed, when there is no
     * memory.
     */
    boolean split(long hash, int depth, long low, long high) {
        assert depth < MOST_DEPTH : "depth=" + depth;
        place.seek(hash);
        int resolved = HASH_BITS - place.shift;
        boolean doubling = depth == resolved && place.bits > 0 && place.bits < MOST_BITS;
        boolean descending = depth == resolved && !doubling;
        int node = IndexMemory.NONE;
        if (depth == resolved) {
            node = allocateNode(doubling ? place.bits + 1 : 1);
            if (node == IndexMemory.NONE) {
                return false;
            }
        }
        beginChange();
        if (doubling) {
            place.redouble(node);
        } else if (descending) {
            place.descend(node);
        }
        long highBit = 1L << (HASH_BITS - 1 - depth);
        place.seek(hash).fill(depth + 1, hash & -highBit & ~highBit, low);
        place.fill(depth + 1, hash & -highBit | highBit, high);
        endChange();
        return true;
    }

    /** Writer only: nobody finds anything from here on; memory may be given back. */
    void close() {
        GENERATION.setOpaque(this, CLOSED);
        VarHandle.storeStoreFence();
    }

    /** Writer only, after close: gives all nodes back. */
    void release() {
        release((long) ROOT.getOpaque(this));
        ROOT.setOpaque(this, 0L);
    }

    private void release(long entry) {
        if (bits(entry) != 0) {
            UnsafeBuffer node = memory.buffer(ref(entry));
            for (int i = 0; i < 1 << bits(entry); i++) {
                release(node.getLong(IndexMemory.offset(ref(entry)) + i * Long.BYTES));
            }
            freeNode(ref(entry));
        }
    }

    private static int slotOf(long hash, int shift, int bits) {
        return ((int) (hash >>> shift) & (1 << bits) - 1) * Long.BYTES;
    }

    private int allocateNode(int bits) {
        int ref = memory.allocate(Long.BYTES << bits);
        if (ref != IndexMemory.NONE) {
            nodeBytes += memory.blockBytes(ref);
        }
        return ref;
    }

    private void freeNode(int ref) {
        nodeBytes -= memory.blockBytes(ref);
        memory.free(ref);
    }

    private void beginChange() {
        GENERATION.setOpaque(this, generation + 1);
        VarHandle.storeStoreFence();
    }

    private void endChange() {
        GENERATION.setRelease(this, generation + 1);
    }

    /** Writer only: the way to the entry of one hash. */
    private final class Place {
        private UnsafeBuffer holder; // of the entry of the last node; null if that is the root
        private int holderAt;
        private UnsafeBuffer node; // the last node; null if the root is a stripe
        private int nodeAt;
        private int nodeRef;
        private int slotAt;
        private int bits; // resolved by the last node
        private int shift; // bits of the hash that the last node and those before it left over

        Place seek(long hash) {
            holder = null;
            node = null;
            bits = 0;
            shift = HASH_BITS;
            long entry = root;
            while (bits(entry) != 0) {
                holder = node;
                holderAt = slotAt;
                nodeRef = ref(entry);
                node = memory.buffer(nodeRef);
                nodeAt = IndexMemory.offset(nodeRef);
                bits = bits(entry);
                shift -= bits;
                slotAt = nodeAt + slotOf(hash, shift, bits);
                entry = node.getLong(slotAt);
            }
            return this;
        }

        /** Replaces the last node by one that resolves one bit more. */
        void redouble(int newRef) {
            UnsafeBuffer to = memory.buffer(newRef);
            int toAt = IndexMemory.offset(newRef);
            for (int i = 0; i < 1 << bits; i++) {
                long entry = node.getLong(nodeAt + i * Long.BYTES);
                to.putLong(toAt + 2 * i * Long.BYTES, entry);
                to.putLong(toAt + (2 * i + 1) * Long.BYTES, entry);
            }
            put(holder, holderAt, nodeEntry(newRef, bits + 1));
            freeNode(nodeRef);
        }

        /** Puts a new node of one bit, with the entry found in both halves, in the place of that entry. */
        void descend(int newRef) {
            long entry = node == null ? root : node.getLong(slotAt);
            UnsafeBuffer to = memory.buffer(newRef); // block of memory: its content is arbitrary
            to.putLong(IndexMemory.offset(newRef), entry);
            to.putLong(IndexMemory.offset(newRef) + Long.BYTES, entry);
            put(node, slotAt, nodeEntry(newRef, 1));
        }

        /** Sets all entries of the last node that share the first bits of the hash. */
        void fill(int depth, long hash, long entry) {
            if (node == null) {
                root = entry;
                return;
            }
            int span = 1 << (HASH_BITS - shift - depth);
            int first = slotOf(hash, shift, bits) & -span * Long.BYTES;
            for (int i = 0; i < span; i++) {
                node.putLong(nodeAt + first + i * Long.BYTES, entry);
            }
        }

        private void put(UnsafeBuffer into, int at, long entry) {
            if (into == null) {
                root = entry;
            } else {
                into.putLong(at, entry);
            }
        }
    }
}
