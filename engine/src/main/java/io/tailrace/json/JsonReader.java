package io.tailrace.json;

import io.tailrace.bytes.Utf8;
import io.tailrace.document.DocumentWriter;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads JSON texts into documents, one after another. Not thread safe; made to be kept and used again.
 *
 * <p>Nothing is lost or changed silently:
 *
 * <ul>
 *   <li>a number without fraction and exponent becomes a 64-bit integer and is refused beyond that range; any other
 *       number becomes the nearest 64-bit float and is refused beyond that range;
 *   <li>{@code {"$reql_type$":"TIME","epoch_time":1.5,"timezone":"+00:00"}} becomes a time in epoch nanoseconds (the
 *       decimal is taken exactly; of the offset only the instant is kept),
 *       {@code {"$reql_type$":"BINARY","data":"..."}} becomes bytes; members in any order; other uses of
 *       {@code $reql_type$} are refused;
 *   <li>a field that stands twice in one object is refused, unlike with the fluent writer, where the last one wins: in
 *       a text it is a mistake, and readers differ in what they make of it;
 *   <li>invalid UTF-8, lone surrogates, NaN, text after the document and anything over a limit are refused.
 * </ul>
 *
 * <p>Every refusal is a {@link JsonException} with line and column; its cause is the error of the document where there
 * is one, such as {@link LimitException}. The document writer can then be reset and used again.
 *
 * <p>Allocation: one parser per text, strings for names not seen before; times and bytes allocate as well.
 *
 * @hidden
 */
public final class JsonReader {
    private final JsonTokens tokens = new JsonTokens();
    private final DocumentFiller filler = new DocumentFiller(tokens);
    private final KeyValues values = new KeyValues(tokens);
    private byte[] scratch = new byte[512];

    /** Makes a reader; the limits are those of the writers it fills. */
    public JsonReader() {}

    /**
     * Puts the fields of a JSON object into a document.
     *
     * @param json UTF-8 text
     * @param offset of the text
     * @param length of the text in bytes
     * @param out to be filled; may hold fields already, of which one with the same name is replaced; not finished here
     * @throws JsonException when the text is no document; the writer then holds a part of it and must be reset
     */
    public void read(byte[] json, int offset, int length, DocumentWriter out) {
        try {
            tokens.open(json, offset, length);
            filler.fill(tokens.some(), out);
            tokens.end();
        } catch (JsonException e) {
            throw e;
        } catch (DocumentException | LimitException e) {
            throw tokens.fail(e);
        } finally {
            tokens.close();
        }
    }

    /**
     * Puts the fields of a JSON object into a document. The text is copied first.
     *
     * @param json buffer with UTF-8 text
     * @param offset of the text
     * @param length of the text in bytes
     * @param out as in {@link #read(byte[], int, int, DocumentWriter)}
     * @throws JsonException when the text is no document; the writer then holds a part of it and must be reset
     */
    public void read(DirectBuffer json, int offset, int length, DocumentWriter out) {
        reserve(length);
        json.getBytes(offset, scratch, 0, length);
        read(scratch, 0, length, out);
    }

    /**
     * Puts the fields of a JSON object into a document. The text is encoded first.
     *
     * @param json the text
     * @param out as in {@link #read(byte[], int, int, DocumentWriter)}
     * @throws JsonException when the text is no document; the writer then holds a part of it and must be reset
     */
    public void read(CharSequence json, DocumentWriter out) {
        int length = encode(json);
        read(scratch, 0, length, out);
    }

    /**
     * Reads any value but an object, such as a key.
     *
     * @param json the text
     * @return a {@code String}, {@code Long}, {@code Double}, {@code Boolean}, {@code Instant}, {@code byte[]}, a
     *     {@code List} of these, or null for the JSON null
     * @throws JsonException when the text is no JSON or holds an object
     */
    public Object value(CharSequence json) {
        try {
            int length = encode(json);
            tokens.open(scratch, 0, length);
            Object value = values.read(tokens.some());
            tokens.end();
            return value;
        } finally {
            tokens.close();
        }
    }

    private int encode(CharSequence json) {
        int length = Utf8.length(json);
        if (length < 0) {
            throw loneSurrogate(json.subSequence(0, -1 - length).toString());
        }
        reserve(length);
        return Utf8.encode(json, new UnsafeBuffer(scratch), 0);
    }

    private static JsonException loneSurrogate(String before) {
        long lineFeeds = before.chars().filter(c -> c == '\n').count();
        String ofLine = before.substring(before.lastIndexOf('\n') + 1);
        int column = ofLine.codePointCount(0, ofLine.length()) + 1;
        return new JsonException("lone surrogate in the text", lineFeeds + 1, column, false, null);
    }

    private void reserve(int length) {
        if (scratch.length < length) {
            scratch = Arrays.copyOf(scratch, Math.max(length, scratch.length * 2));
        }
    }
}
