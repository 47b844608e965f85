package io.tailrace.expression;

import io.tailrace.error.ExpressionException;

/** Cuts the text of an expression into tokens, with one token of look-ahead. Not thread safe. */
final class Tokens {
    private static final int MOST_SHOWN = 100;
    private static final String[] SIGNS = {
        "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[",
        "]", "{", "}"
    };

    private final String text;
    private final QuotedText quoted;
    private int at;
    private Token next;

    Tokens(final String text) {
        this.text = text;
        quoted = new QuotedText(text, this);
        next = read();
    }

    /** The token to be taken next. */
    Token peek() {
        return next;
    }

    Token take() {
        final Token taken = next;
        if (taken.kind() != Token.Kind.END) {
            next = read();
        }
        return taken;
    }

    /** Takes a sign if it comes next. */
    boolean takes(final String sign) {
        final boolean taken = next.is(sign);
        if (taken) {
            take();
        }
        return taken;
    }

    void expect(final String sign) {
        if (!takes(sign)) {
            throw expected("`" + sign + "`");
        }
    }

    ExpressionException expected(final String what) {
        return fail("expected " + what + " but found " + next.described(), next.start());
    }

    /** An error at a place: the message names it, and shows its line with a caret under it. */
    ExpressionException fail(final String what, final int index) {
        final int place = Math.min(index, text.length());
        int line = 1;
        int start = 0;
        for (int i = 0; i < place; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        final int lineFeed = text.indexOf('\n', start);
        final int end = lineFeed < 0 ? text.length() : lineFeed;
        final int from = Math.max(start, place - MOST_SHOWN / 2);
        final int to = Math.min(end, from + MOST_SHOWN);
        final StringBuilder shown = new StringBuilder(what);
        final int column = text.codePointCount(start, place) + 1;
        shown.append(", line=").append(line).append(" column=").append(column).append('\n');
        for (int i = from; i < to; i++) {
            shown.append(printable(text.charAt(i)));
        }
        shown.append('\n');
        for (int i = from; i < place; i++) {
            final char c = text.charAt(i);
            if (!Character.isLowSurrogate(c)) {
                shown.append(c == '\t' ? '\t' : ' ');
            }
        }
        return new ExpressionException(shown.append('^').toString(), line, column);
    }

    private static char printable(final char c) {
        return c < ' ' && c != '\t' ? ' ' : c;
    }

    private Token read() {
        skipSpace();
        final int start = at;
        if (at == text.length()) {
            return token(Token.Kind.END, start);
        }
        final char c = text.charAt(at);
        if (quoted.begins(at)) {
            final Token token = quoted.read(at);
            at = quoted.end();
            return token;
        }
        if (Words.startsName(c)) {
            while (at < text.length() && (Words.startsName(text.charAt(at)) || Words.isDigit(text.charAt(at)))) {
                at++;
            }
            return token(Token.Kind.NAME, start);
        }
        if (Words.isDigit(c) || c == '.' && digitAt(at + 1)) {
            return number(start);
        }
        for (final String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return token(Token.Kind.SIGN, start);
            }
        }
        throw fail(unknown(c), start);
    }

    private static String unknown(final char c) {
        return switch (c) {
            case '=' -> "`=` is no operator, equality is `==`";
            case '&' -> "`&` is no operator, and is `&&`";
            case '|' -> "`|` is no operator, or is `||`";
            default -> "a character that means nothing here";
        };
    }

    private void skipSpace() {
        while (at < text.length()) {
            final char c = text.charAt(at);
            if (c == '/' && text.startsWith("//", at)) {
                final int lineFeed = text.indexOf('\n', at);
                at = lineFeed < 0 ? text.length() : lineFeed;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                at++;
            } else {
                return;
            }
        }
    }

    private Token number(final int start) {
        if (text.charAt(at) == '0' && at + 1 < text.length() && (text.charAt(at + 1) | 0x20) == 'x') {
            at += 2;
            while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80) {
                at++;
            }
            return endOfNumber(token(Token.Kind.INTEGER, start));
        }
        Token.Kind kind = Token.Kind.INTEGER;
        digits();
        if (at < text.length() && text.charAt(at) == '.' && digitAt(at + 1)) {
            kind = Token.Kind.FLOAT;
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            final int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
            if (digitAt(at + 1 + sign)) {
                kind = Token.Kind.FLOAT;
                at += 1 + sign;
                digits();
            }
        }
        return endOfNumber(token(kind, start));
    }

    private Token endOfNumber(final Token number) {
        if (at < text.length() && (Words.startsName(text.charAt(at)) || Words.isDigit(text.charAt(at)))) {
            throw fail("a number is followed by `" + text.charAt(at) + "`", at);
        }
        return number;
    }

    private void digits() {
        while (digitAt(at)) {
            at++;
        }
    }

    private boolean digitAt(final int index) {
        return index < text.length() && Words.isDigit(text.charAt(index));
    }

    private Token token(final Token.Kind kind, final int start) {
        return new Token(kind, text.substring(start, at), start, null);
    }
}
