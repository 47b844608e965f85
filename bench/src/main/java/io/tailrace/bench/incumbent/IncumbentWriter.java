package io.tailrace.bench.incumbent;

import com.lmax.disruptor.EventHandler;
import io.tailrace.bench.rows.Updates;
import java.nio.ByteBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/** The incumbent's writing thread: keeps the latest rows and appends each change with the row before and after it. */
public final class IncumbentWriter implements EventHandler<IncumbentWriter.Slot> {
    static final int NUMBER = 0;
    static final int HAD_OLD = NUMBER + Long.BYTES;
    static final int OLD = HAD_OLD + Long.BYTES;
    static final int NEW = OLD + RowView.LENGTH;
    public static final int EXCERPT_BYTES = NEW + RowView.LENGTH;

    private static final int ROW_BYTES = 72; // aligned to 8
    private static final int MISSING = -1;

    private final RawQueue queue;
    private final Updates updates;
    private final UnsafeBuffer rows;
    private final Long2LongHashMap offsets;
    private int usedBytes;
    private long number;
    private Slot current;
    private UnsafeBuffer excerpt;

    private final RawQueue.Encoder encoder = this::encode;

    public IncumbentWriter(RawQueue queue, Updates updates) {
        this.queue = queue;
        this.updates = updates;
        rows = new UnsafeBuffer(ByteBuffer.allocateDirect(updates.rows() * ROW_BYTES));
        offsets = new Long2LongHashMap(2 * updates.rows(), 0.55f, MISSING);
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        current = slot;
        queue.append(encoder, EXCERPT_BYTES);
    }

    /** The excerpt that was appended last, where it lies. */
    public UnsafeBuffer excerpt() {
        return excerpt;
    }

    private void encode(UnsafeBuffer target) {
        excerpt = target;
        Slot slot = current;
        excerpt.putLong(NUMBER, ++number);
        long found = offsets.get(slot.key);
        int row = (int) found;
        if (found == MISSING) {
            row = usedBytes;
            usedBytes += ROW_BYTES;
            offsets.put(slot.key, row);
            excerpt.putLong(HAD_OLD, 0);
            excerpt.setMemory(OLD, RowView.LENGTH, (byte) 0);
        } else {
            excerpt.putLong(HAD_OLD, 1);
            excerpt.putBytes(OLD, rows, row, RowView.LENGTH);
        }
        excerpt.putLong(NEW + RowView.KEY, slot.key);
        excerpt.putDouble(NEW + RowView.PRICE, slot.price);
        excerpt.putLong(NEW + RowView.QTY, slot.qty);
        excerpt.putInt(NEW + RowView.SYMBOL, slot.symbol);
        excerpt.putBytes(NEW + RowView.TEXT, updates.textBytes((int) slot.key));
        excerpt.putLong(NEW + RowView.SENT, slot.sent);
        rows.putBytes(row, excerpt, NEW, RowView.LENGTH);
    }

    /** What the producer puts into the ring. */
    public static final class Slot {
        public long key;
        public double price;
        public long qty;
        public int symbol;
        public long sent;
    }
}
