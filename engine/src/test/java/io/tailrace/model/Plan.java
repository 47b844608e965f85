package io.tailrace.model;

import io.tailrace.Bound;
import io.tailrace.Direction;
import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.model.Model.Branch;
import io.tailrace.model.Model.Range;
import io.tailrace.model.Model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A query twice: for the model, and for the engine.
 *
 * @param sources names of the sources of the branches
 * @param steps names of the transforms
 * @param branches for the model
 * @param query for the engine
 */
record Plan(List<String> sources, List<String> steps, List<Branch> branches, Supplier<Query> query) {
    static final List<String> SOURCES = List.of(
            "table",
            "get",
            "getAll",
            "getAllBy",
            "between",
            "betweenBy",
            "orderBy",
            "orderByRange",
            "min",
            "max",
            "union");

    private static final Range ALL = new Range(Values.Extreme.MIN, true, Values.Extreme.MAX, true, 1);

    static boolean isTop(String source) {
        return List.of("orderBy", "orderByRange", "min", "max").contains(source);
    }

    /** Whether transforms can stand between it and changes. */
    static boolean takesSteps(String source) {
        return !List.of("get", "min", "max").contains(source);
    }

    boolean isTop() {
        return branches.stream().anyMatch(branch -> branch.source().isTop());
    }

    static Plan random(World world, Random random) {
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        if (!source.equals("union")) {
            return random(source, world, random);
        }
        List<String> parts = List.of("table", "getAll", "getAllBy", "between", "betweenBy", "orderBy");
        Plan first = random(parts.get(random.nextInt(parts.size())), world, random);
        Plan second = random(parts.get(random.nextInt(parts.size())), world, random);
        List<Branch> branches = new ArrayList<>(first.branches);
        branches.addAll(second.branches);
        List<String> steps = new ArrayList<>(first.steps);
        steps.addAll(second.steps);
        return new Plan(
                List.of("union"), steps, branches, () -> first.query.get().union(second.query.get()));
    }

    private static Plan random(String name, World world, Random random) {
        World.Store store = world.store(random);
        List<Step> steps = new ArrayList<>();
        for (int i = takesSteps(name) ? random.nextInt(3) : 0; i > 0; i--) {
            Step step = Step.random(Step.NAMES.get(random.nextInt(Step.NAMES.size())), random);
            steps.add(step);
            if (step.isLast()) {
                break;
            }
        }
        List<String> indexes = new ArrayList<>(store.indexes.keySet());
        indexes.add("id");
        String index = indexes.get(random.nextInt(indexes.size()));
        return switch (name) {
            case "table" -> of(name, steps, store, "id", List.of(ALL), 0, false, Table::all);
            case "get" -> get(name, store, Documents.key(random));
            case "getAll" -> getAll(name, steps, store, "id", random);
            case "getAllBy" -> getAll(name, steps, store, index, random);
            case "between" -> between(name, steps, store, "id", random);
            case "betweenBy", "orderByRange" -> between(name, steps, store, index, random);
            case "min" -> of(name, steps, store, index, List.of(ALL), 1, false, table -> table.min(index));
            case "max" -> of(name, steps, store, index, List.of(ALL), 1, true, table -> table.max(index));
            default -> {
                boolean descending = random.nextBoolean();
                yield of(
                        name,
                        steps,
                        store,
                        index,
                        List.of(ALL),
                        1 + random.nextInt(5),
                        descending,
                        table -> table.orderBy(index, descending ? Direction.DESC : Direction.ASC));
            }
        };
    }

    private static Plan get(String name, World.Store store, Object key) {
        Source source =
                new Source(store.number, World.KEYS_OF_ID, List.of(new Range(key, true, key, true, 1)), true, false, 0);
        return new Plan(List.of(name), List.of(), List.of(new Branch(source, List.of())), () -> store.table.get(key));
    }

