package io.tailrace.document;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether a field is one of some whole numbers. Immutable, any thread.
 *
 * @hidden
 */
public final class NumbersTest extends FieldTest {
    private final LongSet numbers;

    NumbersTest(Dictionary dictionary, List<String> path, long[] numbers) {
        super(dictionary, path, false);
        this.numbers = new LongSet(numbers);
    }

    @Override
    public int look(UnsafeBuffer source, byte[] array, long tag, long slot, int variable) {
        byte type = DocumentDescriptor.tagAt(array, tag);
        long bits = DocumentDescriptor.slotAt(array, slot);
        if (type == Tag.INTEGER) {
            return numbers.has(bits) ? YES : NO;
        }
        if (type == Tag.FLOAT) {
            double found = Double.longBitsToDouble(bits);
            return LongSet.isWhole(found) && numbers.has((long) found) ? YES : NO;
        }
        return isType(type) ? NO : UNKNOWN;
    }
}
