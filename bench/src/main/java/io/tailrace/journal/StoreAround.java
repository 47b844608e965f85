package io.tailrace.journal;

import org.agrona.concurrent.UnsafeBuffer;

/** A store that does what another one does, to plant a bug in one of its methods. Threads as there. */
class StoreAround implements BlockStore {
    final BlockStore real;

    StoreAround(BlockStore real) {
        this.real = real;
    }

    @Override
    public int segment() {
        return real.segment();
    }

    @Override
    public long usedBytes() {
        return real.usedBytes();
    }

    @Override
    public int begin(UnsafeBuffer block, int bytes) {
        return real.begin(block, bytes);
    }

    @Override
    public int room(UnsafeBuffer block, int bytes) {
        return real.room(block, bytes);
    }

    @Override
    public long commit(int length) {
        return real.commit(length);
    }

    @Override
    public void abort(int dirtyBytes) {
        real.abort(dirtyBytes);
    }

    @Override
    public void roll() {
        real.roll();
    }

    @Override
    public boolean maintain() {
        return real.maintain();
    }

    @Override
    public long writtenBytes() {
        return real.writtenBytes();
    }

    @Override
    public long reservedBytes() {
        return real.reservedBytes();
    }

    @Override
    public long touchedBytes() {
        return real.touchedBytes();
    }

    @Override
    public long force(Progress progress) {
        return real.force(progress);
    }

    @Override
    public void close() {
        real.close();
    }

    @Override
    public int firstSegment() {
        return real.firstSegment();
    }

    @Override
    public int lastSegment() {
        return real.lastSegment();
    }

    @Override
    public int newest() {
        return real.newest();
    }

    @Override
    public int checkedFrom() {
        return real.checkedFrom();
    }

    @Override
    public int missing(int last) {
        return real.missing(last);
    }

    @Override
    public Retired retired() {
        return real.retired();
    }

    @Override
    public Retired lookWhatIsRetired() {
        return real.lookWhatIsRetired();
    }

    @Override
    public BlockCursor cursor() {
        return real.cursor();
    }

    @Override
    public long bytes() {
        return real.bytes();
    }

    @Override
    public String name(int segment) {
        return real.name(segment);
    }
}
