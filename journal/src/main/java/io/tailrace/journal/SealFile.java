package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What makes every byte of a segment that is not written any more checkable, those of Chronicle Queue included, which
 * our block checksums do not cover. The segment being written is sealed when the journal is closed; after a kill it has
 * no seal, and is checked block by block. Content after the header of {@link SmallFile}:
 *
 * <pre>
 *   0                 8              12         16           24
 *   | metadata length | metadata crc | segments | journal id | seal ... |
 *
 *   seal:   0         4           8            12         16     24           32
 *           | segment | frame sum | header crc | reserved | used | file length | first sequence (8) |
 * </pre>
 *
 * The checksum of the header covers what Chronicle writes before the first block, so that it can be looked at alone,
 * where the bytes of a segment are read only later. A metadata length of 0 means that Chronicle's metadata file is not
 * sealed.
 */
final class SealFile {
    static final String NAME = "seal.tailrace";
    /** Reads "TRSL" in a hex dump. */
    static final int MAGIC = 0x4C535254;

    private static final int VERSION = 3;
    private static final int HEAD_LENGTH = 2 * Long.BYTES + 2 * Integer.BYTES;
    private static final int SEAL_LENGTH = 4 * Integer.BYTES + 3 * Long.BYTES;
    private static final int PAGE_BYTES = 4_096;
    /** Of more than two million segments. */
    private static final int LONGEST = 64 << 20;

    private static final SmallFile FILE = new SmallFile(
            NAME,
            MAGIC,
            VERSION,
            LONGEST,
            "the journal is not opened for writing; restore it from a copy made since it was last closed, or open the"
                    + " journal for reading");
    /** Chronicle's has 64 KiB. */
    private static final int LARGEST_METADATA = 1 << 20;

    private final Path directory;
    private final long journalId;
    private final SortedMap<Integer, Seal> seals = new TreeMap<>();
    /** Taken before the content was read. */
    private final String stamp;

    private long metadataLength;
    private int metadataCrc;

    private SealFile(Path directory, long journalId) {
        this.directory = directory;
        this.journalId = journalId;
        stamp = stamp(directory.resolve(NAME));
    }

    /** The seals of a directory, which are of the journal with that id; none where there is no file. */
    static SealFile read(Path directory, long journalId) {
        SealFile result = new SealFile(directory, journalId);
        ByteBuffer content = FILE.read(directory);
        if (content == null) {
            return result;
        }
        if (content.remaining() < HEAD_LENGTH || (content.remaining() - HEAD_LENGTH) % SEAL_LENGTH != 0) {
            throw FILE.damage(directory, "file has a wrong length: " + content.remaining());
        }
        result.metadataLength = content.getLong();
        result.metadataCrc = content.getInt();
        int count = content.getInt();
        long id = content.getLong();
        if (id != journalId) {
            throw FILE.damage(directory, "seals belong to another journal: id=" + id);
        }
        while (content.hasRemaining()) {
            Seal seal = Seal.read(content);
            result.seals.put(seal.segment(), seal);
        }
        if (result.seals.size() != count) {
            throw FILE.damage(directory, "file has a wrong count: " + count);
        }
        return result;
    }

    void write(ForceOrder order) {
        ByteBuffer content = SmallFile.buffer(HEAD_LENGTH + seals.size() * SEAL_LENGTH);
        content.putLong(metadataLength).putInt(metadataCrc).putInt(seals.size()).putLong(journalId);
        for (Seal seal : seals.values()) {
            seal.write(content);
        }
        FILE.write(order, content.flip());
    }

    /** The seal of a segment, or null. */
    Seal of(int segment) {
        return seals.get(segment);
    }

    /** Number of the newest sealed segment, 0 when there is none. */
    int newest() {
        return seals.isEmpty() ? 0 : seals.lastKey();
    }

    Collection<Seal> all() {
        return seals.values();
    }

    /** Forgets the seals of what is retired; written with the next seal. */
    void retire(Retired retired) {
        seals.headMap(retired.firstSegment()).clear();
    }

    /** Takes the seals off what is going to be written: that segment and all after it, and the metadata. */
    void unseal(int segment) {
        seals.tailMap(segment).clear();
        metadataLength = 0;
        metadataCrc = 0;
    }

    /**
     * Seals a segment that nobody writes to any more, and gives back the space reserved after its end. Forced, so that
     * the seal can be written next.
     *
     * @param end where its last block ends, 0 where it must have an end mark, negative where neither is known
     * @throws CorruptJournalException when it is not there, or not as it was written: a seal would vouch for damage,
     *     and what seems to be after the end would be cut off
     */
    void seal(ForceOrder order, SegmentFiles files, int segment, long end) {
        try (Sealing whole = new Sealing(files, segment)) {
            while (!whole.step()) {
                assert whole.walk().defect() == null : "a walk goes on only where nothing is wrong";
            }
            seal(order, files, whole, end);
        }
    }

    /** The same for one that was walked over to its end. */
    void seal(ForceOrder order, SegmentFiles files, Sealing read, long end) {
        int segment = read.segment();
        FrameWalk walk = read.walk();
        if (walk == null) {
            throw new CorruptJournalException(files.name(segment), 0, "segment is missing");
        }
        if (walk.defect() != null) {
            throw new CorruptJournalException(files.name(segment), walk.position(), walk.defect());
        }
        if (end == 0 ? !walk.ended() : end > 0 && walk.position() != ExcerptDescriptor.nextPosition(end)) {
            throw new CorruptJournalException(
                    files.name(segment), walk.position(), "segment does not end where it was written to: end=" + end);
        }
        int header = ChronicleHeader.crc(read.map());
        long first = firstSequence(read.map());
        long length = trim(order, files.path(segment), walk.used());
        seals.put(segment, new Seal(segment, walk.sum(), header, walk.used(), length, first));
    }

