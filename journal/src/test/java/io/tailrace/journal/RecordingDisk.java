package io.tailrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real disk, which notes what it did, and fails at what it is told to fail at. */
final class RecordingDisk implements Disk {
    final List<String> did = new CopyOnWriteArrayList<>();
    volatile String failAt;
    /** A file is made, and the call fails all the same. */
    volatile String failAfter;
    /** Whether it notes what is deleted, too, and fails there. */
    volatile boolean notesDeletes;
    /** What it fails with then; a plain one by default. */
    volatile IOException failure;

    private final Disk disk = new FileDisk(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private void note(String what, Path file) throws IOException {
        String line = what + " " + file.getFileName();
        did.add(line);
        if (line.equals(failAt)) {
            throw failure == null ? new IOException("planted") : failure;
        }
    }

    @Override
    public boolean makeDirectory(Path directory) throws IOException {
        note("make", directory);
        return disk.makeDirectory(directory);
    }

    @Override
    public void create(Path file) throws IOException {
        note("create", file);
        disk.create(file);
        if (("create " + file.getFileName()).equals(failAfter)) {
            throw new IOException("planted");
        }
    }

    @Override
    public void write(Path file, ByteBuffer bytes, long position) throws IOException {
        note("write", file);
        disk.write(file, bytes, position);
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        note("cut", file);
        disk.truncate(file, length);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        note("rename", to);
        disk.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        if (notesDeletes) {
            note("delete", file);
        }
        disk.delete(file);
    }

    @Override
    public void force(Path file) throws IOException {
        note("force", file);
        disk.force(file);
    }

    @Override
    public void forceNames(Path directory) throws IOException {
        note("names", directory);
        disk.forceNames(directory);
    }
}
