package io.tailrace.feed;

import io.tailrace.query.Transforms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Transforms, each said twice: for the feed, and for plain maps. The documents have a, and b and s only sometimes. */
final class FeedQueries {
    record Query(String name, Transforms transforms, UnaryOperator<Map<String, Object>> view) {}

    static final List<Query> ALL = List.of(
            new Query("table", Transforms.none(), document -> document),
            new Query(
                    "filter",
                    Transforms.none().filter(document -> document.longValue("a") > 1),
                    document -> number(document, "a") > 1 ? document : null),
            new Query("pluck", Transforms.none().pluck("id", "a", "s"), document -> plucked(document, "id", "a", "s")),
            new Query("pluck to nothing", Transforms.none().pluck("b"), document -> plucked(document, "b")),
            new Query(
                    "filter and pluck",
                    Transforms.none()
                            .filter(document -> document.has("b"))
                            .pluck("b", "a")
                            .pluck("a"),
                    document -> document.containsKey("b") ? plucked(document, "a") : null),
            new Query(
                    "pluck and filter",
                    Transforms.none().pluck("a", "b").filter(document -> document.longValue("b", 0) < 2),
                    document -> number(document, "b") < 2 ? plucked(document, "a", "b") : null),
            new Query(
                    "map",
                    Transforms.none().map((in, out) -> out.put("half", in.longValue("a") / 2)),
                    document -> new TreeMap<>(Map.of("half", number(document, "a") / 2))),
            new Query(
                    "map, filter and pluck",
                    Transforms.none()
                            .map((in, out) -> out.putAll(in).put("sum", in.longValue("a") + in.longValue("b", 0)))
                            .filter(document -> document.longValue("sum") > 1)
                            .pluck("sum", "s"),
                    FeedQueries::sum));

    private FeedQueries() {}

    private static Map<String, Object> sum(Map<String, Object> document) {
        Map<String, Object> value = new TreeMap<>(document);
        value.put("sum", number(document, "a") + number(document, "b"));
        return number(value, "sum") > 1 ? plucked(value, "sum", "s") : null;
    }

    private static long number(Map<String, Object> document, String field) {
        return (Long) document.getOrDefault(field, 0L);
    }

    private static Map<String, Object> plucked(Map<String, Object> document, String... fields) {
        Map<String, Object> value = new TreeMap<>(document);
        value.keySet().retainAll(List.of(fields));
        return value;
    }
}
