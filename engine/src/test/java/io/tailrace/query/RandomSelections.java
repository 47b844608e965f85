package io.tailrace.query;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.document.FieldSelection;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Documents and selections made by chance, of values that are often equal or neighbours. */
final class RandomSelections {
    private static final int IDS = 12;
    private static final Object[] EXACT = {
        null,
        true,
        false,
        0L,
        -0.0,
        0.0,
        1L,
        1.0,
        1.5,
        2L,
        3L,
        -7L,
        -7.5,
        10L,
        11L,
        (1L << 53) + 1,
        0x1p53,
        (1L << 53) - 1,
        Long.MAX_VALUE,
        0x1p63,
        Long.MIN_VALUE,
        -0x1p63,
        1e308,
        1e-300,
        "",
        "a",
        "ab",
        "a\0",
        "a\0b",
        "b",
        "é",
        "😀",
        "x".repeat(9_000),
        "x".repeat(9_000) + "y",
        "x".repeat(300),
        Instant.EPOCH,
        Instant.ofEpochSecond(0, 1),
        Instant.parse("2024-01-01T00:00:00Z"),
        new byte[0],
        new byte[] {0},
        new byte[] {0, -1},
        new byte[] {1, 2},
        List.of(),
        List.of(1L),
        List.of(1.0, "a"),
        List.of(List.of()),
        Arrays.asList((Object) null),
        List.of("a", "b")
    };
    private static final Object[] OBJECTS = {
        Map.of(),
        Map.of("x", 1L),
        Map.of("x", 2L),
        Map.of("y", "a"),
        Map.of("x", Map.of("z", 1L)),
        List.of(Map.of()),
        List.of(1L, Map.of("x", 1L)),
        List.of(1L, Map.of("x", 2L), 3L)
    };
    private static final String[][] PATHS = {{"a"}, {"a"}, {"b"}, {"n", "x"}, {"n", "y"}, {"a", "x"}, {"n", "x", "z"}};

    private final Random random;
    /** Whether the selection made last is told exactly by the index, in all documents without objects. */
    boolean isExact;

    RandomSelections(Random random) {
        this.random = random;
    }

    String id() {
        return "k" + random.nextInt(IDS);
    }

    private Object value() {
        return random.nextInt(8) == 0
                ? OBJECTS[random.nextInt(OBJECTS.length)]
                : EXACT[random.nextInt(random.nextBoolean() ? 15 : EXACT.length)];
    }

    /** With an object in it or not, the index tells it exactly or not. */
    private Object constant() {
        Object value = value();
        isExact &= !Arrays.asList(OBJECTS).contains(value);
        return value;
    }

