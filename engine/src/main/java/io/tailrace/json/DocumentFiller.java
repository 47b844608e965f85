package io.tailrace.json;

import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.document.DocumentWriter;

/** Puts the tokens of one JSON object into a document writer. Not thread safe. */
final class DocumentFiller {
    /*
     * Recursion is bounded: the writer refuses an object or array beyond the depth limit when it is begun. A null name
     * stands for an element of an array.
     */
    private final JsonTokens tokens;
    private final FieldNames fieldNames = new FieldNames();
    private final PseudoType pseudo = new PseudoType();
    private DocumentWriter out;

    DocumentFiller(JsonTokens tokens) {
        this.tokens = tokens;
    }

    /** Reads the object whose opening brace is the current token up to its closing brace. */
    void fill(JsonToken token, DocumentWriter newOut) {
        if (token != JsonToken.START_OBJECT) {
            throw tokens.fail("a document is a JSON object: found=" + token.name(), false);
        }
        out = newOut;
        fieldNames.reset();
        members(fieldNames.open(), tokens.some());
    }

    private void members(long object, JsonToken first) {
        JsonToken token = first;
        while (token != JsonToken.END_OBJECT) {
            String name = tokens.name();
            member(object, name, tokens.some());
            token = tokens.some();
        }
    }

    private void member(long object, String name, JsonToken token) {
        check(object, name);
        value(name, token);
    }

    private void check(long object, String name) {
        if (!fieldNames.add(object, name)) {
            throw tokens.fail("a field stands twice in one object: field=" + JsonTokens.quoted(name), false);
        }
        if (PseudoType.TYPE.equals(name)) {
            throw tokens.fail("$reql_type$ is reserved for the objects that stand for a time or for bytes", false);
        }
    }

    private void value(String name, JsonToken token) {
        switch (token) {
            case VALUE_STRING -> string(name, tokens.chars());
            case VALUE_NUMBER_INT -> integer(name, tokens.longValue());
            case VALUE_NUMBER_FLOAT -> number(name, tokens.doubleValue());
            case VALUE_TRUE -> bool(name, true);
            case VALUE_FALSE -> bool(name, false);
            case VALUE_NULL -> nothing(name);
            case START_ARRAY -> array(name);
            case START_OBJECT -> object(name);
            default -> throw tokens.fail("no value: found=" + token.name(), true);
        }
    }

    private void array(String name) {
        if (name == null) {
            out.beginArray();
        } else {
            out.beginArray(name);
        }
        for (JsonToken token = tokens.some(); token != JsonToken.END_ARRAY; token = tokens.some()) {
            value(null, token);
        }
        out.end();
    }

    private void object(String name) {
        JsonToken token = tokens.some();
        String pending = null;
        pseudo.reset();
        while (token == JsonToken.FIELD_NAME) {
            pending = tokens.name();
            token = tokens.some();
            if (!pseudo.collect(pending, token, tokens)) {
                break;
            }
            pending = null;
            token = tokens.some();
        }
        if (pseudo.decided()) {
            if (pending != null) {
                throw tokens.fail(
                        "an object for a time or for bytes has no other members: field=" + JsonTokens.quoted(pending),
                        false);
            }
            pseudo(name);
            return;
        }
        ordinary(name, pending, token);
    }

    private void pseudo(String name) {
        if (pseudo.isTime()) {
            long timeNs = pseudo.timeNs(tokens);
            if (name == null) {
                out.addTime(timeNs);
            } else {
                out.putTime(name, timeNs);
            }
            return;
        }
        byte[] bytes = pseudo.bytes(tokens);
        if (name == null) {
            out.addBytes(bytes, 0, bytes.length);
        } else {
            out.putBytes(name, bytes, 0, bytes.length);
        }
    }

    /** An object whose collected members turned out to be ordinary ones. */
    private void ordinary(String name, String pending, JsonToken current) {
        if (name == null) {
            out.beginObject();
        } else {
            out.beginObject(name);
        }
        long object = fieldNames.open();
        for (int i = 0; i < pseudo.size(); i++) {
            check(object, pseudo.name(i));
            collected(pseudo.name(i), pseudo.token(i), pseudo.text(i));
        }
        JsonToken token = current;
        if (pending != null) {
            member(object, pending, token);
            token = tokens.some();
        }
        members(object, token);
        out.end();
    }

    private void collected(String name, JsonToken token, String text) {
        switch (token) {
            case VALUE_STRING -> out.put(name, text);
            case VALUE_NUMBER_INT -> out.put(name, tokens.integer(text));
            default -> out.put(name, tokens.number(text));
        }
    }

    private void string(String name, CharSequence value) {
        if (name == null) {
            out.add(value);
        } else {
            out.put(name, value);
        }
    }

    private void integer(String name, long value) {
        if (name == null) {
            out.add(value);
        } else {
            out.put(name, value);
        }
    }

    private void number(String name, double value) {
        if (name == null) {
            out.add(value);
        } else {
            out.put(name, value);
        }
    }

    private void bool(String name, boolean value) {
        if (name == null) {
            out.add(value);
        } else {
            out.put(name, value);
        }
    }

    private void nothing(String name) {
        if (name == null) {
            out.addNull();
        } else {
            out.putNull(name);
        }
    }
}
