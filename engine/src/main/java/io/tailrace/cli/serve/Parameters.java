package io.tailrace.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import io.tailrace.error.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What stands after the question mark of a request; what is wrong there is told, and never left out. Immutable. */
final class Parameters {
    /** Of every request, and looked at before anything else is. */
    static final String TOKEN = "token";

    private static final char UNREADABLE = '\uFFFD';

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** Those of a request, in UTF-8, each with a value and none twice. */
    static Parameters of(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> values = new HashMap<>();
        for (String part : query == null ? new String[0] : query.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int at = part.indexOf('=');
            String name = decoded(at < 0 ? part : part.substring(0, at));
            if (at < 0) {
                throw new EngineException(name + " has no value: write " + name + "=, and the value after it");
            }
            if (values.put(name, decoded(part.substring(at + 1))) != null) {
                throw new EngineException(name + " is there more than once: leave one of them");
            }
        }
        return new Parameters(values);
    }

    private static String decoded(String text) {
        String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        if (decoded.indexOf(UNREADABLE) >= 0 && !text.toUpperCase(Locale.ROOT).contains("%EF%BF%BD")) {
            throw new EngineException("a parameter is no UTF-8: " + text + ": encode it as encodeURIComponent does");
        }
        return decoded;
    }

    /** Refuses those that an endpoint does not know, beside the token. */
    Parameters only(List<String> known) {
        for (String name : values.keySet()) {
            if (!name.equals(TOKEN) && !known.contains(name)) {
                throw new EngineException("there is no parameter " + name + " here: "
                        + (known.isEmpty() ? "leave it out" : "those are " + String.join(", ", known)));
            }
        }
        return this;
    }

    /** Refuses one that says nothing, as another one is as it is. */
    void without(String name, String why) {
        if (get(name) != null) {
            throw new EngineException(name + " " + why);
        }
    }

    /** Null where it is not there, or empty. */
    String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean flag(String name) {
        String value = get(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new EngineException(name + " is to be true or false, but was " + value);
        }
        return "true".equals(value);
    }

    long number(String name, long otherwise, long least, long most) {
        String value = get(name);
        if (value == null) {
            return otherwise;
        }
        long number = value.matches("[0-9]{1,18}") ? Long.parseLong(value) : -1;
        if (number < least || number > most) {
            throw new EngineException(name + " is to be " + least + " to " + most + ", but was " + value);
        }
        return number;
    }
}
