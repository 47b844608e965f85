package io.tailrace.journal;

import io.tailrace.document.Document;
import io.tailrace.testing.FuzzTarget;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Takes bytes for the blocks of a journal, one after the other, which begin with a catalogue. What the checks let
 * through has to read.
 */
public final class BlockTarget implements FuzzTarget {
    private static final int LONGEST = 1 << 20;

    private final UnsafeBuffer memory = JournalFixture.direct(LONGEST);
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private final StretchStore source = new StretchStore(Path.of("fuzz"));

    /** One of a mebibyte at most. */
    public BlockTarget() {}

    @Override
    public boolean takes(byte[] input) {
        if (input.length > LONGEST || input.length == 0) {
            return false;
        }
        read(input, true);
        return read(input, false);
    }

    private boolean read(byte[] input, boolean mended) {
        memory.putBytes(0, input);
        long id = input.length < BlockDescriptor.HEADER_LENGTH ? 0 : BlockDescriptor.journalId(memory);
        BlockContent content = new BlockContent(new Catalogue(new JournalConfig()), source, id);
        long expected = 0;
        int at = 0;
        while (at < input.length) {
            int room = input.length - at;
            block.wrap(memory, at, room);
            int length = room < BlockDescriptor.HEADER_LENGTH ? room : BlockDescriptor.length(block);
            block.wrap(memory, at, length < BlockDescriptor.HEADER_LENGTH || length > room ? room : length);
            if (mended && room >= BlockDescriptor.HEADER_LENGTH) {
                mend(block, id);
            }
            String wrong = BlockCheck.defect(block, id);
            if (wrong == null) {
                wrong = BlockCheck.misfit(block, BlockDescriptor.segment(block), expected, 0);
            }
            if (wrong == null) {
                wrong = content.defect(block, BlockDescriptor.segment(block), at);
            }
            if (wrong != null) {
                return false;
            }
            expected = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block);
            readSound(content, at);
            at += block.capacity();
        }
        return true;
    }

    static void mend(UnsafeBuffer block, long id) {
        block.putInt(BlockDescriptor.MAGIC_OFFSET, BlockDescriptor.MAGIC);
        block.putShort(BlockDescriptor.VERSION_OFFSET, (short) BlockDescriptor.VERSION);
        block.putInt(BlockDescriptor.LENGTH_OFFSET, block.capacity());
        block.putLong(BlockDescriptor.JOURNAL_ID_OFFSET, id);
        block.putInt(BlockDescriptor.CRC_OFFSET, BlockDescriptor.computeCrc(block, block.capacity()));
    }

    private void readSound(BlockContent content, int at) {
        try {
            JournalReader change = content.read(block, BlockDescriptor.segment(block), at);
            Document document = new Document(change.dictionary());
            while (change.next()) {
                if (change.kind() == RecordKind.CHANGE && change.hasNew()) {
                    document.wrap(change.block(), change.newOffset(), change.newLength())
                            .toMap();
                }
                if (change.kind() == RecordKind.CHANGE && change.hasOld()) {
                    document.wrap(change.oldBuffer(), change.oldOffset(), change.oldLength())
                            .toMap();
                }
            }
        } catch (RuntimeException e) {
            throw new AssertionError("a sound block does not read", e);
        }
    }
}
