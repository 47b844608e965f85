package io.tailrace.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One case of a file, as it stands there. Immutable by habit: {@link #with} copies. */
record Case(Map<String, Object> json) {
    /** The file that the property names, else the one of the project. */
    static List<Case> all() {
        String file = System.getProperty("tailrace.cases", "");
        try (InputStream in = file.isEmpty()
                ? Objects.requireNonNull(Case.class.getResourceAsStream("rethinkdb-cases.json"))
                : Files.newInputStream(Path.of(file))) {
            List<Case> cases = new ArrayList<>();
            objects(((Map<?, ?>) Json.parse(in)).get("cases")).forEach(json -> cases.add(new Case(json)));
            return cases;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    String id() {
        return (String) json.get("id");
    }

    List<?> list(String name) {
        return json.get(name) instanceof List<?> list ? list : List.of();
    }

    /** The tables, one named t when none is. */
    List<Map<String, Object>> tables() {
        return json.containsKey("tables") ? objects(json.get("tables")) : List.of(Map.of("name", "t"));
    }

    List<Map<String, Object>> setup() {
        return objects(list("setup"));
    }

    /** The feeds that are opened after the setup, by name. */
    Map<String, Map<String, Object>> feeds() {
        Map<String, Map<String, Object>> feeds = new LinkedHashMap<>();
        if (json.get("feed") != null) {
            feeds.put("f", object(json.get("feed")));
        }
        if (json.get("feeds") instanceof Map<?, ?> map) {
            map.forEach((name, feed) -> feeds.put((String) name, object(feed)));
        }
        return feeds;
    }

    List<Map<String, Object>> steps() {
        return objects(list("steps"));
    }

    /** What opening must fail with, or null. */
    Map<String, Object> expectError() {
        return json.get("expect_error") == null ? null : object(json.get("expect_error"));
    }

    /** Whether it can only run under a clock that it moves. */
    boolean needsClock() {
        return list("tags").contains("squash-timer")
                || steps().stream().anyMatch(step -> step.containsKey("advance_ms"));
    }

    /** This case with another value in one of its parts. */
    Case with(String name, Object value) {
        Map<String, Object> other = new LinkedHashMap<>(json);
        other.put(name, value);
        return new Case(other);
    }

    /** This case with another value in a part of a step. */
    Case withStep(int step, String name, Object value) {
        List<Map<String, Object>> steps = new ArrayList<>(steps());
        Map<String, Object> changed = new LinkedHashMap<>(steps.get(step));
        changed.put(name, value);
        steps.set(step, changed);
        return with("steps", steps);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object json) {
        return (Map<String, Object>) json;
    }

    static List<Map<String, Object>> objects(Object json) {
        List<Map<String, Object>> objects = new ArrayList<>();
        ((List<?>) json).forEach(element -> objects.add(object(element)));
        return objects;
    }
}
