package io.tailrace.bench.journal;

import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.rows.Payload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The least that the same bytes can cost: one copy of each record, all memory touched before. */
public final class CopyLimit implements Side {
    private static final int PAGE_BYTES = 4_096;

    private final Scratch scratch;
    private final int records;
    private final UnsafeBuffer small = new UnsafeBuffer(ByteBuffer.allocateDirect(Payload.LENGTH));
    private final Payload payload = new Payload(1);
    private UnsafeBuffer large;

    private CopyLimit(Scratch scratch, int records) {
        this.scratch = scratch;
        this.records = records;
    }

    /** Copies into a mapped file. */
    public static CopyLimit write(Scratch scratch, int records) {
        return new CopyLimit(scratch, records);
    }

    /** Copies out of memory. */
    public static CopyLimit read(int records) {
        return new CopyLimit(null, records);
    }

    @Override
    public String name() {
        return "copy limit";
    }

    @Override
    public double round() throws IOException {
        return scratch == null ? out() : in();
    }

    private double in() throws IOException {
        Path directory = Files.createDirectories(scratch.fresh("copy"));
        int length = Math.multiplyExact(records, Payload.LENGTH);
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("copy").toFile(), "rw")) {
            file.setLength(length);
            MappedByteBuffer mapped = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, length);
            UnsafeBuffer target = new UnsafeBuffer(mapped);
            for (int page = 0; page < length; page += PAGE_BYTES) {
                target.putByte(page, (byte) 1);
            }
            DirectBuffer source = payload.bytes();
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                target.putBytes(i * Payload.LENGTH, source, payload.offset(i), Payload.LENGTH);
            }
            double taken = (double) (System.nanoTime() - start) / records;
            BufferUtil.free(mapped);
            return taken;
        } finally {
            Scratch.remove(directory);
        }
    }

    private double out() {
        if (large == null) {
            large = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.multiplyExact(records, Payload.LENGTH)));
            large.setMemory(0, large.capacity(), (byte) 1);
        }
        long start = System.nanoTime();
        for (int i = 0; i < records; i++) {
            small.putBytes(0, large, i * Payload.LENGTH, Payload.LENGTH);
        }
        return (double) (System.nanoTime() - start) / records;
    }
}
