package io.tailrace.journal;

import io.tailrace.error.Arguments;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.JournalException;
import io.tailrace.error.UnsupportedFormatException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes a journal of a file with a stretch of another one. Every byte of the file is checked before it is used. */
public final class StretchImport {
    private final Path path;
    private final RandomAccessFile file;
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[StretchDescriptor.HEADER_LENGTH]);
    private final UnsafeBuffer memory = new UnsafeBuffer(
            ByteBuffer.allocateDirect(JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT + BlockDescriptor.ALIGNMENT)
                    .alignedSlice(BlockDescriptor.ALIGNMENT)
                    .order(ByteOrder.LITTLE_ENDIAN));
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private long position = StretchDescriptor.HEADER_LENGTH;
    private long sum;

    private StretchImport(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Imports.
     *
     * @param file that {@link StretchExport} has written
     * @param into where the journal is going to be; must not exist or be an empty directory, and appears when it is
     *     complete
     * @return what was read
     * @throws CorruptJournalException when the file is not what was written, or the old document of a change is not the
     *     one that stands before it
     * @throws UnsupportedFormatException when another version wrote it
     * @throws JournalException when there is no such file, or the target is there and not empty
     */
    public static Stretch read(Path file, Path into) {
        JvmFlags.check();
        Arguments.given(file, "file", "read(file, into)");
        NewJournal target = new NewJournal(Arguments.given(into, "into", "read(file, into)"));
        target.refuseOccupied();
        try (RandomAccessFile open = RegularFile.open(file, "r")) {
            StretchImport source = new StretchImport(file, open);
            source.header();
            JournalConfig config =
                    new JournalConfig().hashSeed(source.header.getLong(StretchDescriptor.HASH_SEED_OFFSET));
            return target.make(config, source::write);
        } catch (NoSuchFileException e) {
            throw new JournalException("there is no such file: file=" + file + ": check the path", e);
        } catch (IOException e) {
            throw IoErrors.reading("cannot read the stretch", file, e);
        }
    }

    private CorruptJournalException damage(long offset, String what) {
        return new CorruptJournalException(path.toString(), offset, what + ": export or copy it again");
    }

    private void header() throws IOException {
        byte[] bytes = new byte[StretchDescriptor.HEADER_LENGTH];
        if (file.length() < bytes.length + StretchDescriptor.FOOTER_LENGTH) {
            throw damage(0, "file is cut off: length=" + file.length());
        }
        file.readFully(bytes);
        header.putBytes(0, bytes);
        if (header.getInt(0) != StretchDescriptor.MAGIC) {
            throw damage(0, "file is no exported stretch");
        }
        int version = header.getInt(StretchDescriptor.VERSION_OFFSET);
        if (version != StretchDescriptor.VERSION) {
            throw new UnsupportedFormatException("the stretch has another format: file=" + path + " version=" + version
                    + " supported=" + StretchDescriptor.VERSION + ": use the version of Tailrace that wrote it");
        }
        if (header.getInt(StretchDescriptor.CRC_OFFSET) != StretchDescriptor.headerCrc(header)) {
            throw damage(0, "header checksum differs");
        }
        long length = header.getLong(StretchDescriptor.LENGTH_OFFSET);
        if (length != file.length()) {
            throw damage(0, "file length differs: written=" + length + " found=" + file.length());
        }
    }

    private Stretch write(Journal into) {
        try {
            return copy(into);
        } catch (IOException e) {
            throw IoErrors.reading("cannot read the stretch", path, e);
        }
    }

    private Stretch copy(Journal into) throws IOException {
        long id = header.getLong(StretchDescriptor.JOURNAL_ID_OFFSET);
        long end = file.length() - StretchDescriptor.FOOTER_LENGTH;
        Catalogue names = new Catalogue(new JournalConfig());
        Transcript transcript = new Transcript(names, into, null);
        StandingDocuments standing = new StandingDocuments(names, header.getLong(StretchDescriptor.HASH_SEED_OFFSET));
        long blocks = 0;
        long expected = 1;
        try (StretchStore source = new StretchStore(path)) {
            BlockContent content = new BlockContent(names, source, id);
            while (position < end) {
                long at = position;
                read(end);
                String wrong = BlockCheck.defect(block, id);
                if (wrong == null) {
                    wrong = BlockCheck.misfit(block, 1, expected, 1);
                }
                if (wrong == null) {
                    wrong = content.defect(block, 1, at);
                }
                if (wrong != null) {
                    throw damage(at, wrong);
                }
                take(content, transcript, standing, at);
                sum = StretchDescriptor.sum(sum, BlockDescriptor.crc(block));
                expected += BlockDescriptor.changes(block);
                blocks++;
            }
        }
        footer();
        long state = header.getLong(StretchDescriptor.STATE_OFFSET);
        long changes = header.getLong(StretchDescriptor.CHANGES_OFFSET);
        if (blocks != header.getLong(StretchDescriptor.BLOCKS_OFFSET)
                || expected != state + changes + 1
                || transcript.sequence() != state + changes) {
            throw damage(0, "counts differ from the header: blocks=" + blocks + " sequence=" + (expected - 1));
        }
        return new Stretch(
                header.getLong(StretchDescriptor.FROM_OFFSET),
                header.getLong(StretchDescriptor.UNTIL_OFFSET),
                state,
                changes,
                file.length());
    }

    private void read(long end) throws IOException {
        byte[] head = new byte[BlockDescriptor.HEADER_LENGTH];
        if (end - position < head.length) {
            throw damage(position, "block is cut off");
        }
        file.readFully(head);
        memory.putBytes(0, head);
        int length = BlockDescriptor.length(memory);
        if (length < head.length || length > Math.min(end - position, JournalConfig.LARGEST_BLOCK_BYTES_DEFAULT)) {
            throw damage(position, "block length is impossible: length=" + length);
        }
        byte[] rest = new byte[length - head.length];
        file.readFully(rest);
        memory.putBytes(head.length, rest);
        block.wrap(memory, 0, length);
        position += length;
    }

    private void take(BlockContent content, Transcript transcript, StandingDocuments standing, long at) {
        if ((BlockDescriptor.flags(block) & BlockDescriptor.FLAG_TRANSACTION) != 0) {
            transcript.beginTransaction(BlockDescriptor.timeNs(block), content.changeBytes());
        }
        JournalReader change = content.read(block, 1, at);
        while (change.next()) {
            transcript.change(change);
            String wrong = standing.take(change);
            if (wrong != null) {
                throw damage(at, wrong);
            }
        }
        transcript.end(change.markedTimeNs());
    }

    private void footer() throws IOException {
        byte[] bytes = new byte[StretchDescriptor.FOOTER_LENGTH];
        file.readFully(bytes);
        UnsafeBuffer footer = new UnsafeBuffer(bytes);
        boolean sound = footer.getInt(0) == StretchDescriptor.MAGIC
                && footer.getInt(StretchDescriptor.FOOTER_CRC_OFFSET) == StretchDescriptor.footerCrc(footer)
                && footer.getLong(StretchDescriptor.FOOTER_SUM_OFFSET) == sum
                && header.getLong(StretchDescriptor.SUM_OFFSET) == sum;
        if (!sound) {
            throw damage(position, "footer is damaged, or the blocks are not those that were written together");
        }
    }
}
