package io.tailrace.journal;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.Arguments;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** How a journal is opened. Not thread safe; concluded once by {@link Journal}, unchangeable afterwards. */
public final class JournalConfig {
    /** Default of {@link #segmentBytes(int)}: 256 MiB. */
    public static final int SEGMENT_BYTES_DEFAULT = 256 << 20;

    /** Default and maximum of {@link #largestBlockBytes(int)}: 16 MiB. */
    public static final int LARGEST_BLOCK_BYTES_DEFAULT = 16 << 20;

    /** Default of {@link #reserveStepBytes(int)}: 4 MiB. */
    public static final int RESERVE_STEP_BYTES_DEFAULT = 4 << 20;

    static final int SEGMENT_BYTES_MINIMUM = 32 << 10;
    static final int SEGMENT_BYTES_MAXIMUM = 512 << 20;
    static final int BLOCK_BYTES_MINIMUM = 4 << 10;
    static final int RESERVE_STEP_MINIMUM = 16 << 10;

    private Path directory;
    private boolean readOnly;
    private int segmentBytes = SEGMENT_BYTES_DEFAULT;
    private int largestBlockBytes = LARGEST_BLOCK_BYTES_DEFAULT;
    private int reserveStepBytes = RESERVE_STEP_BYTES_DEFAULT;
    private DocumentLimits limits = new DocumentLimits();
    private Set<PosixFilePermission> filePermissions =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private Long hashSeed;
    private Disk disk;
    private BlockStores stores = ChronicleBlockStore::new;
    private boolean concluded;

    /** Starts from the defaults. */
    public JournalConfig() {}

    /**
     * Where the journal lies.
     *
     * @return the directory, or null for one in memory
     */
    public Path directory() {
        return directory;
    }

    /**
     * Sets where the journal lies; created when absent and opened for writing.
     *
     * @param path a directory that is empty, absent or holds a journal
     * @return this
     */
    public JournalConfig directory(Path path) {
        change();
        directory = Arguments.given(path, "path", "directory(path)");
        return this;
    }

    /**
     * Whether the journal is only read.
     *
     * @return false by default
     */
    public boolean readOnly() {
        return readOnly;
    }

    /**
     * Sets whether the journal is only read; many processes may read while one writes.
     *
     * @param value true to read only
     * @return this
     */
    public JournalConfig readOnly(boolean value) {
        change();
        readOnly = value;
        return this;
    }

    /** {@return the size at which a segment ends, in bytes} */
    public int segmentBytes() {
        return segmentBytes;
    }

    /**
     * Sets the size at which a segment ends: the next one begins when the used bytes and the largest block would pass
     * it.
     *
     * @param bytes 32 KiB to 512 MiB, at least four times the largest block
     * @return this
     */
    public JournalConfig segmentBytes(int bytes) {
        change();
        segmentBytes = bytes;
        return this;
    }

    /** {@return the most bytes that a block can hold} */
    public int largestBlockBytes() {
        return largestBlockBytes;
    }

    /**
     * Sets the most a block, and so a document with its old image or a transaction, can hold.
     *
     * @param bytes 4 KiB to 16 MiB, at most a quarter of a segment
     * @return this
     */
    public JournalConfig largestBlockBytes(int bytes) {
        change();
        largestBlockBytes = bytes;
        return this;
    }

    /** {@return the step in which space is reserved ahead of the writer, in bytes} */
    public int reserveStepBytes() {
        return reserveStepBytes;
    }

    /**
     * Sets the step in which space is reserved and touched ahead of the writer.
     *
     * @param bytes 16 KiB up to a segment
     * @return this
     */
    public JournalConfig reserveStepBytes(int bytes) {
        change();
        reserveStepBytes = bytes;
        return this;
    }

    /** {@return the limits of documents} */
    public DocumentLimits limits() {
        return limits;
    }

    /**
     * Sets the limits of documents.
     *
     * @param value the limits
     * @return this
     */
    public JournalConfig limits(DocumentLimits value) {
        change();
        limits = Arguments.given(value, "value", "limits(value)");
        return this;
    }

    /**
     * Sets the permissions of the files of the journal, whatever the umask says. Directories that are made for it let
     * in whoever may read the files. What exists already keeps what it has. Default: the owner reads and writes, nobody
     * else. Without effect on file systems that know no such permissions.
     *
     * @param permissions with those of the owner to read and to write; add {@code GROUP_READ} for readers of another
     *     user
     * @return this
     */
    public JournalConfig filePermissions(Set<PosixFilePermission> permissions) {
        change();
        filePermissions = Set.copyOf(permissions);
        return this;
    }

    /**
     * Sets the seed of the hash of keys of a new journal, to repeat a run exactly. Default: a secure random one. It
     * stays with the journal; asking an existing one for another is an error.
     *
     * @param seed any number
     * @return this
     */
    public JournalConfig hashSeed(long seed) {
        change();
        hashSeed = seed;
        return this;
    }

    /** The seed that was asked for, or null. */
    Long hashSeed() {
        return hashSeed;
    }

    /** Puts another disk below the journal's files. */
    JournalConfig disk(Disk value) {
        change();
        disk = value;
        return this;
    }

    Disk disk() {
        return disk != null ? disk : new FileDisk(filePermissions);
    }

    /** Has blocks stored by another than Chronicle Queue, in the same files. */
    JournalConfig stores(BlockStores value) {
        change();
        stores = value;
        return this;
    }

    BlockStores stores() {
        return stores;
    }

    /**
     * Checks everything and forbids further changes. Called by {@link Journal}; a second call does nothing.
     *
     * @return this
     * @throws IllegalArgumentException naming the setter, the value and what is allowed
     */
    public JournalConfig conclude() {
        if (!concluded) {
            range("segmentBytes", segmentBytes, SEGMENT_BYTES_MINIMUM, SEGMENT_BYTES_MAXIMUM);
            range("largestBlockBytes", largestBlockBytes, BLOCK_BYTES_MINIMUM, LARGEST_BLOCK_BYTES_DEFAULT);
            range("largestBlockBytes", largestBlockBytes, BLOCK_BYTES_MINIMUM, segmentBytes / 4);
            range("reserveStepBytes", reserveStepBytes, RESERVE_STEP_MINIMUM, SEGMENT_BYTES_MAXIMUM);
            if (!filePermissions.contains(PosixFilePermission.OWNER_READ)
                    || !filePermissions.contains(PosixFilePermission.OWNER_WRITE)) {
                throw new IllegalArgumentException("JournalConfig.filePermissions=" + filePermissions
                        + " needs OWNER_READ and OWNER_WRITE: the writer maps the files it makes");
            }
            concluded = true;
        }
        return this;
    }

    private static void range(String setter, long value, long minimum, long maximum) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(
                    "JournalConfig." + setter + "=" + value + " minimum=" + minimum + " maximum=" + maximum);
        }
    }

    private void change() {
        if (concluded) {
            throw new IllegalStateException("the configuration is in use: set it up before the journal is opened");
        }
    }
}
