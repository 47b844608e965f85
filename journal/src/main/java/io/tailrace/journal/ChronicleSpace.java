package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import net.openhft.posix.MAdviseFlag;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Space of the segment being written: really allocated and touched ahead of the writer.
 *
 * <p>Chronicle maps sparse files. On a full disk a store to an unallocated page is lost, and Java learns of it late or
 * never; a page that nobody touched costs the writer a fault. So the writer never goes beyond what {@link #require} has
 * reserved, and another thread works ahead of it with {@link #ahead}. Both, and a change of segment, exclude each other
 * by this object's lock: an address is never touched after it was unmapped.
 */
final class ChronicleSpace implements AutoCloseable {
    private static final int PAGE_BYTES = 4_096;
    private static final int EINTR = 4;
    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;
    private static final int STEPS_AHEAD = 2;
    private static final int PROT_READ = 1;
    /** Private, at that address, without a file and without reserved memory, as Linux numbers these. */
    private static final int MAP_BLANK = 0x02 | 0x10 | 0x20 | 0x4000;
    /**
     * What is near the writer is touched by so many pages at once, and one by one what is far. A page takes about a
     * microsecond, for which all waits that the one thread has to do where the caller drives the engine, and on a
     * machine with few cores who has to leave one to the janitor.
     */
    private static final int PAGES_AT_ONCE = 16;

    /**
     * Reserved at once, where enough is reserved to go on writing: a step of a file system in memory, which looks for
     * each page for more than a microsecond, would take a millisecond. Others take as long for any piece, which is why
     * it is more than a page.
     */
    private static final int PIECE_BYTES = 8 << 10;

    /** This part of a step is near. */
    private static final int NEAR_PART = 4;

    /**
     * Written to the begin of a new segment, as zeros, which it consists of anyway. Then its first pages are in memory
     * when it is mapped: Linux reads ahead at the first page that is not, and to clear the pages of a whole step takes
     * a millisecond, of the writer that begins the segment. So it is the janitor that meets that page, behind these.
     */
    private static final int BLANK_BYTES = 64 << 10;

    private static final int FILL_BYTES = 1 << 20;
    /** Ours have a page or two each, twice while one is replaced. */
    private static final int SMALL_FILES_BYTES = 64 << 10;

    private final Disk disk;
    private final long stepBytes;
    private final long limit;
    private final UnsafeBuffer mapping = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer blank = new UnsafeBuffer(ByteBuffer.allocateDirect(BLANK_BYTES));

    private Path file;
    private int descriptor = -1;
    /** How much was reserved when the disk had no more to give ahead; negative while it has. */
    private long refusedAt;
    /** Written under the lock, read by any thread without, as the next. */
    private volatile long touched;

    private volatile long reserved;
    /** Written by the writer. */
    private volatile long used;

    ChronicleSpace(JournalConfig config) {
        disk = config.disk();
        stepBytes = pages(config.reserveStepBytes());
        limit = pages(config.segmentBytes()) + pages(ChronicleSettings.OVERHEAD_BYTES);
    }

    /** Free bytes that suffice to open a journal in which nothing has to be mended, and to write to it. */
    static long roomToOpen(JournalConfig config) {
        return new ChronicleSpace(config).firstStep() + ChronicleSettings.METADATA_BYTES + SMALL_FILES_BYTES;
    }

    /**
     * Makes sure of the room for the begin of a file that is there, holes in it included: on a file system in memory
     * even the reading of a mapped hole needs room, and where there is none, the process gets no error but a fault.
     * Others read a hole as it is, and where they cannot reserve room nothing is done.
     */
    static void fillHoles(Path path, long bytes) {
        int opened = openDescriptor(path);
        try {
            if (isFull(reserve(opened, 0, bytes))) {
                throw IoErrors.full(path, null);
            }
        } finally {
            close(opened);
        }
    }

    /** Makes the file of a segment with its first step reserved, so that Chronicle finds space when it begins it. */
    void create(Path newFile) {
        create(newFile, firstStep());
    }

    /** Bytes of a segment that are reserved before there is a block in it. */
    long firstStep() {
        return Math.min(limit, stepBytes);
    }

    /** Makes a file with that much of it reserved; where that fails nothing of it is left. */
    void create(Path newFile, long bytes) {
        try {
            disk.create(newFile);
            int created = openDescriptor(newFile);
            try {
                allocate(newFile, created, 0, bytes);
                PosixAPI.posix().write(created, blank.addressOffset(), Math.min(bytes, BLANK_BYTES));
            } finally {
                close(created);
            }
        } catch (FileAlreadyExistsException e) {
            throw IoErrors.of("cannot create the segment", newFile, e); // it is not ours to take away
        } catch (IOException e) {
            throw takenBack(newFile, IoErrors.of("cannot create the segment", newFile, e));
        } catch (JournalException e) {
            throw takenBack(newFile, e);
        }
    }

    private JournalException takenBack(Path newFile, JournalException cause) {
        try {
            disk.delete(newFile);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /** Turns to the file of the segment that is written from now on. */
    synchronized void attach(Path newFile, long usedBytes) {
        close();
        file = newFile;
        descriptor = openDescriptor(newFile);
        used = usedBytes;
        refusedAt = -1;
        touched = usedBytes;
    }

    /**
     * Chronicle's mapping of that file: pages may be touched from now on. Each comes alone: Linux would read ahead
     * there as far as the device is set to, for some of them 8 MiB, and clear all that at once, in twenty milliseconds.
     * Who reads the file has mappings of its own, in which it is read ahead.
     */
    synchronized void mapped(long address) {
        mapping.wrap(address, (int) limit);
        PosixAPI.posix().madvise(address, limit, MAdviseFlag.MADV_RANDOM); // no more than advice: may be refused
    }

    /** Chronicle is about to unmap the file. */
    @Override
    public synchronized void close() {
        mapping.wrap(0, 0);
        reserved = 0;
        touched = 0;
        if (descriptor >= 0) {
            close(descriptor);
            descriptor = -1;
        }
    }

    /** Whether the first {@code end} bytes are reserved. */
    boolean covers(long end) {
        return end <= reserved;
    }

    /** End of what is reserved. */
    long reserved() {
        return reserved;
    }

    /** End of what is in memory. */
    long touched() {
        return touched;
    }

    /** Reserves the first {@code end} bytes; the writer calls it when {@link #covers} says no. */
    synchronized void require(long end) {
        if (end > reserved) {
            reserveTo(Math.max(end, Math.min(limit, pages(used) + stepBytes)));
        }
    }

    /** Whether all of the attached segment is reserved, and half of it used. */
    synchronized boolean endsSoon() {
        return descriptor >= 0 && reserved >= limit && used >= limit >> 1;
    }

    /** Bytes of the attached segment that hold published blocks. */
    long used() {
        return used;
    }

    void used(long bytes) {
        used = bytes;
    }

    /**
     * Reserves a piece of a step ahead, and touches a page or some. Returns whether the next call should follow at
     * once: where a whole step is ready ahead of the writer, the rest is better spread over time, as it takes the core
     * of somebody. A full disk is not asked again and again: the writer meets it when it gets there, says so, and what
     * it gets then is the sign to go on here.
     */
    synchronized boolean ahead() {
        if (descriptor < 0) {
            return false;
        }
        long from = Math.max(reserved, pages(used));
        long wanted = Math.min(limit, pages(used) + STEPS_AHEAD * stepBytes);
        long piece = isNear(from) ? stepBytes : Math.min(PIECE_BYTES, stepBytes);
        boolean done = false;
        if (reserved != refusedAt && wanted > reserved && wanted - reserved >= Math.min(piece, limit - reserved)) {
            done = tryReserveTo(Math.min(wanted, from + piece)) && reserved < Math.min(wanted, used + stepBytes);
        }
        return touch() || done;
    }

    private boolean isNear(long end) {
        return end - used < stepBytes / NEAR_PART;
    }

    private boolean tryReserveTo(long end) {
        try {
            reserveTo(end);
            return true;
        } catch (JournalException e) {
            refusedAt = reserved;
            return false;
        }
    }

    private void reserveTo(long end) {
        long whole = pages(end);
        allocate(file, descriptor, reserved, whole - reserved);
        reserved = whole;
    }

    private boolean touch() {
        long from = Math.max(touched, used) & -PAGE_BYTES;
        int pages = 1 + (isNear(from) ? PAGES_AT_ONCE : 1);
        long to = Math.min(Math.min(reserved, mapping.capacity()), from + (long) pages * PAGE_BYTES);
        if (from >= to) {
            return false;
        }
        for (long page = from + PAGE_BYTES; page < to; page += PAGE_BYTES) {
            mapping.compareAndSetInt((int) page, 0, 0);
        }
        touched = to - PAGE_BYTES; // the page there is the one that the next part begins after
        return to - from > PAGE_BYTES && to < used + stepBytes;
    }

    private static int openDescriptor(Path path) {
        int opened = PosixAPI.posix().open(path.toString(), OpenFlag.O_RDWR, 0);
        if (opened < 0) {
            throw new JournalException("cannot open the segment: file=" + path + " errno="
                    + PosixAPI.posix().lastError());
        }
        return opened;
    }

    private static void close(int opened) {
        PosixAPI.posix().close(opened);
    }

    private void allocate(Path path, int opened, long offset, long bytes) {
        int error = reserve(opened, offset, bytes);
        if (isFull(error)) {
            throw IoErrors.full(path, null);
        }
        if (error != 0) {
            fill(disk, path, offset, bytes); // not every file system has fallocate
        }
    }

    /** Returns the error of the system, 0 when there was none. */
    private static int reserve(int opened, long offset, long bytes) {
        int error;
        do {
            error = PosixAPI.posix().fallocate(opened, 0, offset, bytes) == 0
                    ? 0
                    : PosixAPI.posix().lastError();
        } while (error == EINTR);
        return error;
    }

    private static boolean isFull(int error) {
        return error == ENOSPC || error == EDQUOT;
    }

    /** Writes back what is there, which is zeros where nothing has been written yet: what is used stays as it is. */
    static void fill(Disk disk, Path path, long offset, long bytes) {
        byte[] chunk = new byte[FILL_BYTES];
        try (RandomAccessFile open = RegularFile.open(path, "r")) {
            for (long at = offset, end = offset + bytes; at < end; at += FILL_BYTES) {
                int length = (int) Math.min(FILL_BYTES, end - at);
                Arrays.fill(chunk, (byte) 0);
                open.seek(at);
                for (int done = 0, read = 0; done < length && read >= 0; done += Math.max(read, 0)) {
                    read = open.read(chunk, done, length - done);
                }
                disk.write(path, ByteBuffer.wrap(chunk, 0, length), at);
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot reserve space", path, e);
        }
    }

    /**
     * Puts memory without a file, which holds zeros and takes none, in the place of a mapping to be read.
     *
     * @return false where there can be no more mappings, and nothing was done
     */
    static boolean blank(long address, long bytes) {
        try {
            PosixAPI.posix().mmap(address, pages(bytes), PROT_READ, MAP_BLANK, -1, 0);
            return true;
        } catch (PosixRuntimeException e) {
            return false;
        }
    }

    /** So many bytes, to the end of their page. */
    static long pages(long bytes) {
        return (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
    }
}