    Map<String, Object> document(String id) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        if (random.nextInt(6) > 0) {
            document.put("a", value());
        }
        if (random.nextInt(3) > 0) {
            document.put("b", value());
        }
        if (random.nextInt(4) > 0) {
            document.put("n", random.nextInt(4) == 0 ? value() : nested());
        }
        if (random.nextInt(2) > 0) {
            List<Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(value());
            }
            document.put("m", elements);
        }
        return document;
    }

    private Map<String, Object> nested() {
        Map<String, Object> nested = new LinkedHashMap<>();
        for (String name : List.of("x", "y")) {
            if (random.nextInt(4) > 0) {
                nested.put(name, value());
            }
        }
        return nested;
    }

    Selection selection() {
        isExact = true;
        Source source = random.nextInt(3) == 0 ? source() : IndexRig.table();
        boolean isWhole = source.kind() == Source.Kind.TABLE;
        Transforms transforms = Transforms.none();
        if (isWhole && random.nextInt(3) == 0) {
            return new Selection(source, transforms.filter(simple(), otherwise()));
        }
        int steps = random.nextInt(isWhole ? 8 : 5) == 0 ? 0 : 1 + random.nextInt(2);
        isExact &= steps == 0;
        for (int i = 0; i < steps; i++) {
            transforms = step(transforms);
        }
        return new Selection(source, transforms);
    }

    private Transforms step(Transforms transforms) {
        return switch (random.nextInt(14)) {
            case 0 -> transforms.hasFields(FieldSelection.of(random.nextBoolean() ? "a" : "n"));
            case 1 -> transforms.filter(document -> document.has("b"));
            case 2 -> transforms.pluck("a", "n");
            default -> transforms.filter(conjunction(), otherwise());
        };
    }

    private FilterDefault otherwise() {
        return random.nextInt(2) == 0
                ? FilterDefault.SKIP
                : FilterDefault.values()[random.nextInt(FilterDefault.values().length)];
    }

    /** Something about one field that the index tells exactly. */
    private Expression simple() {
        String[] path = path();
        return switch (random.nextInt(4)) {
            case 0 -> row(path).eq(constant());
            case 1 -> row(path).in(constants());
            case 2 ->
                row(path)
                        .ge(constant())
                        .and(
                                random.nextBoolean()
                                        ? row(path).lt(constant())
                                        : row(path).le(constant()));
            default -> bound(path);
        };
    }

    private Expression bound(String... path) {
        Object constant = constant();
        return switch (random.nextInt(6)) {
            case 0 -> row(path).lt(constant);
            case 1 -> row(path).le(constant);
            case 2 -> row(path).gt(constant);
            case 3 -> row(path).ge(constant);
            case 4 -> Expressions.value(constant).lt(row(path));
            default -> Expressions.value(constant).ge(row(path));
        };
    }

    private Expression conjunction() {
        Expression all = part();
        for (int i = random.nextInt(3); i > 0; i--) {
            Expression next = part();
            all = random.nextInt(4) == 0 ? next.and(all) : all.and(next);
        }
        return all;
    }

    private Expression part() {
        return switch (random.nextInt(12)) {
            case 0 -> row(path()).ne(constant());
            case 1 -> row("a").add(1L).gt(2L);
            case 2 -> row(path()).exists();
            case 3, 4 -> simple().or(random.nextInt(3) == 0 ? conjunction() : simple());
            case 5 -> row().matches(pattern());
            case 6 -> row(path()).defaultTo(constant()).eq(1L);
            case 7 -> Expressions.now().gt(row("a"));
            default -> simple();
        };
    }

    private Map<String, Object> pattern() {
        Map<String, Object> pattern = new LinkedHashMap<>();
        pattern.put(random.nextBoolean() ? "a" : "b", constant());
        if (random.nextInt(3) == 0) {
            pattern.put("n", Map.of("x", random.nextBoolean() ? 1L : "a"));
        }
        return pattern;
    }

    private List<Object> constants() {
        List<Object> constants = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            constants.add(constant());
        }
        return constants;
    }

    private String[] path() {
        return PATHS[random.nextInt(PATHS.length)];
    }

    private Source source() {
        if (random.nextInt(2) == 0) {
            return primary();
        }
        IndexDefinition index = switch (random.nextInt(3)) {
            case 0 -> new IndexDefinition(0, "a", row("a"), false);
            case 1 -> new IndexDefinition(1, "m", row("m"), true);
            default -> new IndexDefinition(2, "ab", Expressions.array(row("a"), row("b")), false);
        };
        TreeMap<byte[], KeyRange> ranges = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = random.nextInt(4); i > 0; i--) {
            Object key = index.id() == 2 ? Arrays.asList(EXACT[random.nextInt(15)], EXACT[random.nextInt(15)]) : key();
            ranges.put(IndexKeyEncoder.bound(key), IndexRig.key(key));
        }
        return random.nextBoolean()
                ? IndexRig.source(Source.Kind.KEYS, index, List.copyOf(ranges.values()))
                : range(index, IndexKeyEncoder.bound(key()), IndexKeyEncoder.bound(key()));
    }

    private Object key() {
        return EXACT[1 + random.nextInt(EXACT.length - 1)];
    }

    private Source primary() {
        return switch (random.nextInt(3)) {
            case 0 -> IndexRig.source(Source.Kind.POINT, null, List.of(IndexRig.key(id())));
            case 1 -> {
                TreeMap<byte[], KeyRange> keys = new TreeMap<>(Arrays::compareUnsigned);
                for (int i = random.nextInt(4); i > 0; i--) {
                    KeyRange key = IndexRig.key(id());
                    keys.put(key.lower(), key);
                }
                yield IndexRig.source(Source.Kind.KEYS, null, List.copyOf(keys.values()));
            }
            default -> range(null, IndexKeyEncoder.bound(id()), IndexKeyEncoder.bound(id()));
        };
    }

    private Source range(IndexDefinition index, byte[] from, byte[] to) {
        byte[] lower = random.nextInt(4) == 0 ? new byte[0] : from;
        byte[] upper = random.nextInt(4) == 0 ? new byte[0] : to;
        boolean isEmpty = upper.length > 0 && Arrays.compareUnsigned(lower, upper) >= 0;
        isExact &= lower.length + upper.length > 0;
        return IndexRig.source(Source.Kind.RANGE, index, isEmpty ? List.of() : List.of(new KeyRange(lower, upper, 1)));
    }
}
