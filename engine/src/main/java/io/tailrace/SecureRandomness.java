package io.tailrace;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.LongSupplier;

/** Randomness whose beginning nobody can guess, and that allocates nothing: xoshiro256++. Any thread. */
final class SecureRandomness implements LongSupplier {
    private static final int STATE_BYTES = 4 * Long.BYTES;

    // Guarded by this.
    private long a;
    private long b;
    private long c;
    private long d;

    SecureRandomness() {
        byte[] seed = new byte[STATE_BYTES];
        new SecureRandom().nextBytes(seed);
        ByteBuffer bytes = ByteBuffer.wrap(seed);
        a = bytes.getLong();
        b = bytes.getLong();
        c = bytes.getLong();
        d = bytes.getLong() | 1; // a state of zeros would stay one
    }

    @Override
    public synchronized long getAsLong() {
        long result = Long.rotateLeft(a + d, 23) + a;
        long shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = Long.rotateLeft(d, 45);
        return result;
    }
}
