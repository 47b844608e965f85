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

    Tokens(String text) {
        this.text = text;
        quoted = new QuotedText(text, this);
        next = read();
    }

    /** The token to be taken next. */
    Token peek() {
        return next;
    }

    Token take() {
        Token taken = next;
        if (taken.kind() != Token.Kind.END) {
            next = read();
        }
        return taken;
    }

    /** Takes a sign if it comes next. */
    boolean takes(String sign) {
        boolean taken = next.is(sign);
        if (taken) {
            take();
        }
        return taken;
    }

    void expect(String sign) {
        if (!takes(sign)) {
            throw expected("`" + sign + "`");
        }
    }

    ExpressionException expected(String what) {
        return fail("expected " + what + " but found " + next.described(), next.start());
    }

    /** An error at a place: the message names it, and shows its line with a caret under it. */
    ExpressionException fail(String what, int index) {
        int place = Math.min(index, text.length());
        int line = 1;
        int start = 0;
        for (int i = 0; i < place; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        int lineFeed = text.indexOf('\n', start);
        int end = lineFeed < 0 ? text.length() : lineFeed;
        int from = Math.max(start, place - MOST_SHOWN / 2);
        int to = Math.min(end, from + MOST_SHOWN);
        StringBuilder shown = new StringBuilder(what);
        int column = text.codePointCount(start, place) + 1;
        shown.append(", line=").append(line).append(" column=").append(column).append('\n');
        for (int i = from; i < to; i++) {
            shown.append(printable(text.charAt(i)));
        }
        shown.append('\n');
        for (int i = from; i < place; i++) {
            char c = text.charAt(i);
            if (!Character.isLowSurrogate(c)) {
                shown.append(c == '\t' ? '\t' : ' ');
            }
        }
        return new ExpressionException(shown.append('^').toString(), line, column);
    }

    private static char printable(char c) {
        return c < ' ' && c != '\t' ? ' ' : c;
    }

    private Token read() {
        skipSpace();
        int start = at;
        if (at == text.length()) {
            return token(Token.Kind.END, start);
        }
        char c = text.charAt(at);
        if (quoted.begins(at)) {
            Token token = quoted.read(at);
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
        for (String sign : SIGNS) {
            if (text.startsWith(sign, at)) {
                at += sign.length();
                return token(Token.Kind.SIGN, start);
            }
        }
        throw fail(unknown(c), start);
    }

    private static String unknown(char c) {
        return switch (c) {
            case '=' -> "`=` is no operator, equality is `==`";
            case '&' -> "`&` is no operator, and is `&&`";
            case '|' -> "`|` is no operator, or is `||`";
            default -> "a character that means nothing here";
        };
    }

    private void skipSpace() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '/' && text.startsWith("//", at)) {
                int lineFeed = text.indexOf('\n', at);
                at = lineFeed < 0 ? text.length() : lineFeed;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
                at++;
            } else {
                return;
            }
        }
    }

    private Token number(int start) {
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
            int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
            if (digitAt(at + 1 + sign)) {
                kind = Token.Kind.FLOAT;
                at += 1 + sign;
                digits();
            }
        }
        return endOfNumber(token(kind, start));
    }

    private Token endOfNumber(Token number) {
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

    private boolean digitAt(int index) {
        return index < text.length() && Words.isDigit(text.charAt(index));
    }

    private Token token(Token.Kind kind, int start) {
        return new Token(kind, text.substring(start, at), start, null);
    }
}
