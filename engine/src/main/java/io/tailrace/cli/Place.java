package io.tailrace.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A place in the journal as it was typed: a sequence, the start or the end.
 *
 * @param sequence at least 1; {@link #START} and {@link #END} stand for what they say.
 */
record Place(long sequence) {
    static final long START = 1;
    static final long END = -1;

    boolean isEnd() {
        return sequence == END;
    }

    private static Place parse(final String text, final boolean startAllowed) {
        if ("end".equals(text)) {
            return new Place(END);
        }
        if (startAllowed && "start".equals(text)) {
            return new Place(START);
        }
        final long sequence = number(text);
        if (sequence >= START) {
            return new Place(sequence);
        }
        throw new TypeConversionException(
                "expected " + (startAllowed ? "start, end" : "end") + " or a sequence from 1, but was '" + text + "'");
    }

    /** The number in a text, 0 when it is none. */
    private static long number(final String text) {
        try {
            return Long.parseLong(text);
        } catch (final NumberFormatException e) {
            return 0;
        }
    }

    /** Reads {@code N}, {@code start} or {@code end}. */
    static final class From implements ITypeConverter<Place> {
        @Override
        public Place convert(final String value) {
            return parse(value, true);
        }
    }

    /** Reads {@code N} or {@code end}. */
    static final class Until implements ITypeConverter<Place> {
        @Override
        public Place convert(final String value) {
            return parse(value, false);
        }
    }
}
