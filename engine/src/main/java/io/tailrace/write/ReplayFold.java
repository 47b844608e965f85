package io.tailrace.write;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.tailrace.bytes.Bytes;
import io.tailrace.bytes.KeyHash;
import io.tailrace.index.KeyProbes;
import io.tailrace.journal.JournalReader;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A stretch of the journal of which only the last change of each key is applied, as nobody sees the state before the
 * end of a replay. Not thread safe. Allocates where a stretch has more changes or keys than any before.
 */
final class ReplayFold {
    /*
     * To fold a change away costs one look at a table that has 16 bytes a slot, most of them in the cache; to apply it
     * costs a bucket and the lines of a record, which are in no cache, and a copy. What is left is applied in the order
     * of the journal, from where it lies in the mapped segment: a stretch ends where another buffer begins, and the
     * buffer is held until then.
     *
     * Keys are told apart by all their bytes. Those of short ones lie in the slot, which is all that is looked at; of
     * longer ones the slot has a hash, and their bytes are compared where they lie in the journal. A slot is two words:
     *
     *   first eight bytes of the key, or its hash
     *   next three bytes (24) | length, or LONG (4) | number of its last change in the stretch (20) | table (16)
     *
     * The second word of an empty slot is 0, as no key has a length of 0. Sixteen changes wait and are looked up
     * together, so that the processor waits for their slots once.
     */

    /** As their numbers have so many bits. */
    static final int MOST_CHANGES = 1 << 20;

    private static final int LENGTH_SHIFT = 24;
    private static final int LONG = 15;
    private static final int LONGEST_INSIDE = Long.BYTES + LENGTH_SHIFT / Byte.SIZE;
    private static final int CHANGE_SHIFT = LENGTH_SHIFT + 4;
    private static final int TABLE_SHIFT = Long.SIZE - Short.SIZE;
    private static final long CHANGE = (MOST_CHANGES - 1L) << CHANGE_SHIFT;

    private static final int FEWEST_CHANGES = 1 << 10;
    private static final int FEWEST_WORDS = 1 << 12;
    private static final int FEW_SHIFT = 5;
    private static final int WORD_SHIFT = 6;
    private static final int KEY_LENGTH = 0xFFFF;
    private static final long FACTOR = 0x1E37_79B9_7F4A_7C15L;

    private final LiveTables states;
    private final ReplayBatch batch;
    private final long seed;
    private final int mostChanges;
    private UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private long firstSequence;
    private int count;
    private int looked;
    /** Of each change where its key lies, and in the upper half where its document does. */
    private long[] places = new long[FEWEST_CHANGES];
    /** Of each change the length of its key (16), its table (16) and the length of its document (32), -1 for none. */
    private long[] lengths = new long[FEWEST_CHANGES];
    /** A bit for each change: a later one has the same key. */
    private long[] folded = new long[FEWEST_CHANGES >>> WORD_SHIFT];

    private final long[] firsts = new long[KeyProbes.MOST];
    private final long[] seconds = new long[KeyProbes.MOST];
    private final int[] hashes = new int[KeyProbes.MOST];
    private long[] slots = new long[FEWEST_WORDS];
    private int keysThere;

    @SuppressWarnings("unused") // what is loaded goes somewhere, or it would not be loaded
    private long touched;

    ReplayFold(LiveTables states, ReplayBatch batch, long seed, int mostChanges) {
        this.states = states;
        this.batch = batch;
        this.seed = seed;
        this.mostChanges = mostChanges;
    }

    /** Adds a change to the stretch, and applies all of that before where it cannot go on. */
    void add(JournalReader change) {
        UnsafeBuffer block = change.block();
        if (count == mostChanges || buffer.byteBuffer() != block.byteBuffer()) {
            apply();
            buffer = new UnsafeBuffer(block.byteBuffer());
        }
        if (count == 0) {
            firstSequence = change.sequence();
        } else if (count == places.length) {
            growChanges();
        }
        assert change.sequence() == firstSequence + count : "sequence=" + change.sequence() + " count=" + count;
        int base = block.wrapAdjustment();
        int keyOffset = base + change.keyOffset();
        int keyLength = change.keyLength();
        int length = change.hasNew() ? change.newLength() : -1;
        int at = count++;
        places[at] = keyOffset | (long) (base + change.newOffset()) << Integer.SIZE;
        lengths[at] = keyLength | change.tableId() << Short.SIZE & 0xFFFF_FFFFL | (long) length << Integer.SIZE;
        await(at - looked, keyOffset, keyLength, (long) change.tableId() << TABLE_SHIFT);
        if (count - looked == KeyProbes.MOST) {
            look();
        }
    }

