package io.tailrace.cli.console;

import io.tailrace.document.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Sums up lines as they would be printed. Not thread safe.
 *
 * @hidden
 */
public final class LineDigest {
    private final DigestOutputStream out;
    private long lines;

    /** Of no line. */
    public LineDigest() {
        try {
            out = new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds the text of a writer as one line. */
    public void line(JsonWriter json) {
        try {
            json.copyTo(out);
            out.write('\n');
            lines++;
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** {@code {"events":..,"sha256":".."}}, once. */
    public JsonWriter json(JsonWriter json) {
        String sum = HexFormat.of().formatHex(out.getMessageDigest().digest());
        json.reset().beginObject().name("events").value(lines);
        return json.name("sha256").value(sum).endObject();
    }
}
