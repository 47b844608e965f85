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
        super(dictionary, path);
        this.numbers = new LongSet(numbers);
    }

    @Override
    public int test(Document document) {
        int index = document.index(first);
        if (index < 0) {
            return UNKNOWN;
        }
        return rest == null && document.old == null
                ? look(document.source(), document.slotsHere(), document.size(), index)
                : elsewhere(document, index);
    }

    @Override
    int look(UnsafeBuffer source, int slots, int count, int index) {
        byte tag = DocumentDescriptor.tag(source, slots, count, index);
        long slot = DocumentDescriptor.slot(source, slots, index);
        if (tag == Tag.INTEGER) {
            return numbers.has(slot) ? YES : NO;
        }
        if (tag == Tag.FLOAT) {
            double found = Double.longBitsToDouble(slot);
            return LongSet.isWhole(found) && numbers.has((long) found) ? YES : NO;
        }
        return isType(tag) ? NO : UNKNOWN;
    }
}
