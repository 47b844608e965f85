package io.tailrace.bench.rows;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records of equal length for the raw side: the first eight bytes hold a number from 0 to 99 that the filter asks for,
 * the rest is noise. More records than fit a core's first cache, fewer than fit its last, as of a producer that has
 * just made them.
 */
public final class Payload {
    static final int RECORDS = 4_096;
    public static final int LENGTH = 200;
    public static final long WANTED = 42;

    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(RECORDS * LENGTH));

    public Payload(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int record = 0; record < RECORDS; record++) {
            int offset = record * LENGTH;
            bytes.putLong(offset, random.nextLong(100));
            for (int i = Long.BYTES; i < LENGTH; i += Long.BYTES) {
                bytes.putLong(offset + i, random.nextLong());
            }
        }
    }

    public UnsafeBuffer bytes() {
        return bytes;
    }

    public int offset(long record) {
        return (int) (record & (RECORDS - 1)) * LENGTH;
    }
}