    /** Sequence that the first block names, 0 where there is no block. */
    private static long firstSequence(SegmentMap map) {
        FrameWalk walk = new FrameWalk(map);
        return walk.next() && walk.blockLength() >= BlockDescriptor.HEADER_LENGTH
                ? map.buffer().getLong((int) walk.blockStart() + BlockDescriptor.SEQUENCE_OFFSET)
                : 0;
    }

    /** Seals Chronicle's metadata file; nobody may have it open. Forced, as a segment is. */
    void sealMetadata(ForceOrder order) {
        Path file = directory.resolve(ChronicleSettings.METADATA_FILE);
        try {
            byte[] bytes = SmallFile.bytes(file, LARGEST_METADATA);
            int used = bytes.length;
            while (used > 0 && bytes[used - 1] == 0) {
                used--;
            }
            bytes = Arrays.copyOf(bytes, (int) trim(order, file, used));
            metadataLength = bytes.length;
            metadataCrc = crc(bytes);
        } catch (NoSuchFileException e) {
            metadataLength = 0;
        } catch (IOException e) {
            throw new JournalException("cannot seal the metadata: directory=" + directory, e);
        }
    }

    /** Whether the file is still the one that was read: whoever opens the journal for writing replaces it first. */
    boolean isCurrent() {
        return stamp.equals(stamp(directory.resolve(NAME)));
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = RegularFile.look(file);
            return attributes.fileKey() + " " + attributes.lastModifiedTime();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new JournalException("cannot look at the seals: file=" + file, e);
        }
    }

    boolean hasMetadata() {
        return metadataLength > 0;
    }

    /** What is wrong with the sealed metadata file, or null. */
    String metadataDefect() {
        Path file = directory.resolve(ChronicleSettings.METADATA_FILE);
        try {
            long length = RegularFile.look(file).size();
            if (length != metadataLength) {
                return "file length differs: sealed=" + metadataLength + " found=" + length;
            }
            return crc(SmallFile.bytes(file, LARGEST_METADATA)) == metadataCrc ? null : "checksum differs";
        } catch (NoSuchFileException e) {
            return "file is missing";
        } catch (CorruptJournalException e) {
            return e.getMessage();
        } catch (IOException e) {
            return "file cannot be read: cause=" + e;
        }
    }

    /** Cuts a file after the page that holds its end. Readers never look beyond that. */
    private static long trim(ForceOrder order, Path file, long used) {
        try {
            long length = Math.min(Files.size(file), (used + PAGE_BYTES - 1) & -PAGE_BYTES);
            order.cut(file, length);
            return length;
        } catch (IOException e) {
            throw new JournalException("cannot trim the segment: file=" + file, e);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /**
     * One sealed segment.
     *
     * @param segment its number
     * @param sum over all that no checksum of a block covers
     * @param header checksum of what lies before the first block
     * @param used end of what was written
     * @param fileLength of the file, which may have grown since by zeros
     * @param firstSequence that its first block names, 0 where there is none
     */
    record Seal(int segment, int sum, int header, long used, long fileLength, long firstSequence) {
        private static Seal read(ByteBuffer content) {
            int segment = content.getInt();
            int sum = content.getInt();
            int header = content.getInt();
            content.getInt();
            return new Seal(segment, sum, header, content.getLong(), content.getLong(), content.getLong());
        }

        private void write(ByteBuffer content) {
            content.putInt(segment).putInt(sum).putInt(header).putInt(0);
            content.putLong(used).putLong(fileLength).putLong(firstSequence);
        }

        /** What differs at a glance, which takes the same time for a segment of any length; null where nothing does. */
        VerifyReport.Defect defectAtOnce(SegmentMap map) {
            if (map.length() < fileLength) {
                return truncated(map);
            }
            return ChronicleHeader.crc(map) == header
                    ? null
                    : of(0, "Chronicle's header has changed since it was sealed");
        }

        private VerifyReport.Defect truncated(SegmentMap map) {
            return of(map.length(), "file was truncated: sealed=" + fileLength + " found=" + map.length());
        }

        /**
         * What differs between the blocks of the file and after its end from what was sealed, or null.
         *
         * @param walk a walk over it that has come to its end
         */
        VerifyReport.Defect defect(Path file, SegmentMap map, FrameWalk walk) {
            if (map.length() < fileLength) {
                return truncated(map);
            }
            if (walk.used() != used) {
                return of(walk.position(), "segment ends elsewhere: sealed=" + used + " found=" + walk.used());
            }
            if (walk.sum() != sum) {
                return of(0, "the bytes between the blocks have changed since the segment was sealed");
            }
            long dirtyEnd = SegmentTail.dirtyEnd(file, used);
            return dirtyEnd > used ? of(dirtyEnd - 1, "bytes after the end are not zero") : null;
        }

        private VerifyReport.Defect of(long offset, String what) {
            return new VerifyReport.Defect(SegmentFiles.fileName(segment), offset, what);
        }
    }
}
