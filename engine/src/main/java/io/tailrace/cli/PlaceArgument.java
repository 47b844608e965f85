package io.tailrace.cli;

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
 */
record PlaceArgument(long sequence, Instant time) {
    static final String LABEL = "N|TIME";

    /** The last sequence at that place or before it. */
    long last(Tailrace engine) {
        return time == null ? sequence : engine.sequenceAt(time);
    }

    /** The first sequence at that place or after it. */
    long first(Tailrace engine) {
        return time == null ? Math.max(1, sequence) : engine.sequenceFrom(time);
    }

    /** The state there. */
    AsOf state(Tailrace engine) {
        return engine.asOf(last(engine));
    }

    /** Reads {@code 1234} or {@code 2024-08-08T23:59:30Z}. */
    static final class Converter implements ITypeConverter<PlaceArgument> {
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
