package io.tailrace.json;

import io.tailrace.error.LimitException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a byte stream, one after another, without copying each. Not thread safe.
 *
 * <p>A line ends with LF, CR LF or the end of the stream; lines of nothing but blanks are passed over, but counted. The
 * bytes of a line stay valid until the next one is asked for. Allocates only to grow up to the longest line.
 *
 * @hidden
 */
public final class JsonLines implements Closeable {
    private static final int FIRST_BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final int longestBytes;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int filled;
    private int next;
    private int offset;
    private int length;
    private long number;
    private boolean ended;

    /**
     * The lines of a stream.
     *
     * @param in UTF-8 text; read in large pieces, closed by {@link #close()}
     * @param longestBytes bytes a line may have, 1 to 1 GiB
     */
    public JsonLines(InputStream in, int longestBytes) {
        if (longestBytes < 1 || longestBytes > 1 << 30) {
            throw new IllegalArgumentException("longestBytes must be 1 to 1 GiB: longestBytes=" + longestBytes);
        }
        this.in = in;
        this.longestBytes = longestBytes;
    }

    /**
     * Goes to the next line that is not blank.
     *
     * @return false at the end of the stream
     * @throws IOException when the stream cannot be read
     * @throws LimitException when the line is too long; the next call goes on after it
     */
    public boolean next() throws IOException {
        while (line()) {
            if (!blank()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Array that holds the current line.
     *
     * @return the array; another one may take its place with the next line
     */
    public byte[] buffer() {
        return buffer;
    }

    /**
     * Where the current line begins.
     *
     * @return index in {@link #buffer()}
     */
    public int offset() {
        return offset;
    }

    /**
     * Length of the current line without its end.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * Number of the current line, blank ones counted, beginning with 1.
     *
     * @return 0 before the first line
     */
    public long number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean line() throws IOException {
        int scanned = next;
        while (true) {
            int end = indexOfLineFeed(scanned, filled);
            if (end >= 0) {
                take(next, end);
                next = end + 1;
                return true;
            }
            if (ended) {
                int start = next;
                next = filled;
                take(start, filled);
                return length > 0;
            }
            scanned = filled - next;
            if (scanned > longestBytes) {
                throw skipLine();
            }
            fill();
        }
    }

    private void take(int start, int end) {
        offset = start;
        length = end > start && buffer[end - 1] == '\r' ? end - 1 - start : end - start;
        number++;
    }

    /** Reads more after the line begun, which moves to the front of the buffer. */
    private void fill() throws IOException {
        int kept = filled - next;
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, kept);
            next = 0;
            filled = kept;
        }
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            ended = true;
        } else {
            filled += read;
        }
    }

    private LimitException skipLine() throws IOException {
        long skipped = (long) filled - next;
        number++;
        while (true) {
            next = 0;
            filled = 0;
            fill();
            int end = indexOfLineFeed(0, filled);
            if (end >= 0 || ended) {
                skipped += end >= 0 ? end : filled;
                next = end >= 0 ? end + 1 : filled;
                return new LimitException("lineBytes", skipped, longestBytes, "line=" + number);
            }
            skipped += filled;
        }
    }

    private int indexOfLineFeed(int from, int end) {
        byte[] bytes = buffer;
        for (int i = from; i < end; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean blank() {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
