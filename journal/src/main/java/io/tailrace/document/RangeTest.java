package io.tailrace.document;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether a field lies in a range of values. Immutable, any thread.
 *
 * @hidden
 */
public final class RangeTest extends FieldTest {
    private final byte type;
    private final long low;
    private final long high;
    private final double lowest;
    private final double highest;
    private final int types;

    RangeTest(Dictionary dictionary, List<String> path, ValueRange range, boolean isNegated) {
        super(dictionary, path, isNegated);
        type = range.type;
        low = range.low;
        high = range.high;
        lowest = range.lowest;
        highest = range.highest;
        types = range.types;
    }

    @Override
    public int look(UnsafeBuffer source, byte[] array, long tag, long slot, int variable) {
        byte found = DocumentDescriptor.tagAt(array, tag);
        long bits = DocumentDescriptor.slotAt(array, slot);
        if (found == Tag.FLOAT) {
            double number = Double.longBitsToDouble(bits);
            return number >= lowest && number <= highest ? YES : NO;
        }
        if (found == type) {
            return bits >= low && bits <= high ? YES : NO;
        }
        return !isType(found) ? UNKNOWN : types >>> found & 1;
    }
}
