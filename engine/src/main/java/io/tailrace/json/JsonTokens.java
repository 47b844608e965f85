package io.tailrace.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.tailrace.bytes.Utf8;
import io.tailrace.error.TailraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;

/** The tokens of one JSON text after another; every error carries its place. Not thread safe. */
final class JsonTokens {
    private static final int QUOTED_CHARS_MAX = 40;

    /** What the parser says of its own settings, which nobody can change from here; places are kept. */
    private static final Pattern ADVICE = Pattern.compile(" \\(not recognized as one since Feature [^)]*\\)"
            + "|: enable `[^`]*` to allow"
            + "|, from `[^`]*`"
            + "|\\[Source: REDACTED \\([^)]*\\); ([^\\]]*)\\]");

    /** Names stay in the factory's own table and never reach the JVM-wide one: texts bring names at will. */
    private final JsonFactory factory = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final CharSlice chars = new CharSlice();
    private final UnsafeBuffer bytes = new UnsafeBuffer();
    private byte[] text;
    private int offset;
    private int length;
    private JsonParser parser;

    void open(byte[] newText, int newOffset, int newLength) {
        text = newText;
        offset = newOffset;
        length = newLength;
        bytes.wrap(newText);
        // A zero byte never stands in JSON, but would make a parser guess another encoding.
        int malformed = Utf8.firstMalformedOrZero(bytes, newOffset, newLength);
        if (malformed >= 0) {
            throw failAt(
                    malformed,
                    String.format("invalid UTF-8, or a zero byte: byte=0x%02x", newText[newOffset + malformed]),
                    true,
                    null);
        }
        try {
            parser = factory.createParser(newText, newOffset, newLength);
        } catch (IOException e) {
            throw failAt(0, e.getMessage(), true, e);
        }
    }

    /** Gives the names that were learned back to the factory. */
    void close() {
        if (parser != null) {
            try {
                parser.close();
            } catch (IOException e) {
                throw new IllegalStateException("a parser of bytes in memory cannot fail to close", e);
            } finally {
                parser = null;
                text = null;
            }
        }
    }

    /** The next token; null at the end of the text. */
    JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw translated(e);
        }
    }

    /** Next token, where the text must not end. */
    JsonToken some() {
        JsonToken token = next();
        if (token == null) {
            throw failAt(length, "the text ends too early", true, null);
        }
        return token;
    }

    /** Refuses anything after the value. */
    void end() {
        if (next() != null) {
            throw fail("trailing text after the value", true);
        }
    }

    String name() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw translated(e);
        }
    }

    /** Characters of the current string or number, valid until the next token. */
    CharSlice chars() {
        try {
            return chars.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (IOException e) {
            throw translated(e);
        }
    }

    long longValue() {
        try {
            if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                throw beyond64Bits(chars());
            }
            return parser.getLongValue();
        } catch (IOException e) {
            throw translated(e);
        }
    }

    double doubleValue() {
        try {
            double value = parser.getDoubleValue();
            return Double.isInfinite(value) ? finite(value, chars()) : value;
        } catch (IOException e) {
            throw translated(e);
        }
    }

    /** Value of an integer token that was kept as text. */
    long integer(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw beyond64Bits(digits);
        }
    }

    /** Value of a float token that was kept as text. */
    double number(String digits) {
        return finite(Double.parseDouble(digits), digits);
    }

    private JsonException beyond64Bits(CharSequence digits) {
        return fail("integer beyond 64 bits (write it as a string or as a float): value=" + quoted(digits), false);
    }

    private double finite(double value, CharSequence digits) {
        if (Double.isInfinite(value)) {
            throw fail("number beyond the range of a 64-bit float: value=" + quoted(digits), false);
        }
        return value;
    }

    /** An error at the current token. */
    JsonException fail(String problem, boolean syntax) {
        return failAt(place(parser.currentTokenLocation().getByteOffset()), problem, syntax, null);
    }

    /** The error of a document, with the place of the current token. */
    JsonException fail(TailraceException cause) {
        return failAt(place(parser.currentTokenLocation().getByteOffset()), cause.getMessage(), false, cause);
    }

    private JsonException translated(IOException e) {
        if (!(e instanceof JsonProcessingException)) {
            return failAt(place(parser.currentLocation().getByteOffset()), e.getMessage(), true, e);
        }
        JsonProcessingException error = (JsonProcessingException) e;
        long at = error.getLocation() == null
                ? parser.currentLocation().getByteOffset()
                : error.getLocation().getByteOffset();
        String problem = ADVICE.matcher(error.getOriginalMessage()).replaceAll("$1");
        if (problem.startsWith("Non-standard token")) {
            problem = "NaN and infinity are no JSON and no values of a document";
        }
        return failAt(place(at), problem, !(e instanceof StreamConstraintsException), null);
    }

    private int place(long byteOffset) {
        return (int) Math.max(0, Math.min(length, byteOffset));
    }

    private JsonException failAt(int place, String problem, boolean syntax, Throwable cause) {
        long line = 1;
        int lineStart = 0;
        for (int i = 0; i < place; i++) {
            if (text[offset + i] == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        String before = new String(text, offset + lineStart, place - lineStart, StandardCharsets.UTF_8);
        int column = before.codePointCount(0, before.length()) + 1;
        return new JsonException(problem.replaceAll("\\s+", " "), line, column, syntax, cause);
    }

    static String quoted(CharSequence value) {
        return value.length() <= QUOTED_CHARS_MAX
                ? value.toString()
                : value.subSequence(0, QUOTED_CHARS_MAX) + "... (" + value.length() + " characters)";
    }
}
