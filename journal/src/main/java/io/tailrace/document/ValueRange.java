package io.tailrace.document;

/**
 * The values that lie on the wanted sides of a constant, in the order of all values. Immutable.
 *
 * <p>A comparison across integers and floats is exact, so for each of both there is a smallest and a largest number
 * that it lets through; values of other types are let through, or not, type by type.
 */
final class ValueRange {
    private static final double LEAST_INTEGER = -0x1p63;

    /** Of the values that the slots from low to high stand for. */
    final byte type;

    final long low;
    final long high;
    final double lowest;
    final double highest;
    /** Types that are let through whatever the value is, a bit for each tag. */
    final int types;

    /** False and null. */
    static final ValueRange UNTRUE = new ValueRange(Tag.BOOLEAN, 0, false, true, false, 1 << Tag.NULL);

    /** Values below a constant, equal to it or above it, without a gap between them; null where there is none. */
    static ValueRange of(Value constant, boolean less, boolean equal, boolean greater) {
        byte tag = constant.tag();
        if (Tag.isVariable(tag)) {
            return null;
        }
        return new ValueRange(tag, constant.slot(), less, equal, greater, 0);
    }

    private ValueRange(byte tag, long slot, boolean less, boolean equal, boolean greater, int alsoThrough) {
        int through = alsoThrough;
        for (byte other = Tag.ARRAY; other <= Tag.STRING; other++) {
            int order = Tag.rank(other) - Tag.rank(tag);
            if (order < 0 ? less : order > 0 ? greater : equal) {
                through |= 1 << other;
            }
        }
        types = through;
        boolean isNumber = Tag.rank(tag) == Tag.INTEGER;
        type = isNumber ? Tag.INTEGER : tag;
        if (tag == Tag.FLOAT) {
            double value = Double.longBitsToDouble(slot);
            boolean isTooLow = value < LEAST_INTEGER || !equal && value == LEAST_INTEGER;
            boolean isEmpty = !less && value >= -LEAST_INTEGER || !greater && isTooLow;
            low = isEmpty ? 1 : less || value < LEAST_INTEGER ? Long.MIN_VALUE : firstInteger(value, !equal);
            high = isEmpty ? 0 : greater || value >= -LEAST_INTEGER ? Long.MAX_VALUE : lastInteger(value, !equal);
            lowest = less ? Double.NEGATIVE_INFINITY : firstFloat(value, !equal);
            highest = greater ? Double.POSITIVE_INFINITY : lastFloat(value, !equal);
            return;
        }
        boolean isEmpty = !equal && slot == (less ? Long.MIN_VALUE : Long.MAX_VALUE);
        low = isEmpty ? 1 : less ? Long.MIN_VALUE : equal ? slot : slot + 1;
        high = isEmpty ? 0 : greater ? Long.MAX_VALUE : equal ? slot : slot - 1;
        if (isNumber) {
            double near = slot;
            int order = ValueOrder.compare(slot, near);
            lowest = less ? Double.NEGATIVE_INFINITY : firstFloat(near, order == 0 ? !equal : order > 0);
            highest = greater ? Double.POSITIVE_INFINITY : lastFloat(near, order == 0 ? !equal : order < 0);
        } else {
            lowest = (through >>> Tag.FLOAT & 1) != 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            highest = -lowest;
        }
    }

    private static double firstFloat(double from, boolean isAfter) {
        return isAfter ? Math.nextUp(from) : from;
    }

    private static double lastFloat(double to, boolean isBefore) {
        return isBefore ? Math.nextDown(to) : to;
    }

    private static long firstInteger(double from, boolean isAfter) {
        double first = Math.ceil(from);
        return (long) first + (isAfter && first == from ? 1 : 0);
    }

    private static long lastInteger(double to, boolean isBefore) {
        double last = Math.floor(to);
        return (long) last - (isBefore && last == to ? 1 : 0);
    }
}
