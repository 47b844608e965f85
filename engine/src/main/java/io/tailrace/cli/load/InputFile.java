package io.tailrace.cli.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of an input, unpacked if they are gzip, whatever the name says. Not thread safe.
 *
 * @hidden
 */
public final class InputFile {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int GZIP_MAGIC_FIRST = 0x1F;
    private static final int GZIP_MAGIC_SECOND = 0x8B;
    /** Checksum and length of what is unpacked. */
    private static final int TRAILER_BYTES = 8;

    private final Counter counter;
    private final long size;
    private final InputStream unpacked;

    private InputFile(InputStream in, long size) throws IOException {
        this.size = size;
        counter = new Counter(in);
        unpacked = unpacked(new BufferedInputStream(counter, BUFFER_BYTES));
    }

    /** Opens a file, or takes the given stream for {@code -}. */
    public static InputFile open(String name, InputStream standardInput) throws IOException {
        if ("-".equals(name)) {
            return new InputFile(standardInput, -1);
        }
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new IOException("is a directory, not a file: file=" + name);
        }
        InputStream in = Files.newInputStream(path);
        try {
            return new InputFile(in, Files.isRegularFile(path) ? Files.size(path) : -1);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static InputStream unpacked(BufferedInputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == GZIP_MAGIC_FIRST && in.read() == GZIP_MAGIC_SECOND;
        in.reset();
        if (!gzip) {
            return in;
        }
        try {
            return new Whole(in);
        } catch (EOFException e) {
            throw new IOException("the gzip input ends in its header, is it cut short?", e);
        }
    }

    /** Its bytes, uncompressed. */
    public InputStream stream() {
        return unpacked;
    }

    /** Share of the file that has been read, 0 to 1; negative when its size is not known. */
    public double share() {
        return size <= 0 ? -1 : (double) counter.count / size;
    }

    /**
     * Refuses what follows the last stream and is none, which the class above takes for an end. It fills its buffer,
     * and takes what it looks for after a stream from there, and then from the input: of both that is the trailer alone
     * where nothing follows.
     */
    private static final class Whole extends GZIPInputStream {
        private final Taken taken;

        Whole(InputStream in) throws IOException {
            this(new Taken(in));
        }

        private Whole(Taken taken) throws IOException {
            super(taken, BUFFER_BYTES);
            this.taken = taken;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            if (read < 0 && (inf.getRemaining() + taken.count > TRAILER_BYTES || in.read() >= 0)) {
                throw new IOException("what follows the gzip input is no gzip: remove it, or unpack the input before");
            }
            return read;
        }
    }

    private static class Counter extends FilterInputStream {
        long count;

        Counter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }

    /** Counts what was taken since the buffer was filled last. */
    private static final class Taken extends Counter {
        Taken(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count = length == BUFFER_BYTES ? 0 : count;
            return read;
        }
    }
}
