package io.tailrace.cli.options;

import io.tailrace.Bound;
import io.tailrace.error.DocumentException;
import java.util.ArrayList;
import java.util.List;

/** Several keys as they were typed: separated by commas, each JSON if it is JSON, else a string. */
final class KeyList {
    private KeyList() {}

    static List<Object> parse(String text) {
        List<Object> keys = new ArrayList<>();
        for (String part : parts(text)) {
            keys.add(KeyArgument.parse(part));
        }
        return keys;
    }

    /** Two bounds; {@code minval} and {@code maxval} stand for none. */
    static List<Object> bounds(String text) {
        List<String> parts = parts(text);
        if (parts.size() != 2) {
            throw new DocumentException("between=" + text + " must be two keys with a comma between them, such as 1,10"
                    + " or minval,\"m\"");
        }
        return List.of(bound(parts.get(0)), bound(parts.get(1)));
    }

    private static Object bound(String text) {
        return switch (text) {
            case "minval" -> Bound.MINVAL;
            case "maxval" -> Bound.MAXVAL;
            default -> KeyArgument.parse(text);
        };
    }

    /** Splits at commas that are not inside an array or a quoted string. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ']' || c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
