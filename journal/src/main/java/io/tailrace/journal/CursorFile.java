package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.checksum.Crc32c;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The file of one cursor, mapped: a save is some stores to a slot, so what is saved survives the process, and where the
 * file is {@linkplain #force forced} the loss of power. One slot always counts after a loss of power. Not thread safe.
 * A save allocates nothing. The mapping goes when it is unreachable, as a late save would end the process after that.
 */
final class CursorFile {
    private final Path path;
    private final UnsafeBuffer slots;
    private int slot;

    private CursorFile(Path path, UnsafeBuffer slots, int slot) {
        this.path = path;
        this.slots = slots;
        this.slot = slot;
    }

    /**
     * Makes the file, in place of one that is there, with one position in it; after a crash it is the old or the new.
     */
    static CursorFile make(ForceOrder order, Path path, ByteBuffer head, Saved position) {
        ByteBuffer whole = ByteBuffer.allocateDirect(CursorDescriptor.FILE_LENGTH); // checksums go by address
        whole.put(0, head, 0, CursorDescriptor.PAGE_LENGTH);
        put(new UnsafeBuffer(whole), CursorDescriptor.PAGE_LENGTH, position);
        order.replace(path, whole);
        return map(path, 0);
    }

    /**
     * Goes on with a file that was read and found sound, and writes again what is in it: after a force that failed,
     * another would tell that it is on the device, and it is not, see {@link SegmentRepair#writeAgain}.
     */
    static CursorFile open(ForceOrder order, Content content) {
        try {
            order.disk().write(content.path, content.bytes, 0);
        } catch (IOException e) {
            throw IoErrors.of("cannot write the cursor again", content.path, e);
        }
        return map(content.path, content.newest == null ? CursorDescriptor.SLOTS - 1 : content.newestSlot);
    }

    private static CursorFile map(Path path, int slot) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (RandomAccessFile file = RegularFile.open(path, "rw")) {
                    MappedByteBuffer map =
                            file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, CursorDescriptor.FILE_LENGTH);
                    return new CursorFile(path, new UnsafeBuffer(map), slot);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot map the cursor", path, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Saves a position. One that builds on what the power may still take never goes to the first slot, which was on the
     * device when the file was made: whatever pages the device has of the file, that one counts.
     *
     * @param forced whether what it builds on is on the device
     */
    void write(Saved saved, boolean forced) {
        int next = forced ? (slot + 1) % CursorDescriptor.SLOTS : CursorDescriptor.SLOTS - 1;
        put(slots, (1 + next) * CursorDescriptor.PAGE_LENGTH, saved);
        slot = next;
    }

    private static void put(UnsafeBuffer to, int at, Saved saved) {
        to.putInt(at + CursorDescriptor.MAGIC_OFFSET, CursorDescriptor.MAGIC);
        to.putInt(at + CursorDescriptor.VERSION_OFFSET, CursorDescriptor.VERSION);
        to.putInt(
                at + CursorDescriptor.STATE_OFFSET,
                saved.begun ? CursorDescriptor.STATE_BEGUN : CursorDescriptor.STATE_INITIAL);
        to.putLong(at + CursorDescriptor.GENERATION_OFFSET, saved.generation);
        to.putLong(at + CursorDescriptor.BASE_OFFSET, saved.base);
        to.putLong(at + CursorDescriptor.SEQUENCE_OFFSET, saved.place.sequence());
        to.putLong(at + CursorDescriptor.END_OFFSET, saved.place.end());
        to.putLong(at + CursorDescriptor.EPOCH_OFFSET, saved.epoch);
        to.putLong(at + CursorDescriptor.ORDINAL_OFFSET, saved.place.ordinal());
        int crc = Crc32c.INSTANCE.compute(
                to.addressOffset(),
                at + CursorDescriptor.FLAGS_OFFSET,
                CursorDescriptor.SLOT_LENGTH - CursorDescriptor.FLAGS_OFFSET);
        to.putInt(at + CursorDescriptor.CRC_OFFSET, crc);
    }

    /** Returns when what was saved is on the device. */
    void force(ForceOrder order) {
        order.forceMapped(path);
    }

    Path path() {
        return path;
    }

    /** A position as it is kept, by a file or in the journal. Not thread safe. */
    static final class Saved {
        final CursorPlace place = new CursorPlace();
        boolean begun;
        /** Of two the one of the later generation counts. */
        long generation;
        /** That of the newest position in the journal when it was saved: it counts only where that is there. */
        long base;
        /** That of the journal when it was saved: what has a greater one was written since. */
        long epoch;

        Saved set(Saved other) {
            place.set(other.place);
            begun = other.begun;
            generation = other.generation;
            base = other.base;
            epoch = other.epoch;
            return this;
        }
    }

    /** What is in a file. */
    static final class Content {
        final Path path;
        /** What is wrong, null when the head and one slot at least are sound. */
        String defect;

        String name;
        String text = "";
        long fingerprint;
        boolean holding;
        /** The position that counts, null where none does. */
        Saved newest;

        private int newestSlot;
        private ByteBuffer bytes;

        private Content(Path path) {
            this.path = path;
        }
    }

    /**
     * Reads a file.
     *
     * @param journaled generation of the newest position of the cursor that the journal holds, 0 for none
     * @return null when there is none
     */
    static Content read(Path path, long journalId, long journaled) {
        ByteBuffer file;
        try {
            file = ByteBuffer.wrap(SmallFile.bytes(path, CursorDescriptor.FILE_LENGTH + 1));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw IoErrors.reading("cannot read the cursor", path, e);
        } catch (CorruptJournalException e) {
            Content other = new Content(path);
            other.defect = e.getMessage();
            return other;
        }
        Content content = new Content(path);
        content.bytes = file;
        ByteBuffer head = page(file, 0);
        content.defect = file.limit() == CursorDescriptor.FILE_LENGTH
                ? CursorDescriptor.headDefect(head, journalId)
                : "file has another length: length=" + file.limit();
        if (content.defect == null) {
            readHead(content, head);
            readSlots(content, file, journaled);
        }
        return content;
    }

    private static void readHead(Content content, ByteBuffer head) {
        int name = head.getInt(CursorDescriptor.NAME_LENGTH_OFFSET);
        int text = head.getInt(CursorDescriptor.TEXT_LENGTH_OFFSET);
        byte[] bytes = Arrays.copyOfRange(
                head.array(),
                head.arrayOffset() + CursorDescriptor.NAME_OFFSET,
                head.arrayOffset() + CursorDescriptor.NAME_OFFSET + name + text);
        content.name = new String(bytes, 0, name, StandardCharsets.UTF_8);
        content.text = new String(bytes, name, text, StandardCharsets.UTF_8);
        content.fingerprint = head.getLong(CursorDescriptor.FINGERPRINT_OFFSET);
        content.holding = (head.getInt(CursorDescriptor.FLAGS_OFFSET) & CursorDescriptor.FLAG_HOLDING) != 0;
    }

    private static void readSlots(Content content, ByteBuffer file, long journaled) {
        String defect = null;
        boolean isAnySound = false;
        for (int i = 0; i < CursorDescriptor.SLOTS; i++) {
            ByteBuffer slot = page(file, 1 + i);
            String wrong = CursorDescriptor.slotDefect(slot);
            defect = defect == null ? wrong : defect;
            isAnySound |= wrong == null;
            long generation = wrong == null ? slot.getLong(CursorDescriptor.GENERATION_OFFSET) : 0;
            boolean counts = wrong == null && slot.getLong(CursorDescriptor.BASE_OFFSET) <= journaled;
            if (counts && (content.newest == null || generation > content.newest.generation)) {
                content.newest = saved(slot);
                content.newestSlot = i;
            }
        }
        content.defect = isAnySound ? null : defect;
    }

    private static Saved saved(ByteBuffer slot) {
        Saved saved = new Saved();
        saved.begun = slot.getInt(CursorDescriptor.STATE_OFFSET) == CursorDescriptor.STATE_BEGUN;
        saved.generation = slot.getLong(CursorDescriptor.GENERATION_OFFSET);
        saved.base = slot.getLong(CursorDescriptor.BASE_OFFSET);
        saved.epoch = slot.getLong(CursorDescriptor.EPOCH_OFFSET);
        saved.place.set(
                slot.getLong(CursorDescriptor.SEQUENCE_OFFSET),
                slot.getLong(CursorDescriptor.END_OFFSET),
                slot.getInt(CursorDescriptor.ORDINAL_OFFSET));
        return saved;
    }

    private static ByteBuffer page(ByteBuffer file, int page) {
        int from = Math.min(file.limit(), page * CursorDescriptor.PAGE_LENGTH);
        int to = Math.min(file.limit(), from + CursorDescriptor.PAGE_LENGTH);
        return file.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
    }
}
