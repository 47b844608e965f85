package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Handle of a field name of one {@link Dictionary}, made to be kept and used for every document. Safe for any thread.
 *
 * <p>It remembers at which index it was found in the last two shapes it met, so that reading a field of a known shape
 * is a comparison and a load. Works for any name, also for one that no document has had so far.
 */
public final class Field {
    private static final int SHAPE_SHIFT = 16;
    private static final int NOTHING_SEEN = DocumentDescriptor.INLINE_SHAPE << SHAPE_SHIFT;
    private static final int NOT_INTERNED = -1;

    final Dictionary dictionary;
    final byte[] utf8;

    private final UnsafeBuffer bytes;
    /** The name as a JSON string and the colon after it. */
    final byte[] json;

    final int hash;
    /** Told from those of most other handles, and chosen by nobody: names with one hash may be chosen. */
    final int number = System.identityHashCode(this);

    /** Whether the dictionary hands out this handle for its name, now and later. */
    final boolean retained;

    private final String name;

    /** Written under the dictionary's lock, once. */
    private volatile int id = NOT_INTERNED;

    // Shape id and index in one int each. Any reader writes them; a race costs a look-up, never a wrong answer.
    private int seen = NOTHING_SEEN;
    private int seenBefore = NOTHING_SEEN;

    Field(Dictionary dictionary, String name, byte[] utf8, boolean retained) {
        this.dictionary = dictionary;
        this.name = name;
        this.utf8 = utf8;
        bytes = new UnsafeBuffer(utf8);
        this.retained = retained;
        hash = name.hashCode();
        json = JsonText.name(utf8);
    }

    /** {@return the name as text} */
    public String name() {
        return name;
    }

    /**
     * The number under which the journal knows the name.
     *
     * @return the id, or -1 while the name is not interned
     */
    public int id() {
        return id;
    }

    void intern(int newId) {
        id = newId;
    }

    /** Index of this field in the shape of that id, or -1 where the shape has no such field. */
    int indexIn(Dictionary owner, int shapeId) {
        int last = seen;
        if (last >>> SHAPE_SHIFT == shapeId && owner == dictionary) {
            return (short) last;
        }
        return indexInOther(owner, shapeId);
    }

    private int indexInOther(Dictionary owner, int shapeId) {
        if (owner != dictionary) {
            return owner.shape(shapeId).indexOf(this);
        }
        int before = seenBefore;
        if (before >>> SHAPE_SHIFT == shapeId) {
            return (short) before;
        }
        int index = owner.shape(shapeId).indexOf(this);
        seenBefore = seen;
        seen = shapeId << SHAPE_SHIFT | index & 0xFFFF;
        return index;
    }

    int compareName(Field other) {
        return this == other ? 0 : Arrays.compareUnsigned(utf8, other.utf8);
    }

    int compareName(DirectBuffer buffer, int offset, int length) {
        return Bytes.compare(bytes, 0, utf8.length, buffer, offset, length);
    }

    @Override
    public String toString() {
        return name;
    }
}
