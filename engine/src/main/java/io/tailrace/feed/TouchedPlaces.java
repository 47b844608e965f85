package io.tailrace.feed;

import io.tailrace.bytes.Bytes;
import io.tailrace.query.EntryPlace;
import io.tailrace.query.KeyNumbers;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Places in documents whose entries have changed since the receiver was told: which entry it holds, which there is now.
 * Numbered, found by primary key and position. Not thread safe; it allocates only when it grows.
 */
final class TouchedPlaces {
    /** No number. */
    static final int NONE = -1;

    private static final int INITIAL = 64;
    private static final int PRIME = 0x9E3779B1;

    /** The entry that the receiver holds, or none; held in the store. */
    int[] shown = new int[INITIAL];
    /** The entry there is now, or none; held in the store. */
    int[] now = new int[INITIAL];
    /** The queue that it waits in, or null. */
    TouchQueue[] queues = new TouchQueue[INITIAL];
    /** Order of first touch; 0 for a number that is free. */
    long[] touches = new long[INITIAL];

    long[] firstSequences = new long[INITIAL];
    long[] lastSequences = new long[INITIAL];
    long[] lastTimes = new long[INITIAL];
    long[] transactionEnds = new long[INITIAL];
    /** Which of the places touched by the last sequence it is. */
    int[] lastOrdinals = new int[INITIAL];

    /** Whether it stands for a change in the tally of the feed. */
    boolean[] stands = new boolean[INITIAL];

    private final TopStore store;
    private final KeyNumbers keys = new KeyNumbers(2 * INITIAL);
    private final EntryPlace place = new EntryPlace();
    private final EntryPlace other = new EntryPlace();
    /** An entry with this primary key and position; held in the store. */
    private int[] named = new int[INITIAL];

    private int[] hashes = new int[INITIAL];
    /** Next free number. */
    private int[] next = new int[INITIAL];

    private int numbered;
    private int free = NONE;
    private long touched;

    TouchedPlaces(TopStore store) {
        this.store = store;
    }

    /** All numbers lie below. */
    int bound() {
        return numbered;
    }

    boolean isUsed(int number) {
        return touches[number] != 0;
    }

    /** The number of the place that an entry has in its document, or NONE. */
    int find(int entry) {
        store.place(entry, place);
        int hash = hash(place);
        for (int slot = keys.first(hash); ; slot = keys.next(slot)) {
            int number = keys.entryAt(slot, hash);
            if (number == KeyNumbers.NOT_FOUND) {
                return NONE;
            }
            if (number >= 0 && isOf(number, place)) {
                return number;
            }
        }
    }

    /** Numbers the place of an entry; it has none yet. */
    int add(int entry, long sequence) {
        int hash = hash(store.place(entry, place));
        int number = number();
        hashes[number] = hash;
        named[number] = store.hold(entry);
        keys.add(hash, number);
        shown[number] = TopStore.NONE;
        now[number] = TopStore.NONE;
        touches[number] = ++touched;
        firstSequences[number] = sequence;
        stands[number] = false;
        return number;
    }

    /** Forgets a place, and lets go of its entries. */
    void remove(int number) {
        keys.remove(hashes[number], number);
        store.letGo(named[number]);
        store.letGo(shown[number]);
        store.letGo(now[number]);
        if (queues[number] != null) {
            queues[number].remove(number);
            queues[number] = null;
        }
        touches[number] = 0;
        next[number] = free;
        free = number;
    }

    private boolean isOf(int number, EntryPlace at) {
        store.place(named[number], other);
        return at.position == other.position
                && at.keyLength == other.keyLength
                && Bytes.equal(at.key, at.keyOffset, other.key, other.keyOffset, at.keyLength);
    }

    private static int hash(EntryPlace at) {
        DirectBuffer key = at.key;
        return KeyNumbers.hash(key, at.keyOffset, at.keyLength) ^ at.position * PRIME;
    }

    private int number() {
        int number = free;
        if (number != NONE) {
            free = next[number];
            return number;
        }
        if (numbered == shown.length) {
            int length = numbered << 1;
            shown = Arrays.copyOf(shown, length);
            now = Arrays.copyOf(now, length);
            queues = Arrays.copyOf(queues, length);
            touches = Arrays.copyOf(touches, length);
            firstSequences = Arrays.copyOf(firstSequences, length);
            lastSequences = Arrays.copyOf(lastSequences, length);
            lastTimes = Arrays.copyOf(lastTimes, length);
            transactionEnds = Arrays.copyOf(transactionEnds, length);
            stands = Arrays.copyOf(stands, length);
            lastOrdinals = Arrays.copyOf(lastOrdinals, length);
            named = Arrays.copyOf(named, length);
            hashes = Arrays.copyOf(hashes, length);
            next = Arrays.copyOf(next, length);
        }
        return numbered++;
    }
}
