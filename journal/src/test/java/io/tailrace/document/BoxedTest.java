package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoxedTest {
    @Test
    void shouldTellTheTypeOfEachScalar() {
        assertThat(Boxed.scalar(null)).isEqualTo(ValueType.NULL);
        assertThat(Boxed.scalar(new StringBuilder("x"))).isEqualTo(ValueType.STRING);
        assertThat(Boxed.scalar(true)).isEqualTo(ValueType.BOOLEAN);
        assertThat(Boxed.scalar(Instant.EPOCH)).isEqualTo(ValueType.TIME);
        assertThat(Boxed.scalar(new byte[0])).isEqualTo(ValueType.BYTES);
        for (Object number : List.of(1.0, 1.0f)) {
            assertThat(Boxed.scalar(number)).isEqualTo(ValueType.FLOAT);
        }
        for (Object number : List.of(1L, 1, (short) 1, (byte) 1, BigInteger.ONE, BigDecimal.ONE)) {
            assertThat(Boxed.scalar(number)).isEqualTo(ValueType.INTEGER);
        }
        for (Object none : List.of(Map.of(), List.of(), new Object(), new long[1], 'x')) {
            assertThat(Boxed.scalar(none)).isEqualTo(ValueType.ABSENT);
        }
    }

    @Test
    void shouldTakeWholeNumbersThatFit() {
        BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        BigInteger least = BigInteger.valueOf(Long.MIN_VALUE);
        for (Number number : Arrays.asList(1L, 1, (short) 1, (byte) 1, most, least)) {
            assertThat(Boxed.isWhole(number)).isTrue();
        }
        for (Number number :
                Arrays.asList(1.0, 1.0f, BigDecimal.ONE, most.add(BigInteger.ONE), least.subtract(BigInteger.ONE))) {
            assertThat(Boxed.isWhole(number)).isFalse();
        }
    }
}
