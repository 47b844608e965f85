package io.tailrace.bench.budgets;

import io.tailrace.bench.rows.Quotes;
import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** What the index takes a key beside key and document, at the worst size on the way: B10. */
final class IndexOverhead {
    private static final int KEY_BYTES = 16;
    private static final int DOCUMENT_BYTES = 200;
    private static final int FIRST = 10_000;

    private IndexOverhead() {}

    /** Fills an index with so many keys and answers the most bytes a key met from 10,000 keys on. */
    static double measure(int keys) {
        UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KEY_BYTES));
        UnsafeBuffer document = new UnsafeBuffer(ByteBuffer.allocateDirect(DOCUMENT_BYTES));
        double most = 0;
        try (Index index = new Index(new IndexMemory(), 1)) {
            for (int i = 1; i <= keys; i++) {
                key.putStringWithoutLengthAscii(0, Quotes.name(i));
                index.put(key, 0, KEY_BYTES, document, 0, DOCUMENT_BYTES, i);
                if (i >= FIRST && i % 1_000 == 0) {
                    most = Math.max(most, (double) (index.hashBytes() + index.recordHeaderBytes()) / index.size());
                }
            }
        }
        return most;
    }
}
