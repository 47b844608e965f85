package io.tailrace.bench.latency;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.tailrace.bench.incumbent.Incumbent;
import io.tailrace.bench.incumbent.IncumbentTail;
import io.tailrace.bench.incumbent.IncumbentWriter;
import io.tailrace.bench.incumbent.RawQueue;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.rows.Updates;
import java.nio.file.Path;
import net.openhft.chronicle.queue.ExcerptTailer;

/** The work of {@link Incumbent} with one subscriber that takes every change, its pages touched before it begins. */
public final class IncumbentRoute implements Route {
    private static final int RING_SLOTS = 8_192;
    private static final int FRAME_BYTES = 8;

    /** Who does what. */
    public enum Mode {
        /** One thread writes, appends and tells the subscriber; there is no ring. */
        ALONE(1, "by hand, one thread"),
        /** The producer, and the writer behind the ring, which tells the subscriber after it has appended. */
        WRITER_DISPATCHES(2, "by hand, writer dispatches"),
        /** The producer, the writer behind the ring, and a thread that tails and tells the subscriber. */
        DISPATCHER(3, "by hand, one dispatcher thread");

        private final int threads;
        private final String text;

        Mode(int threads, String text) {
            this.threads = threads;
            this.text = text;
        }

        /** What was found to be the best of Disruptor's for so many threads on two cores. */
        private WaitStrategy waitStrategy() {
            return this == DISPATCHER ? new SleepingWaitStrategy() : new YieldingWaitStrategy();
        }
    }

    private final Scratch scratch;
    private final Updates updates;
    private final Mode mode;

    public IncumbentRoute(Scratch scratch, Updates updates, Mode mode) {
        this.scratch = scratch;
        this.updates = updates;
        this.mode = mode;
    }

    @Override
    public String name() {
        return mode.text;
    }

    @Override
    public int threads() {
        return mode.threads;
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public void run(Course course) throws Exception {
        Path directory = scratch.fresh("by-hand");
        try (RawQueue queue = new RawQueue(directory)) {
            long excerpts = (long) updates.rows() + course.count();
            queue.touch(excerpts * (IncumbentWriter.EXCERPT_BYTES + FRAME_BYTES));
            IncumbentWriter writer = new IncumbentWriter(queue, updates);
            IncumbentWriter.Slot slot = new IncumbentWriter.Slot();
            for (int key = 0; key < updates.rows(); key++) {
                fill(slot, key, updates.initialPrice(key), key);
                writer.onEvent(slot, key, true);
            }
            IncumbentTail tail = IncumbentTail.ofAll((before, after) -> course.handled(after.sent()));
            if (mode == Mode.ALONE) {
                course.send(
                        update -> {
                            fill(slot, update);
                            writer.onEvent(slot, update, true);
                            tail.dispatch(writer.excerpt());
                        },
                        Thread::onSpinWait);
            } else {
                behindRing(course, queue, writer, tail);
            }
        } finally {
            Scratch.remove(directory);
        }
    }

    private void behindRing(Course course, RawQueue queue, IncumbentWriter writer, IncumbentTail tail)
            throws Exception {
        EventHandler<IncumbentWriter.Slot> dispatching = (slot, sequence, last) -> {
            writer.onEvent(slot, sequence, last);
            tail.dispatch(writer.excerpt());
        };
        RingBuffer<IncumbentWriter.Slot> ring =
                RingBuffer.createSingleProducer(IncumbentWriter.Slot::new, RING_SLOTS, mode.waitStrategy());
        BatchEventProcessor<IncumbentWriter.Slot> processor = new BatchEventProcessorBuilder()
                .build(ring, ring.newBarrier(), mode == Mode.DISPATCHER ? writer : dispatching);
        ring.addGatingSequences(processor.getSequence());
        Beside writing = new Beside("by-hand-writer", processor::run);
        try (ExcerptTailer tailer = queue.tailer()) {
            tailer.singleThreadedCheckDisabled(true); // opened here, read by its thread
            tailer.toEnd();
            Beside reading = new Beside(
                    "by-hand-reader", () -> tail.read(tailer, mode == Mode.DISPATCHER ? course.count() : 0, writing));
            writing.go();
            reading.go();
            course.send(update -> publish(ring, writing, update));
            while (!course.isComplete()) {
                writing.check();
                reading.check();
                Thread.yield();
            }
            reading.join();
        } finally {
            processor.halt();
            writing.join();
        }
    }

    private void publish(RingBuffer<IncumbentWriter.Slot> ring, Beside writing, int update) {
        while (!ring.hasAvailableCapacity(1)) {
            writing.check();
            Thread.yield();
        }
        long sequence = ring.next();
        fill(ring.get(sequence), update);
        ring.publish(sequence);
    }

    private void fill(IncumbentWriter.Slot slot, int update) {
        int one = update % updates.count();
        fill(slot, updates.key(one), updates.after(one), update);
    }

    private void fill(IncumbentWriter.Slot slot, int key, double price, int number) {
        slot.key = key;
        slot.price = price;
        slot.qty = number;
        slot.symbol = updates.symbol(key);
        slot.sent = number;
    }
}
