package io.tailrace.json;

import com.fasterxml.jackson.core.JsonToken;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads operations such as
 * {@code {"op":"upsert","table":"quotes","doc":{"id":"BTCUSDT","bid":61800.2},"ts":1723161255088169167}}. Not thread
 * safe; made to be kept and used again.
 *
 * <p>{@code op} is {@code insert}, {@code upsert}, {@code update}, {@code replace} or {@code delete}; {@code doc} is
 * needed by all but {@code delete}, {@code key} by {@code delete}; {@code ts} are epoch nanoseconds. Members may stand
 * in any order; unknown and repeated ones are refused. Documents and errors are those of {@link JsonReader}.
 *
 * @hidden
 */
public final class JsonOperationReader {
    private enum Member {
        OP,
        TABLE,
        KEY,
        DOC,
        TS
    }

    private final JsonTokens tokens = new JsonTokens();
    private final DocumentFiller filler = new DocumentFiller(tokens);
    private final KeyValues values = new KeyValues(tokens);
    private final JsonOperation operation;
    private String lastTable = "";
    private final Set<Member> seen = EnumSet.noneOf(Member.class);

    /**
     * A reader of operations.
     *
     * @param dictionary names and shapes of the journal the documents are for
     * @param limits of the documents
     */
    public JsonOperationReader(Dictionary dictionary, DocumentLimits limits) {
        operation = new JsonOperation(new DocumentWriter(dictionary, limits));
    }

    /**
     * Reads one operation.
     *
     * @param json UTF-8 text
     * @param offset of the text
     * @param length of the text in bytes
     * @return the operation; the same object each time
     * @throws JsonException when the text is no operation, or its document is none
     */
    public JsonOperation read(byte[] json, int offset, int length) {
        operation.reset();
        seen.clear();
        try {
            tokens.open(json, offset, length);
            if (tokens.some() != JsonToken.START_OBJECT) {
                throw tokens.fail("an operation is a JSON object with the member op", false);
            }
            while (tokens.some() != JsonToken.END_OBJECT) {
                member(tokens.name());
            }
            check();
            tokens.end();
            return operation;
        } catch (JsonException e) {
            throw e;
        } catch (DocumentException | LimitException e) {
            throw tokens.fail(e);
        } finally {
            tokens.close();
        }
    }

    private void member(String name) {
        Member member = switch (name) {
            case "op" -> Member.OP;
            case "table" -> Member.TABLE;
            case "key" -> Member.KEY;
            case "doc" -> Member.DOC;
            case "ts" -> Member.TS;
            default ->
                throw tokens.fail(
                        "unknown member of an operation (known are op, table, key, doc, ts): member="
                                + JsonTokens.quoted(name),
                        false);
        };
        if (!seen.add(member)) {
            throw tokens.fail("a member stands twice in one operation: member=" + name, false);
        }
        JsonToken token = tokens.some();
        switch (member) {
            case OP -> operation.kind(kind(token));
            case TABLE -> operation.table(table(token));
            case KEY -> operation.key(values.read(token));
            case DOC -> document(token);
            case TS -> time(token);
        }
    }

    private JsonOperation.Kind kind(JsonToken token) {
        String text = text("op", token);
        return switch (text) {
            case "insert" -> JsonOperation.Kind.INSERT;
            case "upsert" -> JsonOperation.Kind.UPSERT;
            case "update" -> JsonOperation.Kind.UPDATE;
            case "replace" -> JsonOperation.Kind.REPLACE;
            case "delete" -> JsonOperation.Kind.DELETE;
            default ->
                throw tokens.fail(
                        "op must be insert, upsert, update, replace or delete: op=" + JsonTokens.quoted(text), false);
        };
    }

    /** Most operations name the table of the one before. */
    private String table(JsonToken token) {
        if (token != JsonToken.VALUE_STRING || !lastTable.contentEquals(tokens.chars())) {
            lastTable = text("table", token);
        }
        return lastTable;
    }

    private String text(String member, JsonToken token) {
        if (token != JsonToken.VALUE_STRING) {
            throw tokens.fail("must be a string: member=" + member, false);
        }
        return tokens.chars().toString();
    }

    private void document(JsonToken token) {
        filler.fill(token, operation.document());
        operation.document().finish();
        operation.documentRead();
    }

    private void time(JsonToken token) {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw tokens.fail("must be an integer, epoch nanoseconds: member=ts", false);
        }
        operation.timeNs(tokens.longValue());
    }

    private void check() {
        if (operation.kind() == null) {
            throw tokens.fail("an operation needs the member op", false);
        }
        boolean delete = operation.kind() == JsonOperation.Kind.DELETE;
        if (delete && operation.key() == null) {
            throw tokens.fail("delete needs the member key, not null", false);
        }
        boolean insert = operation.kind() == JsonOperation.Kind.INSERT || operation.kind() == JsonOperation.Kind.UPSERT;
        if (insert && operation.key() != null) {
            throw tokens.fail("insert and upsert take their key from the doc, not from a member key", false);
        }
        if (delete == operation.hasDocument()) {
            throw tokens.fail(delete ? "delete takes a key and no doc" : "the operation needs the member doc", false);
        }
    }
}
