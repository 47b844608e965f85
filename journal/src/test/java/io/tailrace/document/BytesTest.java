package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bytes.Bytes;
import io.tailrace.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void shouldOrderAndEqualAsUnsignedBytesDo() {
        Random random = Seeds.random(BytesTest.class);
        for (int i = 0; i < 100_000; i++) {
            byte[] a = bytes(random, new byte[0]);
            byte[] b = bytes(random, a);
            UnsafeBuffer bufferA = new UnsafeBuffer(a);
            UnsafeBuffer bufferB = new UnsafeBuffer(b);
            assertThat(Integer.signum(Bytes.compare(bufferA, 1, a.length - 1, bufferB, 2, b.length - 2)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, 1, a.length, b, 2, b.length)));
            int length = Math.min(a.length - 1, b.length - 2);
            assertThat(Bytes.equal(bufferA, 1, bufferB, 2, length))
                    .isEqualTo(Arrays.equals(a, 1, 1 + length, b, 2, 2 + length));
        }
    }

    /** What stands before is there again from its second byte on, with at most one byte changed, so that many agree. */
    private static byte[] bytes(Random random, byte[] before) {
        byte[] bytes = new byte[3 + random.nextInt(28)];
        int common = Math.min(bytes.length - 2, before.length - 1);
        if (common > 0) {
            System.arraycopy(before, 1, bytes, 2, common);
        }
        if (random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
