package io.tailrace.document;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Boxed values of every type, chosen so that near and equal ones are frequent. */
final class RandomValues {
    private static final String[] TEXTS = {
        "",
        "a",
        "b",
        "ab",
        "a\u0000",
        "a\u0000b",
        "\u0000",
        "\u00e9",
        "\uffff",
        "\ud83d\ude00",
        "\u007f",
        "\u0080",
        "long text of more bytes"
    };
    private static final long[] INTEGERS = {
        0,
        1,
        -1,
        2,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        1L << 53,
        (1L << 53) + 1,
        -(1L << 53) - 1,
        1L << 62,
        (1L << 62) + 1,
        (1L << 62) - 1,
        -(1L << 62) - 1,
        1_000_000_000_000_000_001L
    };
    private static final double[] FLOATS = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        -0.5,
        0x1p53,
        0x1p62,
        0x1p63,
        -0x1p63,
        -0x1p64,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        1e18,
        61_800.2
    };

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    Map<String, Object> document(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            map.put(text(), value(depth));
        }
        return map;
    }

    Object value(int depth) {
        int kind = random.nextInt(depth > 0 ? 10 : 8);
        return switch (kind) {
            case 0 -> null;
            case 8 -> list(depth - 1, false);
            case 9 -> document(depth - 1);
            default -> scalar();
        };
    }

    /** A value that may be a key. */
    Object key(int depth) {
        return depth > 0 && random.nextInt(4) == 0 ? list(depth - 1, true) : scalar();
    }

    Object number() {
        return switch (random.nextInt(4)) {
            case 0 -> INTEGERS[random.nextInt(INTEGERS.length)];
            case 1 -> FLOATS[random.nextInt(FLOATS.length)];
            case 2 -> random.nextLong() >> random.nextInt(64);
            default -> finite();
        };
    }

    double finite() {
        double value;
        do {
            value = Double.longBitsToDouble(random.nextLong());
        } while (!Double.isFinite(value));
        return value;
    }

    String text() {
        if (random.nextInt(3) > 0) {
            return TEXTS[random.nextInt(TEXTS.length)];
        }
        return random.ints(random.nextInt(5), 0, 0x11_0000)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private Object scalar() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextBoolean();
            case 1 -> text();
            case 2 -> text().getBytes(StandardCharsets.UTF_8);
            case 3 -> Instant.ofEpochSecond(random.nextInt(3) - 1, random.nextInt(2));
            default -> number();
        };
    }

    private List<Object> list(int depth, boolean ofKeys) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(ofKeys ? key(depth) : value(depth));
        }
        return list;
    }
}
