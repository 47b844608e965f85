package io.tailrace.bench;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The least that reading the same bytes can cost: one copy of each record out of warm memory into a small buffer. */
final class ReadLimit implements Side {
    private final int records;
    private final UnsafeBuffer source;
    private final UnsafeBuffer target = new UnsafeBuffer(ByteBuffer.allocateDirect(Payload.LENGTH));

    ReadLimit(int records) {
        this.records = records;
        source = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.multiplyExact(records, Payload.LENGTH)));
        source.setMemory(0, source.capacity(), (byte) 1);
    }

    @Override
    public String name() {
        return "copy limit";
    }

    @Override
    public double round() {
        long start = System.nanoTime();
        for (int i = 0; i < records; i++) {
            target.putBytes(0, source, i * Payload.LENGTH, Payload.LENGTH);
        }
        return (double) (System.nanoTime() - start) / records;
    }
}