    /** What pads a key to eight bytes can be read, and is not part of it. */
    private void await(int waiting, int keyOffset, int keyLength, long table) {
        long first;
        long second = table;
        if (keyLength > LONGEST_INSIDE) {
            first = KeyHash.hash(seed, buffer, keyOffset, keyLength);
            second |= (long) LONG << LENGTH_SHIFT;
        } else if (keyLength > Long.BYTES) {
            first = buffer.getLong(keyOffset, LITTLE_ENDIAN);
            second |= (long) keyLength << LENGTH_SHIFT;
            second |= buffer.getLong(keyOffset + Long.BYTES, LITTLE_ENDIAN) & ones(keyLength - Long.BYTES);
        } else {
            first = buffer.getLong(keyOffset, LITTLE_ENDIAN) & ones(keyLength);
            second |= (long) keyLength << LENGTH_SHIFT;
        }
        firsts[waiting] = first;
        seconds[waiting] = second;
        hashes[waiting] = hash(first, second);
    }

    private static long ones(int bytes) {
        return -1L >>> Long.SIZE - bytes * Byte.SIZE;
    }

    /** Nobody who does not know the seed can choose keys that meet. */
    private int hash(long first, long second) {
        long whole = KeyHash.fold(KeyHash.fold(first ^ seed, FACTOR) ^ second ^ seed, FACTOR);
        return (int) (whole ^ whole >>> Integer.SIZE);
    }

    /** Applies what is left of the stretch; to be called, too, before what is not added here. */
    void apply() {
        if (count == 0) {
            return;
        }
        look();
        expect();
        for (int i = 0; i < count; i++) {
            if (isLast(i)) {
                long sizes = lengths[i];
                batch.add(
                        states.byId(tableOf(sizes)).index(),
                        buffer,
                        (int) places[i],
                        (int) sizes & KEY_LENGTH,
                        (int) (places[i] >>> Integer.SIZE),
                        (int) (sizes >> Integer.SIZE),
                        firstSequence + i);
            }
        }
        batch.apply();
        Arrays.fill(folded, 0, (count - 1 >>> WORD_SHIFT) + 1, 0);
        if (keysThere > slots.length >>> FEW_SHIFT) {
            Arrays.fill(slots, 0);
        } else { // to clear it would take longer than the stretch has
            slots = new long[FEWEST_WORDS];
        }
        count = 0;
        looked = 0;
        keysThere = 0;
    }

    /** Where a table is empty, the number of its documents is known before the first of them comes. */
    private void expect() {
        int[] documents = new int[states.idBound()];
        for (int i = 0; i < count; i++) {
            if (isLast(i) && lengths[i] >= 0) {
                documents[tableOf(lengths[i])]++;
            }
        }
        for (int id = 0; id < documents.length; id++) {
            if (documents[id] > 0) {
                states.byId(id).index().expect(documents[id]);
            }
        }
    }

    private boolean isLast(int change) {
        return (folded[change >>> WORD_SHIFT] >>> change & 1) == 0;
    }

    private static int tableOf(long sizes) {
        return (int) sizes >>> Short.SIZE;
    }

    private void look() {
        long[] all = slots;
        int waiting = count - looked;
        long sum = 0;
        for (int i = 0; i < waiting; i++) {
            sum += all[slotAt(hashes[i], all.length) + 1];
        }
        touched = sum;
        for (int i = 0; i < waiting; i++) {
            put(firsts[i], seconds[i], hashes[i], looked + i);
        }
        looked = count;
    }

    private static int slotAt(int hash, int words) {
        return hash << 1 & words - 1;
    }

    private void put(long first, long second, int hash, int change) {
        long[] all = slots;
        int at = slotAt(hash, all.length);
        while (all[at + 1] != 0) {
            long there = all[at + 1];
            if (all[at] == first && (there & ~CHANGE) == second) {
                int before = (int) ((there & CHANGE) >>> CHANGE_SHIFT);
                if ((second >>> LENGTH_SHIFT & LONG) != LONG || isSame(before, change)) {
                    folded[before >>> WORD_SHIFT] |= 1L << before;
                    all[at + 1] = second | (long) change << CHANGE_SHIFT;
                    return;
                }
            }
            at = at + 2 & all.length - 1;
        }
        all[at] = first;
        all[at + 1] = second | (long) change << CHANGE_SHIFT;
        keysThere++;
        if (keysThere > all.length >>> 2) {
            growSlots();
        }
    }

    /** Whether two changes whose keys are long and have one hash are of one key. */
    private boolean isSame(int before, int change) {
        int length = (int) lengths[change] & KEY_LENGTH;
        return ((int) lengths[before] & KEY_LENGTH) == length
                && Bytes.equal(buffer, (int) places[before], buffer, (int) places[change], length);
    }

    private void growChanges() {
        int more = 2 * places.length;
        places = Arrays.copyOf(places, more);
        lengths = Arrays.copyOf(lengths, more);
        folded = Arrays.copyOf(folded, more >>> WORD_SHIFT);
    }

    private void growSlots() {
        long[] from = slots;
        long[] to = new long[2 * from.length];
        for (int i = 0; i < from.length; i += 2) {
            if (from[i + 1] != 0) {
                int at = slotAt(hash(from[i], from[i + 1] & ~CHANGE), to.length);
                while (to[at + 1] != 0) {
                    at = at + 2 & to.length - 1;
                }
                to[at] = from[i];
                to[at + 1] = from[i + 1];
            }
        }
        slots = to;
    }
}
