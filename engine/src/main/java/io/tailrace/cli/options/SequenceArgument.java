package io.tailrace.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A place in the journal as it was typed: a sequence, the start or the end.
 *
 * @param sequence at least 1; {@link #START} and {@link #END} stand for what they say
 * @hidden
 */
public record SequenceArgument(long sequence) {
    static final long START = 0;
    static final long END = -1;
    private static final long FIRST = 1;

    /** Whether it is the end, wherever that is. */
    public boolean isEnd() {
        return sequence == END;
    }

    /** Whether it is the start: the oldest change that there is. */
    public boolean isStart() {
        return sequence == START;
    }

    private static SequenceArgument parse(String text, boolean startAllowed) {
        if ("end".equals(text)) {
            return new SequenceArgument(END);
        }
        if (startAllowed && "start".equals(text)) {
            return new SequenceArgument(START);
        }
        long sequence = number(text);
        if (sequence >= FIRST) {
            return new SequenceArgument(sequence);
        }
        throw new TypeConversionException(
                "expected " + (startAllowed ? "start, end" : "end") + " or a sequence from 1, but was '" + text + "'");
    }

    /** The number in a text, 0 when it is none. */
    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Reads {@code N}, {@code start} or {@code end}. */
    public static final class From implements ITypeConverter<SequenceArgument> {
        @Override
        public SequenceArgument convert(String value) {
            return parse(value, true);
        }
    }

    /** Reads {@code N} or {@code end}. */
    public static final class Until implements ITypeConverter<SequenceArgument> {
        @Override
        public SequenceArgument convert(String value) {
            return parse(value, false);
        }
    }
}
