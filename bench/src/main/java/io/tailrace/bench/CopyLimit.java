package io.tailrace.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** The least that the same bytes can cost: one copy of each record into a mapped file whose pages are there already. */
final class CopyLimit implements Side {
    private static final int PAGE_BYTES = 4_096;

    private final Scratch scratch;
    private final int records;
    private final Payload payload = new Payload(1);

    CopyLimit(Scratch scratch, int records) {
        this.scratch = scratch;
        this.records = records;
    }

    @Override
    public String name() {
        return "copy limit";
    }

    @Override
    public double round() throws IOException {
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
            long start = System.nanoTime();
            for (int i = 0; i < records; i++) {
                target.putBytes(i * Payload.LENGTH, payload.bytes(), payload.offset(i), Payload.LENGTH);
            }
            double taken = (double) (System.nanoTime() - start) / records;
            BufferUtil.free(mapped);
            return taken;
        } finally {
            Scratch.remove(directory);
        }
    }
}
