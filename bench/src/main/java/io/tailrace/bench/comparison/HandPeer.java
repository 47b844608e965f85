package io.tailrace.bench.comparison;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.Work;
import io.tailrace.bench.incumbent.Incumbent;
import io.tailrace.bench.incumbent.IncumbentTail;
import io.tailrace.bench.incumbent.IncumbentWriter;
import io.tailrace.bench.incumbent.RawQueue;
import io.tailrace.bench.measure.Beside;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import net.openhft.chronicle.queue.ExcerptTailer;

/** The same work as it is written by hand with Disruptor and Chronicle Queue: see {@link Incumbent}. */
final class HandPeer implements Peer {
    private static final int RING_SLOTS = 8_192;
    private static final int FRAME_BYTES = 8;
    /** Less than the one mapping of a queue. */
    private static final long MOST_TOUCHED_BYTES = 960L << 20;

    /** Whether the thread that writes also tells; else a thread of its own tails and tells. */
    private final boolean writerTells;
    /** Whether queries for a symbol are found by a hash of their own; else each is asked, as ranges always are. */
    private final boolean hashed;

    private PeerWork work;
    private RawQueue queue;
    private RingBuffer<IncumbentWriter.Slot> ring;
    private BatchEventProcessor<IncumbentWriter.Slot> processor;
    private Beside writer;
    private Beside reader;
    private ExcerptTailer tailer;
    private volatile IncumbentTail dispatching; // by the caller, before updates are sent
    private volatile boolean closed;

    HandPeer(boolean writerTells, boolean hashed) {
        this.writerTells = writerTells;
        this.hashed = hashed;
    }

    @Override
    public void open(Work asked, Path directory, long mostUpdates) throws Exception {
        work = (PeerWork) asked;
        queue = new RawQueue(directory);
        long bytes = (work.rows() + mostUpdates) * (IncumbentWriter.EXCERPT_BYTES + FRAME_BYTES);
        queue.touch(Math.min(bytes, MOST_TOUCHED_BYTES));
        IncumbentWriter writing = new IncumbentWriter(queue, work.updates());
        EventHandler<IncumbentWriter.Slot> telling = (slot, sequence, last) -> {
            writing.onEvent(slot, sequence, last);
            IncumbentTail tail = dispatching;
            if (tail != null) {
                tail.dispatch(writing.excerpt());
            }
        };
        WaitStrategy wait = writerTells ? new YieldingWaitStrategy() : new SleepingWaitStrategy();
        ring = RingBuffer.createSingleProducer(IncumbentWriter.Slot::new, RING_SLOTS, wait);
        processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), writerTells ? telling : writing);
        ring.addGatingSequences(processor.getSequence());
        writer = new Beside("by-hand-writer", processor::run);
        writer.go();
    }

    @Override
    public void subscribe(Told told) throws Exception {
        IncumbentTail tail = IncumbentTail.telling(work.screens(), hashed, handlers(told));
        if (writerTells) {
            dispatching = tail;
            return;
        }
        tailer = queue.tailer();
        tailer.singleThreadedCheckDisabled(true); // opened here, read by its thread
        tailer.toEnd();
        reader = new Beside("by-hand-reader", () -> tail.readUntil(tailer, () -> closed));
        reader.go();
    }

    private IncumbentTail.RowHandler[] handlers(Told told) {
        IncumbentTail.RowHandler[] handlers = new IncumbentTail.RowHandler[work.queries()];
        for (int i = 0; i < handlers.length; i++) {
            int query = i;
            double low = work.low(query);
            double high = work.high(query);
            handlers[i] = work.isRange()
                    ? (before, after) -> {
                        boolean wasIn = before.price() >= low && before.price() < high;
                        boolean isIn = after.price() >= low && after.price() < high;
                        told.told(query, wasIn, before.qty(), isIn, after.qty(), after.sent());
                    }
                    : (before, after) -> told.told(query, true, before.qty(), true, after.qty(), after.sent());
        }
        return handlers;
    }

    @Override
    public void send(int key, double price, long number, long sentNs) {
        while (!ring.hasAvailableCapacity(1)) {
            writer.check();
            Thread.yield();
        }
        long sequence = ring.next();
        IncumbentWriter.Slot slot = ring.get(sequence);
        slot.key = key;
        slot.price = price;
        slot.qty = number;
        slot.symbol = work.symbol(key);
        slot.sent = sentNs;
        ring.publish(sequence);
    }

    @Override
    public void flush() {
        while (processor.getSequence().get() < ring.getCursor()) {
            writer.check();
            if (reader != null) {
                reader.check();
            }
            Thread.yield();
        }
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("threads", writerTells ? "2: producer, writer that tells" : "3: producer, writer, dispatcher");
        facts.put("durability", "journal with both images, no checksum; survives a kill, never forced");
        facts.put(
                "settings",
                "one excerpt a change, pages touched before, " + (writerTells ? "yielding" : "sleeping")
                        + " wait strategy, lambdas from 8 places"
                        + (hashed ? ", its own hash for equalities" : ", for equalities too"));
        return facts;
    }

    @Override
    public void end() throws Exception {
        closed = true;
        processor.halt();
        writer.join();
        if (reader != null) {
            reader.join();
            tailer.close();
        }
        queue.close();
    }
}
