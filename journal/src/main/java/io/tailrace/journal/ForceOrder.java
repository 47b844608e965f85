package io.tailrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one order in which the files of a journal reach their device, and the only class that forces any of them. Any
 * thread. After a power cut a file that vouches for another one is never newer than it:
 *
 * <pre>
 *   when                  what is forced, in this order
 *   --------------------  ---------------------------------------------------------------------------------
 *   directory is made     the name of the one above it, then the names in that
 *   journal is made       journal.tailrace
 *   open, before replay   the names that are found, as a process that was killed may not have come to force them: that
 *                         of the directory, those in its own directories, those in it
 *   open, after replay    a segment that was mended, and its name; what lies beyond the watermark is written again,
 *                         as a force that failed may have left it clean; epoch.tailrace; each segment without a
 *                         seal before the one to be written, then seal.tailrace, which vouches for them and no
 *                         longer for the one to be written; then as with sync
 *   sync                  each segment written since the last time; where one was begun, metadata.cq4t and the names
 *                         in the directory; then watermark.tailrace, which vouches for all that
 *   a segment is full     the segment, cut after its end; then seal.tailrace, which vouches for it
 *   cursor is made        as with sync, where it stands by a record of the journal; the names of the directory of
 *                         cursors; its file
 *   cursor is synced      as with sync; its file
 *   snapshot              as with sync, up to its sequence at least; the snapshot under another name; its name; then
 *                         names of older ones are taken away
 *   retention             retired.tailrace, which says what goes; then the segments are taken away, the oldest one
 *                         first, and older snapshots; then the names in the directory
 *   close                 as with sync; the last segment and metadata.cq4t, cut after their ends; then seal.tailrace
 * </pre>
 *
 * A small file is replaced: the new one is written under another name, forced, renamed, and the names are forced. Only
 * the watermark and cursors are written in place, one of their two slots at a time. A file that can be made anew from
 * what the journal holds, a snapshot, comes after the watermark that covers what it was made from.
 *
 * <p>After a force has failed the device may have lost pages that it calls clean, so nothing is forced again: every
 * later call fails, and the journal must be opened anew.
 */
final class ForceOrder {
    private static final String TEMPORARY_SUFFIX = ".new";
    /** What was moved into them was in the directory before, so they come before it. */
    private static final List<String> OWN_DIRECTORIES = List.of(CutTail.DIRECTORY, Cursors.DIRECTORY);

    private final Path directory;
    private final Disk disk;
    /** Written by whoever meets it first. */
    private volatile IOException failure;

    ForceOrder(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    Path directory() {
        return directory;
    }

    Disk disk() {
        return disk;
    }

    /** Replaces a small file atomically: after a crash it is the old or the new one. */
    void replace(Path file, ByteBuffer whole) {
        Path temporary = file.resolveSibling(file.getFileName() + TEMPORARY_SUFFIX);
        try {
            disk.delete(temporary);
            disk.create(temporary);
            disk.write(temporary, whole, 0);
            forceFile(temporary);
            disk.rename(temporary, file);
            forceNames(file.getParent());
        } catch (IOException e) {
            throw IoErrors.of("cannot write the file", file, e);
        }
    }

    /** Writes part of a file in place. */
    void overwrite(Path file, ByteBuffer part, long position) throws IOException {
        disk.write(file, part, position);
        forceFile(file);
    }

    /** Forces the names of files before something is written that vouches for them. */
    void forceNames() {
        try {
            forceNames(directory);
        } catch (IOException e) {
            throw IoErrors.of("cannot force the directory", directory, e);
        }
    }

    /**
     * Forces the names that are there when a journal is opened. A process that was killed may have given them and not
     * come to force them, and what is done next builds on them: segments are taken away on the word of a file, cursors
     * go on, changes are acknowledged as synced.
     *
     * @param notes told of what nobody can force
     */
    void forceNamesFound(List<String> notes) {
        Path names = directory;
        try {
            Path above = DirectoryName.keptIn(directory);
            if (above != null && Files.isReadable(above)) {
                names = above;
                forceNames(above);
            } else if (above != null) {
                notes.add("the name of the directory may not be on the device, as this user may not read the one above"
                        + " it, and so cannot force it: directory=" + directory);
            }
            for (String own : OWN_DIRECTORIES) {
                names = directory.resolve(own);
                if (Files.isDirectory(names)) {
                    forceNames(names);
                }
            }
            names = directory;
            forceNames(directory);
        } catch (IOException e) {
            throw IoErrors.of("cannot force the directory", names, e);
        }
    }

    /** Cuts a file after its end and forces it. */
    void cut(Path file, long length) throws IOException {
        disk.truncate(file, length);
        forceFile(file);
    }

    /** Puts a file that was made under another name in its place. */
    void place(Path made, Path file) throws IOException {
        forceFile(made);
        disk.rename(made, file);
        forceNames(directory);
    }

    /** Moves a file into another directory of ours. */
    void moveAside(Path file, Path to) throws IOException {
        disk.rename(file, to);
        forceNames(to.getParent());
        forceNames(directory);
    }

    /** Takes a file away. */
    void remove(Path file) throws IOException {
        disk.delete(file);
        forceNames(file.getParent());
    }

    /** Forces segments, and where their names are new, those with Chronicle's own file. */
    void forceSegments(SegmentFiles files, int from, int to, boolean newNames) throws IOException {
        for (int segment = from; segment <= to; segment++) {
            forceFile(files.path(segment));
        }
        if (newNames) {
            forceFile(directory.resolve(ChronicleSettings.METADATA_FILE));
            forceNames(directory);
        }
    }

    /** Forces a file that is complete before something is written that vouches for it. */
    void forceFile(Path file) throws IOException {
        refuseAfterFailure();
        try {
            disk.force(file);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Forces a file that is written through a mapping. */
    void forceMapped(Path file) {
        try {
            forceFile(file);
        } catch (IOException e) {
            throw IoErrors.of("cannot force the file", file, e);
        }
    }

    /** Makes a directory of ours where there is none. */
    void makeDirectory(Path made) {
        try {
            disk.makeDirectory(made);
        } catch (IOException e) {
            throw IoErrors.of("cannot create the directory", made, e);
        }
    }

    /** Forces the names in a directory of ours. */
    void forceNames(Path names) throws IOException {
        refuseAfterFailure();
        try {
            disk.forceNames(names);
        } catch (AccessDeniedException e) {
            throw e; // nothing was tried
        } catch (IOException e) {
            throw failed(names, e);
        }
    }

    private void refuseAfterFailure() throws IOException {
        IOException first = failure;
        if (first != null) {
            throw new IOException(first.getMessage(), first);
        }
    }

    private synchronized IOException failed(Path file, IOException cause) {
        String why = cause instanceof NoSuchFileException ? "the file is gone" : cause.getMessage();
        IOException failed =
                new IOException("a force failed, nobody knows what the device holds: file=" + file + " " + why, cause);
        if (failure == null) {
            failure = failed;
        }
        return failed;
    }
}
