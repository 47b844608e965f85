package io.tailrace.cli.options;

import io.tailrace.AsOf;
import io.tailrace.Tailrace;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A place in a journal as it was typed: a sequence or a time.
 *
 * @param sequence at least 0, where there is no time
 * @param time or null
 * @hidden
 */
public record PlaceArgument(long sequence, Instant time) {
    public static final String LABEL = "N|TIME";

    /** The last sequence at that place or before it. */
    public long last(Tailrace engine) {
        return time == null ? sequence : engine.sequenceAt(time);
    }

    /** The first sequence at that place or after it. */
    public long first(Tailrace engine) {
        return time == null ? Math.max(1, sequence) : engine.sequenceFrom(time);
    }

    /** The state there. */
    AsOf state(Tailrace engine) {
        return engine.asOf(last(engine));
    }

    /** Reads {@code 1234} or {@code 2024-08-08T23:59:30Z}. */
    public static final class Converter implements ITypeConverter<PlaceArgument> {
        @Override
        public PlaceArgument convert(String value) {
            try {
                if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return new PlaceArgument(Long.parseLong(value), null);
                }
                return new PlaceArgument(0, Instant.parse(value));
            } catch (NumberFormatException | DateTimeParseException e) {
                throw new TypeConversionException(
                        "expected a sequence from 0 or a time such as 2024-08-08T23:59:30Z, but was '" + value + "'");
            }
        }
    }
}
