package io.tailrace.json;

import com.fasterxml.jackson.core.JsonToken;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.util.Base64;

/**
 * Tells the objects that stand for a time or for bytes from ordinary ones. Not thread safe.
 *
 * <p>The members may stand in any order, so the scalars of these names are collected until it is clear what the object
 * is.
 */
final class PseudoType {
    static final String TYPE = "$reql_type$";

    private static final String EPOCH_TIME = "epoch_time";
    private static final String TIMEZONE = "timezone";
    private static final String DATA = "data";
    private static final int NANOS_DIGITS = 9;

    private final String[] names = new String[4];
    private final String[] texts = new String[4];
    private final JsonToken[] tokens = new JsonToken[4];
    private int size;

    void reset() {
        size = 0;
    }

    /** Keeps a member and its value if an object for a time or for bytes may have them; else false. */
    boolean collect(String name, JsonToken token, JsonTokens source) {
        boolean fits = switch (name) {
            case TYPE, TIMEZONE, DATA -> token == JsonToken.VALUE_STRING;
            case EPOCH_TIME -> token.isNumeric();
            default -> false;
        };
        if (!fits || text(name) != null) {
            return false;
        }
        names[size] = name;
        tokens[size] = token;
        texts[size] = source.chars().toString();
        size++;
        return true;
    }

    /** Whether the members collected so far make this an object for a time or for bytes. */
    boolean decided() {
        return text(TYPE) != null;
    }

    boolean isTime() {
        return "TIME".equals(text(TYPE));
    }

    int size() {
        return size;
    }

    String name(int index) {
        return names[index];
    }

    String text(int index) {
        return texts[index];
    }

    JsonToken token(int index) {
        return tokens[index];
    }

    /** Epoch nanoseconds of a complete time object. */
    long timeNs(JsonTokens source) {
        String seconds = text(EPOCH_TIME);
        String zone = text(TIMEZONE);
        if (seconds == null || size != (zone == null ? 2 : 3)) {
            throw source.fail("a time object has the members $reql_type$, epoch_time and timezone", false);
        }
        try {
            if (zone != null) {
                ZoneOffset.of(zone);
            }
        } catch (DateTimeException e) {
            throw source.fail("no offset such as +00:00: timezone=" + JsonTokens.quoted(zone), false);
        }
        try {
            return new BigDecimal(seconds).scaleByPowerOfTen(NANOS_DIGITS).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw source.fail(
                    "a time is a whole number of nanoseconds in 64 bits, 1677 to 2262: epoch_time="
                            + JsonTokens.quoted(seconds),
                    false);
        }
    }

    /** Content of a complete object for bytes. */
    byte[] bytes(JsonTokens source) {
        if (!"BINARY".equals(text(TYPE))) {
            throw source.fail(
                    "$reql_type$ is reserved for TIME and BINARY: found=" + JsonTokens.quoted(text(TYPE)), false);
        }
        String data = text(DATA);
        if (data == null || size != 2) {
            throw source.fail("an object for bytes has the members $reql_type$ and data", false);
        }
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw source.fail("data is no base64: " + e.getMessage(), false);
        }
    }

    private String text(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return texts[i];
            }
        }
        return null;
    }
}
