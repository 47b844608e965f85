package io.tailrace.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk that does what another one does, to plant a bug in one of its methods. Threads as there. */
class DiskAround implements Disk {
    final Disk real;

    DiskAround(Disk real) {
        this.real = real;
    }

    @Override
    public boolean makeDirectory(Path directory) throws IOException {
        return real.makeDirectory(directory);
    }

    @Override
    public void create(Path file) throws IOException {
        real.create(file);
    }

    @Override
    public void write(Path file, ByteBuffer bytes, long position) throws IOException {
        real.write(file, bytes, position);
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        real.truncate(file, length);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        real.rename(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        real.delete(file);
    }

    @Override
    public void force(Path file) throws IOException {
        real.force(file);
    }

    @Override
    public void forceNames(Path directory) throws IOException {
        real.forceNames(directory);
    }
}
