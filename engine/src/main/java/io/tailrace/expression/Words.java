package io.tailrace.expression;

import java.util.List;

/** Names and reserved words of the syntax. Without state. */
final class Words {
    /** Words that are no names, as in CEL. */
    private static final List<String> RESERVED = List.of(
            "as",
            "break",
            "const",
            "continue",
            "else",
            "false",
            "for",
            "function",
            "if",
            "import",
            "in",
            "let",
            "loop",
            "namespace",
            "null",
            "package",
            "return",
            "true",
            "var",
            "void",
            "while");

    private Words() {}

    static boolean startsName(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether it can stand after a dot; anything else goes into square brackets. */
    static boolean isName(String name) {
        if (name.isEmpty() || !startsName(name.charAt(0)) || isReserved(name)) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            if (!startsName(name.charAt(i)) && !isDigit(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }
}
