package io.tailrace.cli.options;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How a feed is to be squashed, as it was typed.
 *
 * @param onRead whether changes that pile up between two reads become one
 * @param window width of the window, or null
 * @hidden
 */
public record SquashArgument(boolean onRead, Duration window) {

    /** Reads {@code true}, {@code false} or seconds; zero seconds are {@code true}. */
    public static final class Converter implements ITypeConverter<SquashArgument> {
        @Override
        public SquashArgument convert(String value) {
            switch (value) {
                case "true":
                    return new SquashArgument(true, null);
                case "false":
                    return new SquashArgument(false, null);
                default:
                    return seconds(value);
            }
        }

        private static SquashArgument seconds(String value) {
            long nanos = Seconds.nanos(value);
            if (nanos < 0) {
                throw new TypeConversionException(
                        "expected true, false or seconds such as 0.5, but was '" + value + "'");
            }
            return nanos == 0 ? new SquashArgument(true, null) : new SquashArgument(false, Duration.ofNanos(nanos));
        }
    }
}
