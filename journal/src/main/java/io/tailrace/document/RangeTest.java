package io.tailrace.document;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Whether a field lies in a range of values, or not. Immutable, any thread.
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
    private final int inside;

    RangeTest(Dictionary dictionary, List<String> path, ValueRange range, boolean isNegated) {
        super(dictionary, path);
        type = range.type;
        low = range.low;
        high = range.high;
        lowest = range.lowest;
        highest = range.highest;
        types = range.types;
        inside = isNegated ? NO : YES;
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
        if (tag == Tag.FLOAT) {
            double found = Double.longBitsToDouble(slot);
            return found >= lowest && found <= highest ? inside : YES - inside;
        }
        if (tag == type) {
            return slot >= low && slot <= high ? inside : YES - inside;
        }
        return !isType(tag) ? UNKNOWN : (types >>> tag & 1) != 0 ? inside : YES - inside;
    }
}
