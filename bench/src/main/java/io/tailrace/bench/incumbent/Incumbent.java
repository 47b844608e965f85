package io.tailrace.bench.incumbent;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptTailer;

/**
 * The same work as it is written by hand with the same libraries, as well as its best: a Disruptor ring, a thread that
 * keeps rows outside the heap and appends each change with both images, one excerpt a change in touched pages, and one
 * thread that tails them and asks all subscribers, or a hash where they ask for a symbol. It knows no snapshot, resume,
 * squash, checksum or text query.
 */
public final class Incumbent implements Side {
    private static final int RING_SLOTS = 8_192;
    private static final int FRAME_BYTES = 8;

    private final Scratch scratch;
    private final Screens screens;
    private final Updates updates;
    private final long[] expected;

    public Incumbent(Scratch scratch, Screens screens, Updates updates) {
        this.scratch = scratch;
        this.screens = screens;
        this.updates = updates;
        expected = screens.expected(updates);
    }

    @Override
    public String name() {
        return "by hand, " + screens;
    }

    @Override
    public double round() throws Exception {
        Path directory = scratch.fresh("incumbent");
        try (RawQueue queue = new RawQueue(directory)) {
            queue.touch((long) (updates.rows() + updates.count()) * (IncumbentWriter.EXCERPT_BYTES + FRAME_BYTES));
            RingBuffer<IncumbentWriter.Slot> ring =
                    RingBuffer.createSingleProducer(IncumbentWriter.Slot::new, RING_SLOTS, new SleepingWaitStrategy());
            BatchEventProcessor<IncumbentWriter.Slot> processor = new BatchEventProcessorBuilder()
                    .build(ring, ring.newBarrier(), new IncumbentWriter(queue, updates));
            ring.addGatingSequences(processor.getSequence());
            Beside writer = new Beside("incumbent-writer", processor::run);
            writer.go();
            try {
                return measured(queue, ring, processor, writer);
            } finally {
                processor.halt();
                writer.join();
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    private double measured(
            RawQueue queue,
            RingBuffer<IncumbentWriter.Slot> ring,
            BatchEventProcessor<IncumbentWriter.Slot> processor,
            Beside writer)
            throws Exception {
        for (int key = 0; key < updates.rows(); key++) {
            send(ring, writer, key, updates.initialPrice(key), key);
        }
        while (processor.getSequence().get() < ring.getCursor()) {
            writer.check();
            Thread.yield();
        }
        IncumbentTail tail = new IncumbentTail(screens);
        try (ExcerptTailer tailer = queue.tailer()) {
            tailer.singleThreadedCheckDisabled(true); // opened here, so that opening is not measured
            tailer.toEnd();
            Beside reader = new Beside("incumbent-reader", () -> tail.read(tailer, updates.count(), writer));
            long start = System.nanoTime();
            reader.go();
            for (int i = 0; i < updates.count(); i++) {
                send(ring, writer, updates.key(i), updates.after(i), i);
            }
            reader.join();
            double taken = (double) (System.nanoTime() - start) / updates.count();
            Screens.check(name(), tail.counts(), expected);
            return taken;
        }
    }

    private void send(RingBuffer<IncumbentWriter.Slot> ring, Beside writer, int key, double price, int number) {
        while (!ring.hasAvailableCapacity(1)) {
            writer.check();
            Thread.yield();
        }
        long sequence = ring.next();
        IncumbentWriter.Slot slot = ring.get(sequence);
        slot.key = key;
        slot.price = price;
        slot.qty = number;
        slot.symbol = updates.symbol(key);
        slot.sent = number;
        ring.publish(sequence);
    }
}
