package io.tailrace.conformance;

import io.tailrace.Bound;
import io.tailrace.Direction;
import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.FilterDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Feeds of a case in the words of the API. Holds the engine only. */
final class FeedText {
    private final Tailrace engine;

    FeedText(Tailrace engine) {
        this.engine = engine;
    }

    Feed open(Map<String, Object> json) {
        Query query = query(json);
        Feed feed = query.changes(options(part(json, "options")));
        try {
            for (Map<String, Object> step : steps(json, "post")) {
                feed = after(feed, step);
            }
            return feed;
        } catch (RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    private static Map<String, Object> part(Map<String, Object> json, String name) {
        return json.get(name) == null ? Map.of() : Case.object(json.get(name));
    }

    private static List<Map<String, Object>> steps(Map<String, Object> json, String name) {
        return json.get(name) == null ? List.of() : Case.objects(json.get(name));
    }

    private Query query(Map<String, Object> json) {
        Map<String, Object> source = Case.object(json.get("source"));
        Query query = source.get("type").equals("union")
                ? union(Case.objects(source.get("of")))
                : source(engine.existingTable((String) json.getOrDefault("table", "t")), source);
        for (Map<String, Object> transform : steps(json, "transforms")) {
            query = before(query, transform);
        }
        return query;
    }

    private Query union(List<Map<String, Object>> branches) {
        List<Query> queries = branches.stream().map(this::query).toList();
        return queries.get(0).union(queries.subList(1, queries.size()).toArray(Query[]::new));
    }

    private static Query source(Table table, Map<String, Object> source) {
        String index = (String) source.get("index");
        return switch ((String) source.get("type")) {
            case "table" -> table.all();
            case "get" -> table.get(Plain.of(source.get("key")));
            case "get_all" -> {
                List<?> keys = (List<?>) Plain.of(source.get("keys"));
                yield index == null ? table.getAll(keys) : table.getAllBy(index, keys);
            }
            case "between" -> between(table, index, source);
            case "order_by" -> table.orderBy(index, order(source.get("order")));
            case "min" -> table.min(index);
            case "max" -> table.max(index);
            default -> throw new IllegalArgumentException("unknown source " + source);
        };
    }

    private static Query between(Table table, String index, Map<String, Object> source) {
        Object lower = bound(source.get("lower"), source.get("left_bound"));
        Object upper = bound(source.get("upper"), source.get("right_bound"));
        Query range = index == null ? table.between(lower, upper) : table.between(index, lower, upper);
        return source.containsKey("order")
                ? range.orderBy(index == null ? table.keyField() : index, order(source.get("order")))
                : range;
    }

    private static Object bound(Object json, Object kind) {
        Object key = Plain.of(json);
        return kind == null ? key : kind.equals("open") ? Bound.open(key) : Bound.closed(key);
    }

    private static Direction order(Object json) {
        return "desc".equals(json) ? Direction.DESC : Direction.ASC;
    }

    private static Query before(Query query, Map<String, Object> step) {
        String name = name(step);
        Object argument = step.get(name);
        return switch (name) {
            case "filter" -> query.filter(ExpressionText.of(argument), otherwise(step));
            case "filter_obj" -> query.filter(Plain.map(argument), otherwise(step));
            case "map" -> query.map(ExpressionText.of(argument));
            case "merge" -> query.merge(ExpressionText.fields(argument));
            case "pluck" -> query.pluck(paths(argument));
            case "without" -> query.without(paths(argument));
            case "has_fields" -> query.hasFields(paths(argument));
            case "with_fields" -> query.withFields(paths(argument));
            case "get_field" -> query.field((String) argument);
            case "limit" -> query.limit(((Number) argument).longValue());
            case "skip" -> query.skip(((Number) argument).longValue());
            case "order_by" -> order(query, argument);
            case "concat_map", "group", "distinct", "count" -> throw NotInApi.step(Query.class, name);
            default -> throw new IllegalArgumentException("unknown transform " + name);
        };
    }

    private static Query order(Query query, Object argument) {
        if (argument instanceof Map<?, ?> map && map.get("index") instanceof String index) {
            return query.orderBy(index, order(map.get("order")));
        }
        throw new NotInApi("an order without an index: " + argument);
    }

    private static Feed after(Feed feed, Map<String, Object> step) {
        String name = name(step);
        Object argument = step.get(name);
        return switch (name) {
            case "filter" -> feed.filter(ExpressionText.of(argument), otherwise(step));
            case "filter_obj" -> feed.filter(Expressions.row().matches(Plain.map(argument)), otherwise(step));
            case "map" -> feed.map(ExpressionText.of(argument));
            case "merge" -> feed.merge(ExpressionText.fields(argument));
            case "pluck" -> feed.pluck(paths(argument));
            case "without" -> feed.without(paths(argument));
            case "has_fields" -> feed.hasFields(paths(argument));
            case "with_fields" -> feed.withFields(paths(argument));
            case "get_field" -> feed.field((String) argument);
            case "limit" -> feed.limit(((Number) argument).longValue());
            case "skip" -> feed.skip(((Number) argument).longValue());
            case "count", "order_by", "reduce", "distinct", "group" -> throw NotInApi.step(Feed.class, name);
            default -> throw new IllegalArgumentException("unknown step after changes " + name);
        };
    }

    private static String name(Map<String, Object> step) {
        return step.keySet().stream()
                .filter(name -> !name.equals("default"))
                .findFirst()
                .orElseThrow();
    }

    private static FilterDefault otherwise(Map<String, Object> step) {
        Object json = step.get("default");
        return "error".equals(json)
                ? FilterDefault.ERROR
                : Boolean.TRUE.equals(json) ? FilterDefault.ADMIT : FilterDefault.SKIP;
    }

    private static Object[] paths(Object json) {
        return ((List<?>) json).toArray();
    }

    private static ChangesOptions options(Map<String, Object> json) {
        ChangesOptions options = squash(json.containsKey("squash") ? json.get("squash") : false)
                .includeInitial(Boolean.TRUE.equals(json.get("include_initial")));
        for (Map.Entry<String, Object> option : json.entrySet()) {
            boolean isOn = Boolean.TRUE.equals(option.getValue());
            options = switch (option.getKey()) {
                case "squash", "include_initial" -> options;
                case "include_states" -> isOn ? options.includeStates() : options;
                case "include_types" -> isOn ? options.includeTypes() : options;
                case "include_offsets" -> isOn ? options.includeOffsets() : options;
                case "queue_size" -> options.queueSize(((Number) option.getValue()).longValue());
                default -> throw new NotInApi("option " + option);
            };
        }
        return options;
    }

    private static ChangesOptions squash(Object json) {
        if (json instanceof Boolean onRead) {
            return ChangesOptions.squash(onRead);
        }
        if (json == null || json instanceof Number) {
            return ChangesOptions.squash(json == null ? null : seconds((Number) json));
        }
        throw new NotInApi("squash by " + json);
    }

    private static Duration seconds(Number number) {
        return Duration.ofNanos(
                new BigDecimal(number.toString()).scaleByPowerOfTen(9).longValue());
    }
}
