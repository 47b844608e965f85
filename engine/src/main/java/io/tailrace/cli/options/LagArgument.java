package io.tailrace.cli.options;

import io.tailrace.error.QueryException;
import io.tailrace.feed.Lag;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads how far behind a feed may fall: a number of changes, or seconds with an {@code s} after them.
 *
 * @hidden
 */
public final class LagArgument implements ITypeConverter<Lag> {
    @Override
    public Lag convert(String value) {
        try {
            return value.endsWith("s") ? time(value) : Lag.changes(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw refused(value);
        } catch (QueryException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static Lag time(String value) {
        long nanos = Seconds.nanos(value.substring(0, value.length() - 1));
        if (nanos < 0) {
            throw refused(value);
        }
        return Lag.time(Duration.ofNanos(nanos));
    }

    private static TypeConversionException refused(String value) {
        return new TypeConversionException(
                "expected changes such as 10000, or seconds such as 0.5s, but was '" + value + "'");
    }
}
