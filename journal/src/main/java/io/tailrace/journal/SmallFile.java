package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.UnsupportedFormatException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The small files beside the segments: replaced as a whole, forced, with a checksum. Little endian.
 *
 * <pre>
 *   0        4         8         12
 *   | magic  | version | crc32c  | content ... |
 * </pre>
 *
 * The checksum covers magic, version and content. How long a file may be is known before any of it is read.
 *
 * @param name in the directory of the journal
 * @param magic what it begins with
 * @param version the one that is written and understood
 * @param longest content that is read, in bytes
 * @param advice what to do when it is damaged, for the end of a message
 */
record SmallFile(String name, int magic, int version, int longest, String advice) {
    static final int HEADER_LENGTH = 12;

    /** Replaces the file, in the order of forces: after a crash it is the old or the new one. */
    void write(ForceOrder order, ByteBuffer content) {
        assert content.remaining() <= longest : "what cannot be read must not be written";
        ByteBuffer whole = buffer(HEADER_LENGTH + content.remaining());
        whole.putInt(magic).putInt(version).putInt(crc(version, content)).put(content.duplicate());
        order.replace(order.directory().resolve(name), whole.flip());
    }

    /** Version of a file whose content was read. */
    static int version(ByteBuffer content) {
        return content.getInt(Integer.BYTES);
    }

    /**
     * Reads the content.
     *
     * @return the content, from the position to the limit; null when there is no such file
     * @throws UnsupportedFormatException when another version wrote it
     * @throws CorruptJournalException when it is damaged
     */
    ByteBuffer read(Path directory) {
        ByteBuffer whole = whole(directory);
        if (whole == null) {
            return null;
        }
        if (whole.remaining() < HEADER_LENGTH || whole.getInt() != magic) {
            throw damage(directory, "file has no magic: length=" + whole.limit());
        }
        int found = whole.getInt();
        int stored = whole.getInt();
        boolean sound = stored == crc(found, whole);
        if (found != version) {
            throw new UnsupportedFormatException("the journal has another format: file=" + directory.resolve(name)
                    + " version=" + found + " supported=" + version
                    + (sound ? "" : " (or damaged: the checksum differs)")
                    + ": use the version of Tailrace that wrote it" + (found < version ? "" : ", or a newer one"));
        }
        if (!sound) {
            throw damage(directory, "file checksum differs");
        }
        return whole;
    }

    /** Whether the file is what was written, by this version or by the one that it names. */
    boolean isWhole(Path directory) {
        ByteBuffer whole = whole(directory);
        if (whole == null || whole.remaining() < HEADER_LENGTH || whole.getInt() != magic) {
            return false;
        }
        int found = whole.getInt();
        return whole.getInt() == crc(found, whole);
    }

    private ByteBuffer whole(Path directory) {
        Path file = directory.resolve(name);
        try {
            long length = RegularFile.look(file).size();
            int most = HEADER_LENGTH + longest;
            if (length > most) {
                throw damage(directory, "file is too long: length=" + length + " limit=" + most);
            }
            return ByteBuffer.wrap(bytes(file, most)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw IoErrors.reading("cannot read the file", file, e);
        }
    }

    /** What to throw when the content is not what was written. */
    CorruptJournalException damage(Path directory, String what) {
        String salvage = advice.contains("restore it") ? ", or take what is whole: " + Salvage.command(directory) : "";
        return new CorruptJournalException(directory.resolve(name).toString(), 0, what + ": " + advice + salvage);
    }

    /**
     * What is in a file, whether or not it is one of these; an interrupt of the calling thread does not disturb.
     *
     * @param most bytes that are read
     * @throws NoSuchFileException when there is no such file
     */
    static byte[] bytes(Path file, int most) throws IOException {
        try (RandomAccessFile in = RegularFile.open(file, "r")) {
            byte[] bytes = new byte[(int) Math.min(in.length(), most)];
            int filled = 0;
            int count;
            do {
                count = in.read(bytes, filled, bytes.length - filled);
                filled += Math.max(0, count);
            } while (count > 0);
            return Arrays.copyOf(bytes, filled);
        }
    }

    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int crc(int ofVersion, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        ByteBuffer head = buffer(2 * Integer.BYTES).putInt(magic).putInt(ofVersion);
        crc.update(head.flip());
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }
}
