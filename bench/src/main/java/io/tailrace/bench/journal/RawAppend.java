package io.tailrace.bench.journal;

import io.tailrace.bench.incumbent.RawQueue;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.rows.Payload;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The baseline of every append: a change an excerpt in a raw queue, pages touched. */
public final class RawAppend implements Side {
    private static final int WARM_RECORDS = 20_000;
    private static final int FRAME_BYTES = 8;

    private final Scratch scratch;
    private final int records;
    private final Payload payload;
    private final UnsafeBuffer same;

    private RawAppend(Scratch scratch, int records, Payload payload, UnsafeBuffer same) {
        this.scratch = scratch;
        this.records = records;
        this.payload = payload;
        this.same = same;
    }

    /** Appends many different records, as an application does. */
    public static RawAppend baseline(Scratch scratch, int records) {
        return new RawAppend(scratch, records, new Payload(1), null);
    }

    /** Appends the same record again and again: the least that the recipe costs. */
    public static RawAppend recipe(Scratch scratch, int records) {
        UnsafeBuffer same = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(Payload.LENGTH));
        return new RawAppend(scratch, records, null, same);
    }

    @Override
    public String name() {
        return same == null ? "raw append" : "raw append recipe";
    }

    @Override
    public double round() throws IOException {
        Path directory = scratch.fresh("append");
        try (RawQueue queue = new RawQueue(directory)) {
            queue.touch((long) (records + WARM_RECORDS) * (Payload.LENGTH + FRAME_BYTES));
            append(queue, WARM_RECORDS);
            long start = System.nanoTime();
            append(queue, records);
            return (double) (System.nanoTime() - start) / records;
        } finally {
            Scratch.remove(directory);
        }
    }

    private void append(RawQueue queue, int count) {
        if (same != null) {
            for (int i = 0; i < count; i++) {
                queue.append(same, 0, Payload.LENGTH);
            }
        } else {
            DirectBuffer source = payload.bytes();
            for (int i = 0; i < count; i++) {
                queue.append(source, payload.offset(i), Payload.LENGTH);
            }
        }
    }
}
