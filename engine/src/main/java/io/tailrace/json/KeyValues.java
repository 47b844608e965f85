package io.tailrace.json;

import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.bytes.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads values that can be keys, and null, as plain objects. Not thread safe. */
final class KeyValues {
    /** Deeper than any key that fits its limit, shallow enough for every stack. */
    private static final int DEPTH_MAX = 256;

    private final JsonTokens tokens;
    private final PseudoType pseudo = new PseudoType();

    KeyValues(JsonTokens tokens) {
        this.tokens = tokens;
    }

    /** The value that begins with the current token. */
    Object read(JsonToken token) {
        return read(token, 0);
    }

    private Object read(JsonToken token, int depth) {
        return switch (token) {
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT -> tokens.longValue();
            case VALUE_NUMBER_FLOAT -> tokens.doubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case START_ARRAY -> list(depth + 1);
            case START_OBJECT -> object();
            default -> throw tokens.fail("no value: found=" + token.name(), true);
        };
    }

    private String text() {
        CharSlice chars = tokens.chars();
        if (Utf8.length(chars) < 0) {
            throw tokens.fail("lone surrogate in a string", false);
        }
        return chars.toString();
    }

    private List<Object> list(int depth) {
        if (depth > DEPTH_MAX) {
            throw tokens.fail("arrays nested too deeply: maximum=" + DEPTH_MAX, false);
        }
        List<Object> list = new ArrayList<>();
        for (JsonToken token = tokens.some(); token != JsonToken.END_ARRAY; token = tokens.some()) {
            list.add(read(token, depth));
        }
        return list;
    }

    private Object object() {
        pseudo.reset();
        for (JsonToken token = tokens.some(); token != JsonToken.END_OBJECT; token = tokens.some()) {
            String name = tokens.name();
            if (!pseudo.collect(name, tokens.some(), tokens)) {
                throw tokens.fail("no key can be an object: field=" + JsonTokens.quoted(name), false);
            }
        }
        if (!pseudo.decided()) {
            throw tokens.fail("no key can be an object", false);
        }
        if (pseudo.isTime()) {
            long timeNs = pseudo.timeNs(tokens);
            long second = TimeUnit.SECONDS.toNanos(1);
            return Instant.ofEpochSecond(Math.floorDiv(timeNs, second), Math.floorMod(timeNs, second));
        }
        return pseudo.bytes(tokens);
    }
}
