package io.tailrace.expression;

import io.tailrace.expression.Token.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads text and bytes in quotes: single or double ones, three of them around several lines, {@code r} before them for
 * no escapes, {@code b} for bytes. Not thread safe.
 */
final class QuotedText {
    private static final String ESCAPED = "\\\"'`?abfnrtv";
    private static final String MEANT = "\\\"'`?\u0007\b\f\n\r\t\u000B";
    private static final int MOST_OF_A_BYTE = 0xFF;

    private final String text;
    private final Tokens tokens;
    private int at;

    QuotedText(String text, Tokens tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /** Whether quotes, with or without letters before them, begin here. */
    boolean begins(int index) {
        int quote = index;
        while (quote < index + 2 && quote < text.length() && "rRbB".indexOf(text.charAt(quote)) >= 0) {
            quote++;
        }
        boolean twice = quote == index + 2 && (text.charAt(index) | 0x20) == (text.charAt(index + 1) | 0x20);
        return !twice && quote < text.length() && (text.charAt(quote) == '"' || text.charAt(quote) == '\'');
    }

    /** Where the token that was read last ends. */
    int end() {
        return at;
    }

    Token read(int start) {
        at = start;
        boolean raw = false;
        boolean bytes = false;
        for (char c = text.charAt(at); c != '"' && c != '\''; c = text.charAt(++at)) {
            raw |= (c | 0x20) == 'r';
            bytes |= (c | 0x20) == 'b';
        }
        String one = text.substring(at, at + 1);
        boolean lines = text.startsWith(one.repeat(3), at);
        String quotes = lines ? one.repeat(3) : one;
        at += quotes.length();
        StringBuilder characters = new StringBuilder();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (!text.startsWith(quotes, at)) {
            if (at >= text.length() || !lines && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
                throw tokens.fail("the quotes that begin here do not end", start);
            }
            if (text.charAt(at) == '\\' && !raw) {
                escape(bytes, characters, octets);
            } else {
                plain(bytes, characters, octets);
            }
        }
        at += quotes.length();
        return bytes
                ? new Token(Kind.BYTES, "", start, octets.toByteArray())
                : new Token(Kind.TEXT, characters.toString(), start, null);
    }

    private void plain(boolean bytes, StringBuilder characters, ByteArrayOutputStream octets) {
        int codePoint = text.codePointAt(at);
        if (Character.getType(codePoint) == Character.SURROGATE) {
            throw tokens.fail("a lone surrogate is no text", at);
        }
        append(codePoint, bytes, characters, octets);
        at += Character.charCount(codePoint);
    }

    private static void append(int codePoint, boolean bytes, StringBuilder characters, ByteArrayOutputStream octets) {
        if (bytes) {
            octets.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        } else {
            characters.appendCodePoint(codePoint);
        }
    }

    private void escape(boolean bytes, StringBuilder characters, ByteArrayOutputStream octets) {
        int start = at;
        if (at + 1 >= text.length()) {
            throw tokens.fail("a backslash at the end, write it twice", start);
        }
        char kind = text.charAt(at + 1);
        int known = ESCAPED.indexOf(kind);
        if (known >= 0) {
            at += 2;
            append(MEANT.charAt(known), bytes, characters, octets);
            return;
        }
        int codePoint = switch (kind) {
            case 'x', 'X' -> digits(start, 2, 2, 16);
            case 'u' -> digits(start, 2, 4, 16);
            case 'U' -> digits(start, 2, 8, 16);
            case '0', '1', '2', '3' -> digits(start, 1, 3, 8);
            default -> throw tokens.fail("`\\" + kind + "` is no escape, write a backslash twice", start);
        };
        if (bytes) {
            if (kind == 'u' || kind == 'U' || codePoint > MOST_OF_A_BYTE) {
                throw tokens.fail("an escape of a character among bytes, write \\x and two digits", start);
            }
            octets.write(codePoint);
        } else if (!Character.isValidCodePoint(codePoint)
                || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            throw tokens.fail("an escape of no character", start);
        } else {
            characters.appendCodePoint(codePoint);
        }
    }

    private int digits(int start, int prefix, int count, int radix) {
        long value = 0;
        at = start + prefix;
        for (int i = 0; i < count; i++, at++) {
            char c = at < text.length() ? text.charAt(at) : ' ';
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                throw tokens.fail("an escape needs " + count + (radix == 8 ? " octal" : " hex") + " digits", start);
            }
            value = value * radix + digit;
        }
        return value > Character.MAX_CODE_POINT ? -1 : (int) value;
    }
}
