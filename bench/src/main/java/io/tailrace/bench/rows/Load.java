package io.tailrace.bench.rows;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many updates a second are due.
 *
 * @param name as it is asked for
 * @param perSecond of a rate in updates a second, else 0
 * @param share of what all routes of a topology can sustain, else 0
 */
public record Load(String name, int perSecond, double share) {
    public static final Load IDLE = new Load("idle", 1_000, 0);
    public static final Load GOAL = new Load("50000", 50_000, 0);
    public static final Load HALF = new Load("half", 0, 0.5);
    public static final Load MOST = new Load("90%", 0, 0.9);

    private static final double ALL_PERCENT = 100;

    /** Updates a second. */
    public int rate(double sustainable) {
        return perSecond > 0 ? perSecond : Math.max(1, (int) (share * sustainable));
    }

    /** Reads one: idle, half, a share such as 90%, or updates a second. */
    public static final class Converter implements ITypeConverter<Load> {
        @Override
        public Load convert(String text) {
            if (text.equalsIgnoreCase(IDLE.name)) {
                return IDLE;
            }
            if (text.equalsIgnoreCase(HALF.name)) {
                return HALF;
            }
            if (text.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
                double percent = Double.parseDouble(text.substring(0, text.length() - 1));
                if (percent > 0 && percent <= ALL_PERCENT) {
                    return new Load(text, 0, percent / ALL_PERCENT);
                }
            } else if (text.matches("[1-9]\\d{0,7}")) {
                return new Load(text, Integer.parseInt(text), 0);
            }
            throw refused(text);
        }

        private static TypeConversionException refused(String text) {
            return new TypeConversionException(
                    "'" + text + "' is neither idle, half, a share such as 90%, nor a number of updates a second");
        }
    }
}
