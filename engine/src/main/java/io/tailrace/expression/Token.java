package io.tailrace.expression;

/**
 * A piece of the text of an expression.
 *
 * @param kind what it is
 * @param text a name, a sign, or digits as written; of quoted text its content
 * @param start index of its first char
 * @param bytes content of quoted bytes, else null
 */
record Token(Kind kind, String text, int start, byte[] bytes) {
    enum Kind {
        NAME,
        INTEGER,
        FLOAT,
        TEXT,
        BYTES,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }

    /** For messages. */
    String described() {
        return switch (kind) {
            case END -> "the end of the text";
            case TEXT -> "text in quotes";
            case BYTES -> "bytes in quotes";
            case NAME, INTEGER, FLOAT, SIGN -> "`" + text + "`";
        };
    }
}
