package io.tailrace.cli.options;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import io.tailrace.error.DocumentException;
import io.tailrace.json.JsonException;
import io.tailrace.json.JsonReader;

/**
 * A key as it was typed.
 *
 * @hidden
 */
public final class KeyArgument {
    private KeyArgument() {}

    /**
     * The value the text stands for if it is JSON, else the text itself.
     *
     * @throws DocumentException when the text is JSON that cannot be a key
     */
    public static Object parse(String text) {
        Object value;
        try {
            value = new JsonReader().value(text);
        } catch (JsonException e) {
            if (e.syntax()) {
                return text;
            }
            throw new DocumentException(
                    e.problem() + ": key=" + text + " (for a string with this text type " + typed(text) + ")", e);
        }
        if (value == null) {
            throw new DocumentException("null is no key (for a string with this text type '\"null\"')");
        }
        return value;
    }

    /** A text as a JSON string, quoted for a shell. */
    private static String typed(String text) {
        String json =
                new JsonWriter(new Dictionary(new DocumentLimits())).value(text).toString();
        return "'" + json.replace("'", "'\\''") + "'";
    }
}
