package io.tailrace.cli.console;

import io.tailrace.document.JsonWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Lines for standard output. Not thread safe. Nothing is visible before {@link #flush()}.
 *
 * @hidden
 */
public final class Output {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;

    /** To a stream, through a buffer of its own. */
    public Output(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER_BYTES);
    }

    /** Writes the text of a JSON writer as one line. */
    public void line(JsonWriter json) {
        try {
            json.copyTo(out);
            out.write('\n');
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Writes a text, which may be several lines. */
    public void line(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** Hands everything written so far to the reader. */
    public void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }
}
