package io.tailrace.bench.rows;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Standing queries over {@link Updates}, numbered from 0.
 *
 * @param kind what each asks
 * @param count how many
 */
public record Screens(Kind kind, int count) {
    /** What a screen asks of a row. */
    public enum Kind {
        /** A price in [low, low + {@value Screens#WIDTH}), 1 % of all prices. */
        RANGE,
        /** One symbol. */
        EQUALITY
    }

    public static final int WIDTH = 10;

    /** The lower bound of a range; together they are spread evenly over all prices. */
    public double low(int screen) {
        double last = Updates.PRICES - WIDTH;
        return count == 1 ? last / 2 : screen * last / (count - 1);
    }

    /** How many changes each has to be told of: those with the old or the new row inside. */
    public long[] expected(Updates updates) {
        long[] expected = new long[count];
        for (int i = 0; i < updates.count(); i++) {
            if (kind == Kind.EQUALITY) {
                int symbol = updates.symbol(updates.key(i));
                if (symbol < count) {
                    expected[symbol]++;
                }
            } else {
                countRanges(updates.before(i), updates.after(i), expected);
            }
        }
        return expected;
    }

    private void countRanges(double before, double after, long[] expected) {
        int last = last(before, after);
        for (int screen = first(before, after); screen <= last; screen++) {
            if (holds(screen, before) || holds(screen, after)) {
                expected[screen]++;
            }
        }
    }

    /** No range before this one holds either of two prices. */
    public int first(double before, double after) {
        return Math.max(0, (int) Math.floor(nearest(Math.min(before, after) - WIDTH)) - 1);
    }

    /** No range after this one holds either of two prices. */
    public int last(double before, double after) {
        return Math.min(count - 1, (int) Math.ceil(nearest(Math.max(before, after))) + 1);
    }

    /** Whether a price lies in a range. */
    public boolean holds(int screen, double price) {
        return price >= low(screen) && price < low(screen) + WIDTH;
    }

    /** The screen, in fractions, whose lower bound this is. */
    private double nearest(double price) {
        return count == 1 ? 0 : price * (count - 1) / (Updates.PRICES - WIDTH);
    }

    /** Fails unless each was told of exactly what it had to be told of. */
    public static void check(String who, long[] counted, long[] expected) {
        for (int screen = 0; screen < expected.length; screen++) {
            if (counted[screen] != expected[screen]) {
                throw new IllegalStateException(
                        who + ": screen=" + screen + " counted=" + counted[screen] + " expected=" + expected[screen]);
            }
        }
    }

    /** Reads such as range-100 or equality-1000. */
    public static final class Converter implements ITypeConverter<Screens> {
        @Override
        public Screens convert(String text) {
            if (!text.matches("(?i)(range|equality)-[1-9]\\d{0,4}")) {
                throw new TypeConversionException("'" + text + "' is no such as range-100 or equality-1000");
            }
            int dash = text.indexOf('-');
            Kind kind = Kind.valueOf(text.substring(0, dash).toUpperCase(Locale.ROOT));
            return new Screens(kind, Integer.parseInt(text.substring(dash + 1)));
        }
    }

    /** What the converter reads. */
    public String id() {
        return kind.name().toLowerCase(Locale.ROOT) + "-" + count;
    }

    @Override
    public String toString() {
        return count + (kind == Kind.RANGE ? " range" : " equalit") + suffix();
    }

    private String suffix() {
        return kind == Kind.RANGE ? count == 1 ? "" : "s" : count == 1 ? "y" : "ies";
    }
}
