package io.tailrace.realdata;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Numbers that are known of the recordings, as the tree that the file holds: maps, lists, strings, booleans,
 * {@code Long} and {@code Double}.
 */
final class Facts {
    private final Map<String, Object> sections;

    private Facts(Map<String, Object> sections) {
        this.sections = sections;
    }

    static Facts read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Facts parse(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return new Facts(map(value(parser)));
        }
    }

    /** The facts under a path of names. */
    Map<String, Object> section(String... path) {
        return section(sections, path);
    }

    static Map<String, Object> section(Map<String, Object> facts, String... path) {
        Map<String, Object> section = facts;
        for (String name : path) {
            section = map(Objects.requireNonNull(section.get(name), "no facts named " + name));
        }
        return section;
    }

    /** A section without the facts that are named; each of them must be there. */
    static Map<String, Object> without(Map<String, Object> section, List<String> names) {
        Map<String, Object> rest = new LinkedHashMap<>(section);
        for (String name : names) {
            Objects.requireNonNull(rest.remove(name), "no fact named " + name);
        }
        return rest;
    }

    /** The names in a section. */
    static List<String> names(Object section) {
        return List.copyOf(map(section).keySet());
    }

    /** Every place where two trees differ, with what was expected and what was found there. */
    static List<String> differences(Object expected, Object found) {
        List<String> differences = new ArrayList<>();
        compare("", expected, found, differences);
        return differences;
    }

    /** The tree once for each of its leaves, with that leaf altered. */
    static List<Object> alterations(Object tree) {
        List<Object> altered = new ArrayList<>();
        if (tree instanceof Map<?, ?> map) {
            map(map).forEach((name, value) -> alterations(value).forEach(other -> {
                Map<String, Object> copy = new LinkedHashMap<>(map(map));
                copy.put(name, other);
                altered.add(copy);
            }));
        } else if (tree instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                for (Object other : alterations(list.get(i))) {
                    List<Object> copy = new ArrayList<>(list);
                    copy.set(i, other);
                    altered.add(copy);
                }
            }
        } else {
            altered.add(tree instanceof Long number ? (Object) (number + 1) : tree + "x");
        }
        return altered;
    }

    private static void compare(String place, Object expected, Object found, List<String> differences) {
        if (expected instanceof Map<?, ?> left && found instanceof Map<?, ?> right) {
            TreeSet<String> names = new TreeSet<>(map(left).keySet());
            names.addAll(map(right).keySet());
            names.forEach(name -> compare(place + "/" + name, left.get(name), right.get(name), differences));
        } else if (expected instanceof List<?> left && found instanceof List<?> right && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                compare(place + "[" + i + "]", left.get(i), right.get(i), differences);
            }
        } else if (!Objects.equals(exact(expected), exact(found))) {
            differences.add(place + " expected=" + expected + " found=" + found);
        }
    }

    private static Object exact(Object value) {
        return value instanceof Integer number ? Long.valueOf(number) : value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                yield list;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }
}
