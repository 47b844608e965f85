package io.tailrace.journal;

/**
 * How Chronicle Queue frames what it stores in a file: a word, then that many bytes, the next word at the next multiple
 * of 4.
 *
 * <pre>
 *   31           30          29..0
 *   | incomplete | meta data | length |     0: nothing here yet;  incomplete, meta data and no length: end of the file,
 * </pre>
 *
 * and after that the name of the event in four bytes. Meta data are Chronicle's own header and index. Our blocks begin
 * at the next multiple of 8 after the word, so that what is inside them is aligned.
 */
final class ExcerptDescriptor {
    static final int WORD_LENGTH = Integer.BYTES;
    static final int INCOMPLETE = 0x80000000;
    static final int META_DATA = 0x40000000;
    static final int END = INCOMPLETE | META_DATA;
    /** Chronicle writes this after the word that ends a file. */
    static final int END_NAME = 0x464F45C3;

    static final int END_LENGTH = WORD_LENGTH + Integer.BYTES;
    static final int LENGTH_MASK = 0x3FFFFFFF;

    private ExcerptDescriptor() {}

    static boolean isComplete(int word) {
        return word > 0;
    }

    static boolean isMetaData(int word) {
        return (word & META_DATA) != 0;
    }

    static int length(int word) {
        return word & LENGTH_MASK;
    }

    /** Bytes between the word at {@code position} and the block. */
    static int padding(long position) {
        return (int) -(position + WORD_LENGTH) & (BlockDescriptor.ALIGNMENT - 1);
    }

    static long blockPosition(long position) {
        return position + WORD_LENGTH + padding(position);
    }

    /** Position of the word after an excerpt that ends at {@code end}. */
    static long nextPosition(long end) {
        return (end + (WORD_LENGTH - 1)) & -WORD_LENGTH;
    }
}
