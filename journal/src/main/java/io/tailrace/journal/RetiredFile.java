package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file that says what is retired, before any of it is taken away: a segment that is missing is expired where this
 * says so, and else it is damage. Two slots that say the same, written in place one after the other, so that one is
 * whole whenever the power goes. What is retired only grows, so of two sound slots the one that says more counts.
 * Layout in {@link RetiredDescriptor}.
 *
 * <p>It is no part of the seals, for three reasons: they are replaced by a new file, for which there may be no room
 * just when room is to be made; who finds a segment missing reads a page, and not the seals of all others; and a
 * journal of which nothing was ever retired has no such file, and stays as it was.
 */
final class RetiredFile {
    static final String NAME = "retired.tailrace";

    private static final String ADVICE = ": it says which segments were taken away on purpose; restore the journal from"
            + " a copy, or put this file back from one that was made since segments were last taken away";

    private RetiredFile() {}

    /**
     * What a directory says.
     *
     * @param retired what counts
     * @param defect what is wrong with one of the slots, or null
     * @param isWhole whether both slots say the same
     */
    record Content(Retired retired, String defect, boolean isWhole) {}

    /**
     * What the directory says of the journal with that id; nothing where there is no file.
     *
     * @throws CorruptJournalException where no slot can be believed
     */
    static Content read(Path directory, long journalId) {
        Path file = directory.resolve(NAME);
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(SmallFile.bytes(file, RetiredDescriptor.FILE_LENGTH + 1));
        } catch (NoSuchFileException e) {
            return new Content(Retired.NOTHING, null, true);
        } catch (IOException e) {
            throw IoErrors.reading("cannot read what is retired", file, e);
        }
        Retired most = null;
        String defect = bytes.limit() > RetiredDescriptor.FILE_LENGTH ? "file is too long" : null;
        boolean isWhole = defect == null;
        for (int i = RetiredDescriptor.SLOTS - 1; i >= 0; i--) {
            ByteBuffer slot = slot(bytes, i);
            String wrong = RetiredDescriptor.defect(slot, journalId);
            if (wrong != null) {
                defect = wrong + ": slot=" + i;
                isWhole = false;
                continue;
            }
            Retired said = RetiredDescriptor.retired(slot);
            isWhole &= most == null || most.equals(said);
            if (most == null || said.firstSegment() > most.firstSegment()) {
                most = said;
            }
        }
        if (most == null) {
            throw new CorruptJournalException(file.toString(), 0, defect + ADVICE);
        }
        return new Content(most, defect, isWhole);
    }

    /** Says that more is retired; forced when this returns. Needs no space but for the first time. */
    static void write(ForceOrder order, long journalId, Retired retired) {
        Path file = order.directory().resolve(NAME);
        if (!isThere(file)) {
            complete(order, journalId, retired);
            return;
        }
        ByteBuffer both = content(journalId, retired);
        try {
            for (int i = 0; i < RetiredDescriptor.SLOTS; i++) {
                order.overwrite(file, slot(both, i), (long) i * RetiredDescriptor.SLOT_LENGTH);
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot write what is retired", file, e);
        }
    }

    /** Makes the file anew, where a kill or damage has left its slots different. */
    static void complete(ForceOrder order, long journalId, Retired retired) {
        order.replace(order.directory().resolve(NAME), content(journalId, retired));
    }

    private static ByteBuffer content(long journalId, Retired retired) {
        ByteBuffer both = ByteBuffer.allocate(RetiredDescriptor.FILE_LENGTH);
        for (int i = 0; i < RetiredDescriptor.SLOTS; i++) {
            RetiredDescriptor.put(slot(both, i), journalId, retired);
        }
        return both;
    }

    private static boolean isThere(Path file) {
        try {
            return RegularFile.look(file).size() == RetiredDescriptor.FILE_LENGTH;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw IoErrors.reading("cannot look at what is retired", file, e);
        }
    }

    private static ByteBuffer slot(ByteBuffer file, int slot) {
        int from = Math.min(file.limit(), slot * RetiredDescriptor.SLOT_LENGTH);
        int to = Math.min(file.limit(), from + RetiredDescriptor.SLOT_LENGTH);
        return file.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
    }
}
