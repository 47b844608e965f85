package io.tailrace.cli;

import io.tailrace.feed.Lag;
import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how far behind a feed may fall: a number of changes, or seconds with an {@code s} after them. */
final class LagArgument implements ITypeConverter<Lag> {
    @Override
    public Lag convert(String value) {
        try {
            return value.endsWith("s")
                    ? Lag.time(seconds(value.substring(0, value.length() - 1)))
                    : Lag.changes(Long.parseLong(value));
        } catch (RuntimeException e) {
            throw new TypeConversionException(
                    "expected changes such as 10000, or seconds such as 0.5s, but was '" + value + "'");
        }
    }

    private static Duration seconds(String text) {
        return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
    }
}
