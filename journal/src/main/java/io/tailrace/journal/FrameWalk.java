package io.tailrace.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Walks the frames of one segment file and sums up, with CRC-32C, every used byte that no block checksum covers: frame
 * words, padding, Chronicle's own header and index. Together with the blocks' checksums that is every byte up to the
 * end. Not thread safe.
 */
final class FrameWalk {
    private SegmentMap map;
    private ByteBuffer bytes;
    private final CRC32C crc = new CRC32C();
    private long position;
    private long framePosition;
    private long blockStart;
    private int blockLength;
    private boolean composing;
    private boolean beyondFile;
    private String defect;

    FrameWalk(SegmentMap map) {
        this.map = map;
        bytes = map.buffer().byteBuffer().duplicate();
    }

    /** A walk that has come to the end, or to where the frames stop making sense. */
    static FrameWalk whole(SegmentMap map) {
        FrameWalk walk = new FrameWalk(map);
        while (walk.next()) {
            assert walk.position() <= map.length() : "the walk stays inside";
        }
        return walk;
    }

    /** Steps to the next block; false at the end or where the frames stop making sense. */
    boolean next() {
        while (position + ExcerptDescriptor.WORD_LENGTH <= map.length()) {
            int word = map.word(position);
            if (!ExcerptDescriptor.isComplete(word)) {
                ended(word);
                return false;
            }
            long start = position + ExcerptDescriptor.WORD_LENGTH;
            long end = start + ExcerptDescriptor.length(word);
            if (end > map.length()) {
                beyondFile = true;
                defect = "frame reaches beyond the file: length=" + ExcerptDescriptor.length(word) + " file="
                        + map.length();
                return false;
            }
            boolean ours = !ExcerptDescriptor.isMetaData(word);
            if (!ours && !ChronicleHeader.isNamed(map.buffer(), (int) start, (int) (end - start))) {
                defect = "frame is neither a block nor one of Chronicle's";
                return false;
            }
            framePosition = position;
            blockStart = ours ? Math.min(ExcerptDescriptor.blockPosition(position), end) : end;
            blockLength = (int) (end - blockStart);
            add(position, blockStart);
            position = ExcerptDescriptor.nextPosition(end);
            add(end, Math.min(position, map.length()));
            if (ours) {
                return true;
            }
        }
        if (defect == null && position + ExcerptDescriptor.WORD_LENGTH > map.length()) {
            beyondFile = true;
            defect = "file ends before its end mark: length=" + map.length();
        }
        return false;
    }

    /** Walks on in a longer mapping of the file. */
    void goOn(SegmentMap longer) {
        long summed = Math.min(position, map.length());
        map = longer;
        bytes = longer.buffer().byteBuffer().duplicate();
        add(summed, Math.min(position, map.length()));
        beyondFile = false;
        defect = null;
    }

    private void ended(int word) {
        if (word != 0 && word != ExcerptDescriptor.END) {
            composing = true;
            defect = "frame is not complete: word=0x" + Integer.toHexString(word);
        }
    }

    private void add(long from, long to) {
        bytes.limit((int) to).position((int) from);
        crc.update(bytes);
    }

    /** Position of the frame word that the walk stands at. */
    long position() {
        return position;
    }

    /** Position of the frame word of the block that was stepped to. */
    long framePosition() {
        return framePosition;
    }

    /** Where the block begins that was stepped to. */
    long blockStart() {
        return blockStart;
    }

    /** Its length as its frame says. */
    int blockLength() {
        return blockLength;
    }

    /** Whether it stopped at a frame that its writer has begun and not published. */
    boolean isComposing() {
        return composing;
    }

    /** Whether it stopped as the mapping is too short, which a file that has grown since explains. */
    boolean isBeyondFile() {
        return beyondFile;
    }

    /** What made the walk stop other than the end of the file's content, or null. */
    String defect() {
        return defect;
    }

    /** Whether the file has been ended by a roll. */
    boolean ended() {
        return position + ExcerptDescriptor.WORD_LENGTH <= map.length() && map.word(position) == ExcerptDescriptor.END;
    }

    /** Whether the walk came to where nothing is published and no end mark stands. */
    boolean isOpen() {
        return position + ExcerptDescriptor.WORD_LENGTH > map.length()
                || !ended() && !ExcerptDescriptor.isComplete(map.word(position));
    }

    /** End of the used bytes, the last frame word included, and what Chronicle writes after that of an ended file. */
    long used() {
        int tail = ended() ? ExcerptDescriptor.END_LENGTH : ExcerptDescriptor.WORD_LENGTH;
        return Math.min(position + tail, map.length());
    }

    /** The sum over what was walked and the word at the end. */
    int sum() {
        CRC32C whole = new CRC32C();
        ByteBuffer tail = ByteBuffer.allocate(Long.BYTES + ExcerptDescriptor.END_LENGTH);
        tail.putLong(crc.getValue());
        for (long at = position; at < used(); at++) {
            tail.put(map.buffer().getByte((int) at));
        }
        whole.update(tail.flip());
        return (int) whole.getValue();
    }
}
