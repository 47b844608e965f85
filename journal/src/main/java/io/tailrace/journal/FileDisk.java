package io.tailrace.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The files of the operating system. Stateless.
 *
 * <p>An interrupt of the calling thread closes a channel it works on, and nobody could say then whether it was the
 * device that failed. So files are not opened as channels, and whoever forces keeps its interrupt for later.
 *
 * <p>Permissions are set after a file was made, so that the umask has no say in them. A file system that knows none is
 * left as it is.
 */
final class FileDisk implements Disk {
    private final Set<PosixFilePermission> ofFiles;
    private final Set<PosixFilePermission> ofDirectories;

    /** @param permissions of files; who may read them may also look into the directories */
    FileDisk(Set<PosixFilePermission> permissions) {
        ofFiles = Set.copyOf(permissions);
        EnumSet<PosixFilePermission> directories = EnumSet.copyOf(permissions);
        directories.add(PosixFilePermission.OWNER_EXECUTE);
        if (permissions.contains(PosixFilePermission.GROUP_READ)) {
            directories.add(PosixFilePermission.GROUP_EXECUTE);
        }
        if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
            directories.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        ofDirectories = directories;
    }

    @Override
    public boolean makeDirectory(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            makeOrForce(parent);
        }
        boolean made = false;
        try {
            Files.createDirectory(directory);
            made = true;
            permit(directory, ofDirectories);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            } // somebody else makes a journal beside this one
        }
        if (parent != null) {
            forceNames(parent);
        }
        return made;
    }

    /** Of one that is there nobody knows whether who has made it came to force its name. */
    private void makeOrForce(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            makeDirectory(parent);
            return;
        }
        Path above = DirectoryName.keptIn(parent);
        if (above != null && Files.isReadable(above)) {
            forceNames(above);
        }
    }

    @Override
    public void create(Path file) throws IOException {
        Files.createFile(file);
        permit(file, ofFiles);
    }

    @Override
    public void write(Path file, ByteBuffer bytes, long position) throws IOException {
        byte[] content = bytes.hasArray() ? bytes.array() : new byte[bytes.remaining()];
        int from = bytes.hasArray() ? bytes.arrayOffset() + bytes.position() : 0;
        int count = bytes.remaining();
        if (bytes.hasArray()) {
            bytes.position(bytes.limit());
        } else {
            bytes.get(content);
        }
        try (RandomAccessFile open = RegularFile.open(file, "rw")) {
            open.seek(position);
            open.write(content, from, count);
        }
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile open = RegularFile.open(file, "rw")) {
            if (length < open.length()) {
                open.setLength(length);
            }
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void force(Path file) throws IOException {
        try (RandomAccessFile open = RegularFile.open(file, "rw")) {
            open.getFD().sync();
        }
    }

    @Override
    public void forceNames(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            boolean done = false;
            while (!done) {
                // Only a directory must be opened as a channel.
                try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                    channel.force(true);
                    done = true;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void permit(Path path, Set<PosixFilePermission> permissions) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        try {
            view.setPermissions(permissions);
        } catch (FileSystemException e) {
            if (!Files.isWritable(path)) {
                throw e;
            } // such as vfat, whose files have the permissions that it was mounted with
        }
    }
}
