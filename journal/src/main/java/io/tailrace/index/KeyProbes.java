package io.tailrace.index;

import org.agrona.DirectBuffer;

/**
 * Looks up the keys of several changes before the first of them is made, so that the memory that all of them lead to is
 * fetched at one time. {@link Index#find(KeyProbes, int, long, DirectBuffer, int, int, IndexEntry)} takes what was
 * found, or looks again where a change in between may have made it wrong. Writer only; never allocates.
 *
 * @hidden
 */
public final class KeyProbes {
    /** Most keys at a time: with twice as many nothing more is gained. */
    public static final int MOST = 16;

    private final DirectBuffer keys;
    private final KeyProbe[] probes = new KeyProbe[MOST];
    private int count;

    @SuppressWarnings("unused") // what is loaded goes somewhere, or it would not be loaded
    private int touched;

    /**
     * None yet.
     *
     * @param keys where all keys lie
     */
    public KeyProbes(DirectBuffer keys) {
        this.keys = keys;
        for (int i = 0; i < MOST; i++) {
            probes[i] = new KeyProbe();
        }
    }

    /** Forgets all keys. */
    public void clear() {
        count = 0;
    }

    /** {@return how many keys were added} */
    public int size() {
        return count;
    }

    /**
     * {@return where a key lies}
     *
     * @param probe how many were added before it
     */
    public int keyOffset(int probe) {
        return probes[probe].keyOffset();
    }

    /**
     * Adds a key, to be looked up by {@link #probe()}; there must be room.
     *
     * @param index that is going to be asked for it
     * @param hash of the key, as {@link Index#hash} tells it
     * @param keyOffset first byte of the key
     * @param keyLength bytes of the key
     * @param documentLength about how many bytes of its document are going to be looked at, 0 or more
     */
    public void add(Index index, long hash, int keyOffset, int keyLength, int documentLength) {
        probes[count++].set(index, hash, keyOffset, keyLength, documentLength);
    }

    /** Looks up all that was added; of those that it does not look up nothing is known. */
    public void probe() {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            probes[i].seekBucket();
        }
        for (int i = 0; i < count; i++) {
            sum += probes[i].touchBucket();
        }
        for (int i = 0; i < count; i++) {
            probes[i].seekRecord();
        }
        for (int i = 0; i < count; i++) {
            sum += probes[i].touchRecord();
        }
        for (int i = 0; i < count; i++) {
            probes[i].compareKey(keys);
        }
        touched = sum;
    }

    KeyProbe get(int probe) {
        return probes[probe];
    }
}
