package io.tailrace.bench.incumbent;

import io.tailrace.bench.rows.Updates;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A row of the incumbent, where it lies: a flyweight.
 *
 * <pre>
 *   +0      +8       +16    +24       +28          +60
 *   | key 8 | price 8 | qty 8 | symbol 4 | text 32 | sent 8 |
 * </pre>
 */
public final class RowView {
    public static final int KEY = 0;
    public static final int PRICE = KEY + Long.BYTES;
    public static final int QTY = PRICE + Double.BYTES;
    public static final int SYMBOL = QTY + Long.BYTES;
    public static final int TEXT = SYMBOL + Integer.BYTES;
    public static final int SENT = TEXT + Updates.TEXT_BYTES;
    public static final int LENGTH = SENT + Long.BYTES;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    RowView wrap(UnsafeBuffer from, int offset) {
        buffer.wrap(from, offset, LENGTH);
        return this;
    }

    public double price() {
        return buffer.getDouble(PRICE);
    }

    public long qty() {
        return buffer.getLong(QTY);
    }

    public long sent() {
        return buffer.getLong(SENT);
    }

    int symbol() {
        return buffer.getInt(SYMBOL);
    }
}
