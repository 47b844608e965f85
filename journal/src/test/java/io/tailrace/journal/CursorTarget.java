package io.tailrace.journal;

import io.tailrace.testing.FuzzTarget;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** Takes bytes for the file of a named cursor. */
public final class CursorTarget implements FuzzTarget {
    private final FuzzDirectory directory = new FuzzDirectory();

    /** One with a directory of its own. */
    public CursorTarget() {}

    @Override
    public boolean takes(byte[] input) throws IOException {
        boolean taken = read(input);
        byte[] mended = input.clone();
        UnsafeBuffer file = new UnsafeBuffer(mended);
        for (int at = 0; at + CursorDescriptor.PAGE_LENGTH <= mended.length; at += CursorDescriptor.PAGE_LENGTH) {
            int name = file.getInt(at + CursorDescriptor.NAME_LENGTH_OFFSET);
            int text = file.getInt(at + CursorDescriptor.TEXT_LENGTH_OFFSET);
            boolean fits = name >= 0 && name <= 64 && text >= 0 && text <= CursorDescriptor.LONGEST_TEXT;
            int end = at > 0 || !fits ? CursorDescriptor.SLOT_LENGTH : CursorDescriptor.NAME_OFFSET + name + text;
            file.putInt(at, CursorDescriptor.MAGIC);
            file.putInt(at + CursorDescriptor.VERSION_OFFSET, CursorDescriptor.VERSION);
            int from = at + CursorDescriptor.FLAGS_OFFSET;
            file.putInt(at + CursorDescriptor.CRC_OFFSET, Checksums.of(mended, from, at + end));
        }
        read(mended);
        return taken;
    }

    private boolean read(byte[] input) throws IOException {
        UnsafeBuffer file = new UnsafeBuffer(input);
        boolean whole = input.length >= CursorDescriptor.NAME_OFFSET;
        long id = whole ? file.getLong(CursorDescriptor.JOURNAL_ID_OFFSET) : 1;
        Path path = directory.write("one.cursor", input);
        CursorFile.Content content = CursorFile.read(path, id, 0);
        if (content.defect != null) {
            return false;
        }
        CursorFile.Saved newest = content.newest;
        if (content.name == null || newest != null && newest.place.end() < newest.place.sequence()) {
            throw new AssertionError("name=" + content.name + " newest=" + newest);
        }
        return true;
    }
}
