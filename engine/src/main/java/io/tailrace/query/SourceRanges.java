package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The ranges of a source, to find the one that a key lies in. Immutable.
 *
 * @hidden
 */
public final class SourceRanges {

    private final UnsafeBuffer[] lower;
    private final UnsafeBuffer[] upper;
    private final int[] copies;

    /** @param source whose ranges; those of a table without any are one that holds all keys */
    public SourceRanges(Source source) {
        List<KeyRange> ranges =
                source.kind() == Source.Kind.TABLE && source.ranges().isEmpty()
                        ? List.of(KeyRange.ALL)
                        : source.ranges();
        lower = new UnsafeBuffer[ranges.size()];
        upper = new UnsafeBuffer[ranges.size()];
        copies = new int[ranges.size()];
        for (int i = 0; i < copies.length; i++) {
            lower[i] = new UnsafeBuffer(ranges.get(i).lower());
            upper[i] = new UnsafeBuffer(ranges.get(i).upper());
            copies[i] = ranges.get(i).copies();
        }
    }

    int count() {
        return copies.length;
    }

    UnsafeBuffer lower(int range) {
        return lower[range];
    }

    UnsafeBuffer upper(int range) {
        return upper[range];
    }

    /** How often an entry inside a range is a member. */
    int copies(int range) {
        return copies[range];
    }

    /** How often an entry with this whole key is a member: 0 outside all ranges. */
    public int copies(DirectBuffer key, int offset, int length) {
        int low = 0;
        int high = copies.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (isBelow(middle, key, offset, length)) {
                high = middle - 1;
            } else if (isAbove(middle, key, offset, length)) {
                low = middle + 1;
            } else {
                return copies[middle];
            }
        }
        return 0;
    }

    boolean contains(int range, DirectBuffer key, int offset, int length) {
        return !isBelow(range, key, offset, length) && !isAbove(range, key, offset, length);
    }

    /** Whether a key lies before a range. */
    boolean isBelow(int range, DirectBuffer key, int offset, int length) {
        return Bytes.compare(key, offset, length, lower[range], 0, lower[range].capacity()) < 0;
    }

    /** Whether a key lies after a range. */
    boolean isAbove(int range, DirectBuffer key, int offset, int length) {
        int bytes = upper[range].capacity();
        return bytes > 0 && Bytes.compare(key, offset, length, upper[range], 0, bytes) >= 0;
    }
}
