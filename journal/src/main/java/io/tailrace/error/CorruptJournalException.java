package io.tailrace.error;

/**
 * Bytes on disk are not what was written: a checksum, length, sequence or structure is wrong. The message names file
 * and offset, and what to do.
 */
public final class CorruptJournalException extends JournalException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String what;

    /**
     * Names the place and the defect.
     *
     * @param file path of the file, or its name
     * @param offset position in the file, in bytes
     * @param what what is wrong there
     */
    public CorruptJournalException(String file, long offset, String what) {
        super("file=" + file + " offset=" + offset + " " + what);
        this.file = file;
        this.offset = offset;
        this.what = what;
    }

    /** {@return the path of the file, or its name} */
    public String file() {
        return file;
    }

    /** {@return what is wrong there, without the place} */
    public String what() {
        return what;
    }

    /** {@return the position in the file, in bytes} */
    public long offset() {
        return offset;
    }
}
