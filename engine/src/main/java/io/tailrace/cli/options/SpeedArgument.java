package io.tailrace.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How fast a replay goes, as it was typed.
 *
 * @param factor of the time it took; {@link #MAX} or {@link #STEP} for those
 * @hidden
 */
public record SpeedArgument(double factor) {
    private static final double MAX = 0;
    private static final double STEP = -1;

    /** Whether nothing waits. */
    public boolean isMax() {
        return factor == MAX;
    }

    /** Whether each event waits to be asked for. */
    public boolean isStep() {
        return factor == STEP;
    }

    /** Reads {@code 1x}, {@code 0.5x}, {@code max} or {@code step}. */
    public static final class Converter implements ITypeConverter<SpeedArgument> {
        @Override
        public SpeedArgument convert(String value) {
            if ("max".equals(value)) {
                return new SpeedArgument(MAX);
            }
            if ("step".equals(value)) {
                return new SpeedArgument(STEP);
            }
            if (value.matches("[0-9]+(\\.[0-9]+)?x?")) {
                double factor = Double.parseDouble(value.replace("x", ""));
                if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
                    return new SpeedArgument(factor);
                }
            }
            throw new TypeConversionException("expected 1x, 10x, max or step, but was '" + value + "'");
        }
    }
}
