package io.tailrace.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random documents, keys and bounds: few of them, of all types, near each other. Without state. */
final class Documents {
    private static final List<Object> KEYS =
            List.of(1L, 2L, 3L, 4L, 5L, 6L, 2.5, "k", "kk", true, List.of(1L, "x"), List.of(1L), "\u00e9", -1L);
    private static final String LONG = "L".repeat(260);

    private Documents() {}

    static Object key(Random random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }

    /** Without its key. */
    static Map<String, Object> document(Random random) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "m", "n", "q", "s")) {
            if (random.nextInt(4) > 0) {
                document.put(name, fieldValue(name, random));
            }
        }
        return document;
    }

    /** One or two fields. */
    static Map<String, Object> patch(Random random) {
        Map<String, Object> patch = new LinkedHashMap<>();
        List<String> names = List.of("a", "a", "a", "b", "b", "m", "n", "s");
        for (int i = random.nextInt(2); i >= 0; i--) {
            String name = names.get(random.nextInt(names.size()));
            patch.put(name, fieldValue(name, random));
        }
        return patch;
    }

    static Object fieldValue(String name, Random random) {
        return switch (name) {
            case "a" -> random.nextInt(10) < 7 ? (Object) (long) random.nextInt(6) : odd(random);
            case "b" -> random.nextInt(8) == 0 ? null : (Object) (long) random.nextInt(4);
            case "m" -> many(random);
            case "n" -> object("x", random.nextInt(6) == 0 ? null : (Object) (long) random.nextInt(4), "y", 1L);
            case "q" ->
                List.of(object("x", (long) random.nextInt(3), "y", object("z", 1L, "w", 2L)), object("y", 3L, "v", 1L));
            default ->
                List.of("s", "", "\ud83d\ude00", "\uffee", Instant.ofEpochSecond(7), new byte[] {1, (byte) 200})
                        .get(random.nextInt(6));
        };
    }

    private static Object odd(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> 1.5;
            case 2 -> 3.0;
            case 3 -> random.nextBoolean();
            case 4 -> "s" + random.nextInt(3);
            case 5 -> LONG + random.nextInt(3);
            case 6 -> List.of(1L);
            case 7 -> listWithNull();
            case 8 -> Map.of("x", 1L);
            default -> (1L << 53) + random.nextInt(3);
        };
    }

    private static List<Object> listWithNull() {
        List<Object> list = new ArrayList<>();
        list.add(1L);
        list.add(null);
        return list;
    }

    private static Object many(Random random) {
        if (random.nextInt(5) == 0) {
            return (long) random.nextInt(5);
        }
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(random.nextInt(8) == 0 ? odd(random) : (Object) (long) random.nextInt(5));
        }
        return list;
    }

    static Map<String, Object> object(String a, Object valueOfA, String b, Object valueOfB) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put(a, valueOfA);
        object.put(b, valueOfB);
        return object;
    }

    /** What an index can list: no object, no null but inside arrays. */
    static boolean isKey(Object value) {
        return value != null && isElement(value);
    }

    private static boolean isElement(Object value) {
        return value instanceof List<?> list
                ? list.stream().allMatch(Documents::isElement)
                : !(value instanceof Map) && value != Model.ABSENT && value != Model.FAILED;
    }
}