    private static Plan getAll(String name, List<Step> steps, World.Store store, String index, Random random) {
        List<Object> keys = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            keys.add(indexKey(index, random, false));
        }
        TreeMap<Object, Integer> copies = new TreeMap<>(Values.ORDER);
        keys.forEach(key -> copies.merge(key, 1, Integer::sum));
        List<Range> ranges = new ArrayList<>();
        copies.forEach((key, count) -> ranges.add(new Range(key, true, key, true, count)));
        return of(
                name,
                steps,
                store,
                index,
                ranges,
                0,
                false,
                table -> name.equals("getAll") ? table.getAll(keys) : table.getAllBy(index, keys));
    }

    private static Plan between(String name, List<Step> steps, World.Store store, String index, Random random) {
        Object lower = random.nextInt(5) == 0 ? Values.Extreme.MIN : indexKey(index, random, true);
        Object upper = random.nextInt(5) == 0 ? Values.Extreme.MAX : indexKey(index, random, true);
        if (Values.compare(lower, upper) > 0 && random.nextInt(8) > 0) {
            Object high = lower;
            lower = upper;
            upper = high;
        }
        boolean isTop = name.equals("orderByRange");
        if (isTop && Values.compare(lower, upper) >= 0) {
            lower = Values.Extreme.MIN; // an empty range has no order
        }
        boolean lowerClosed = random.nextInt(4) > 0;
        boolean upperClosed = random.nextInt(4) == 0;
        Object from = lowerClosed ? bound(lower) : Bound.open(bound(lower));
        Object to = upperClosed ? Bound.closed(bound(upper)) : bound(upper);
        List<Range> ranges = List.of(new Range(lower, lowerClosed, upper, upperClosed, 1));
        boolean descending = random.nextBoolean();
        return of(name, steps, store, index, ranges, isTop ? 1 + random.nextInt(5) : 0, descending, table -> {
            Query range = name.equals("between") ? table.between(from, to) : table.between(index, from, to);
            return isTop ? range.orderBy(index, descending ? Direction.DESC : Direction.ASC) : range;
        });
    }

    private static Plan of(
            String name,
            List<Step> steps,
            World.Store store,
            String index,
            List<Range> ranges,
            int limit,
            boolean descending,
            Function<Table, Query> begin) {
        Function<Map<String, Object>, List<Object>> keys = store.keys(index);
        Source source = new Source(store.number, keys, ranges, false, descending, limit);
        return new Plan(
                List.of(name),
                steps.stream().map(Step::name).toList(),
                List.of(new Branch(source, steps.stream().map(Step::model).toList())),
                () -> {
                    Query query = begin.apply(store.table);
                    for (Step step : steps) {
                        query = step.engine().apply(query);
                    }
                    return limit > 0 && takesSteps(name) ? query.limit(limit) : query;
                });
    }

    private static Object indexKey(String index, Random random, boolean isBound) {
        if (index.equals("id")) {
            return Documents.key(random);
        }
        if (index.equals("c")) {
            List<Object> pair = new ArrayList<>();
            pair.add((long) random.nextInt(6));
            pair.add(
                    isBound && random.nextBoolean()
                            ? random.nextBoolean() ? Values.Extreme.MIN : Values.Extreme.MAX
                            : random.nextInt(6) == 0 ? null : (Object) (long) random.nextInt(4));
            return pair;
        }
        Object key = Documents.fieldValue(index.equals("n") ? "b" : "a", random);
        return Documents.isKey(key) ? key : (Object) (long) random.nextInt(6);
    }

    private static Object bound(Object key) {
        if (key instanceof Values.Extreme extreme) {
            return extreme == Values.Extreme.MIN ? Bound.MINVAL : Bound.MAXVAL;
        }
        if (key instanceof List<?> list) {
            List<Object> bounds = new ArrayList<>();
            list.forEach(element -> bounds.add(bound(element)));
            return bounds;
        }
        return key;
    }
}
