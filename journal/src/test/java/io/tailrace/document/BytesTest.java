package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tailrace.bytes.Bytes;
import io.tailrace.testing.Seeds;
import java.nio.ByteBuffer;
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

    @Test
    void shouldTellWhichWordsDiffer() {
        Random random = Seeds.random(BytesTest.class);
        for (int i = 0; i < 20_000; i++) {
            int words = random.nextInt(65);
            UnsafeBuffer a = new UnsafeBuffer(new byte[1 + words * Long.BYTES]);
            UnsafeBuffer b = new UnsafeBuffer(new byte[3 + words * Long.BYTES]);
            long expected = 0;
            for (int word = 0; word < words; word++) {
                long value = random.nextLong();
                boolean differs = random.nextInt(3) == 0;
                a.putLong(1 + word * Long.BYTES, value);
                b.putLong(3 + word * Long.BYTES, differs ? value ^ 1L << random.nextInt(64) : value);
                expected |= (differs ? 1L : 0) << word;
            }
            assertThat(Bytes.differing(a, 1, b, 3, words)).isEqualTo(expected);
        }
    }

    @Test
    void shouldCopyAsManyBytesAsItIsToldAndNoOthers() {
        Random random = Seeds.random(BytesTest.class);
        UnsafeBuffer[] sources = {new UnsafeBuffer(new byte[400]), new UnsafeBuffer(ByteBuffer.allocateDirect(400))};
        UnsafeBuffer[] targets = {new UnsafeBuffer(new byte[400]), new UnsafeBuffer(ByteBuffer.allocateDirect(400))};
        byte[] before = new byte[400];
        byte[] copied = new byte[400];
        for (int i = 0; i < 20_000; i++) {
            UnsafeBuffer source = sources[random.nextInt(2)];
            UnsafeBuffer target = targets[random.nextInt(2)];
            random.nextBytes(before);
            random.nextBytes(copied);
            source.putBytes(0, copied);
            target.putBytes(0, before);
            int from = random.nextInt(100);
            int to = random.nextInt(100);
            int length = random.nextInt(random.nextBoolean() ? 24 : 301);
            Bytes.copy(source, from, target, to, length);
            System.arraycopy(copied, from, before, to, length);
            target.getBytes(0, copied);
            assertThat(copied).isEqualTo(before);
        }
    }

    @Test
    void shouldCopyNothingBeyondTheEnd() {
        UnsafeBuffer shorter = new UnsafeBuffer(ByteBuffer.allocateDirect(40));
        UnsafeBuffer longer = new UnsafeBuffer(ByteBuffer.allocateDirect(48));
        for (int length : new int[] {1, 8, 33, 40}) {
            int beyond = 41 - length;
            Bytes.copy(shorter, beyond - 1, longer, 0, length);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> Bytes.copy(shorter, beyond, longer, 0, length));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> Bytes.copy(longer, 0, shorter, beyond, length));
        }
    }

    @Test
    void shouldCompareNothingBeyondTheEnd() {
        UnsafeBuffer shorter = new UnsafeBuffer(new byte[40]);
        UnsafeBuffer longer = new UnsafeBuffer(new byte[48]);
        for (int length : new int[] {1, 8, 33, 40}) {
            int beyond = 41 - length;
            assertThat(Bytes.equal(shorter, beyond - 1, longer, 0, length)).isTrue();
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> Bytes.equal(shorter, beyond, longer, 0, length));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> Bytes.equal(longer, 0, shorter, beyond, length));
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Bytes.differing(shorter, 1, longer, 0, 5));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Bytes.differing(longer, 0, shorter, -1, 5));
    }

    /** What stands before is there again from its second byte on, with at most one byte changed, so that many agree. */
    private static byte[] bytes(Random random, byte[] before) {
        byte[] bytes = new byte[3 + random.nextInt(random.nextInt(4) == 0 ? 128 : 28)];
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
