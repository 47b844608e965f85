package io.tailrace.bench;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A row of the incumbent, where it lies: a flyweight.
 *
 * <pre>
 *   +0      +8       +16    +24       +28          +60
 *   | key 8 | price 8 | qty 8 | symbol 4 | text 32 | sent 8 |
 * </pre>
 */
final class RowView {
    static final int KEY = 0;
    static final int PRICE = KEY + Long.BYTES;
    static final int QTY = PRICE + Double.BYTES;
    static final int SYMBOL = QTY + Long.BYTES;
    static final int TEXT = SYMBOL + Integer.BYTES;
    static final int SENT = TEXT + Updates.TEXT_BYTES;
    static final int LENGTH = SENT + Long.BYTES;

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

    RowView wrap(UnsafeBuffer from, int offset) {
        buffer.wrap(from, offset, LENGTH);
        return this;
    }

    double price() {
        return buffer.getDouble(PRICE);
    }

    long qty() {
        return buffer.getLong(QTY);
    }

    long sent() {
        return buffer.getLong(SENT);
    }

    int symbol() {
        return buffer.getInt(SYMBOL);
    }
}
