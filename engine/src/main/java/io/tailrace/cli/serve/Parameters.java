package io.tailrace.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import io.tailrace.error.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What stands after the question mark of a request. Immutable. */
final class Parameters {
    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    static Parameters of(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> values = new HashMap<>();
        for (String part : query == null ? new String[0] : query.split("&", -1)) {
            int at = part.indexOf('=');
            String name = decoded(at < 0 ? part : part.substring(0, at));
            values.put(name, at < 0 ? "true" : decoded(part.substring(at + 1)));
        }
        return new Parameters(values);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new EngineException("a parameter is not encoded as it must be: " + text, e);
        }
    }

    /** Null where it is not there, or empty. */
    String get(String name) {
        String value = values.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    boolean flag(String name) {
        return "true".equals(get(name));
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
