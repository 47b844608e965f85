package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import io.tailrace.error.UnsupportedFormatException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The small files beside the segments: replaced as a whole, forced, with a checksum. Little endian.
 *
 * <pre>
 *   0        4         8         12
 *   | magic  | version | crc32c  | content ... |
 * </pre>
 *
 * The checksum covers magic, version and content.
 */
final class SmallFile {
    private static final int FIRST_VERSION = 1;
    static final int HEADER_LENGTH = 12;
    private static final int LONGEST = 64 << 20;

    private SmallFile() {}

    /** Replaces a file that has one version only. */
    static void write(ForceOrder order, String name, int magic, ByteBuffer content) {
        write(order, name, magic, FIRST_VERSION, content);
    }

    /** Replaces the file, in the order of forces: after a crash it is the old or the new one. */
    static void write(ForceOrder order, String name, int magic, int version, ByteBuffer content) {
        ByteBuffer whole = buffer(HEADER_LENGTH + content.remaining());
        whole.putInt(magic).putInt(version).putInt(crc(magic, version, content)).put(content.duplicate());
        order.replace(order.directory().resolve(name), whole.flip());
    }

    /** Reads the content of a file that has one version only. */
    static ByteBuffer read(Path file, int magic) {
        return read(file, magic, FIRST_VERSION);
    }

    /** Version of a file whose content was read. */
    static int version(ByteBuffer content) {
        return content.getInt(Integer.BYTES);
    }

    /**
     * Reads the content.
     *
     * @param newest version that is understood, and all before it
     * @return the content, from the position to the limit; null when there is no such file
     * @throws UnsupportedFormatException when a newer version wrote it
     * @throws CorruptJournalException when it is damaged
     */
    static ByteBuffer read(Path file, int magic, int newest) {
        byte[] bytes;
        try {
            bytes = bytes(file, LONGEST + 1);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new JournalException("cannot read the file: file=" + file, e);
        }
        if (bytes.length > LONGEST) {
            throw new CorruptJournalException(file.toString(), 0, "file is too long: limit=" + LONGEST);
        }
        ByteBuffer whole = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_LENGTH || whole.getInt() != magic) {
            throw new CorruptJournalException(file.toString(), 0, "file has no magic: length=" + bytes.length);
        }
        int version = whole.getInt();
        int stored = whole.getInt();
        boolean sound = stored == crc(magic, version, whole);
        if (version < FIRST_VERSION || version > newest) {
            throw new UnsupportedFormatException("the journal has another format: file=" + file + " version=" + version
                    + " supported=" + newest + (sound ? "" : " (or damaged: the checksum differs)")
                    + ": use the version of Tailrace that wrote it, or a newer one");
        }
        if (!sound) {
            throw new CorruptJournalException(file.toString(), 0, "file checksum differs");
        }
        return whole;
    }

    /**
     * What is in a file, whether or not it is one of these; an interrupt of the calling thread does not disturb.
     *
     * @param most bytes that are read
     * @throws NoSuchFileException when there is no such file
     */
    static byte[] bytes(Path file, int most) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (InputStream in = new FileInputStream(file.toFile())) { // no channel: an interrupt would close it
            return in.readNBytes(most);
        }
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(int magic, int version, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        ByteBuffer head = buffer(2 * Integer.BYTES).putInt(magic).putInt(version);
        crc.update(head.flip());
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
