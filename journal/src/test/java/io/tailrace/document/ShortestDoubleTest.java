package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.testing.Seeds;
import java.math.BigDecimal;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ShortestDoubleTest {
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[ShortestDouble.MAX_LENGTH]);

    @ParameterizedTest
    @CsvSource({
        "0.0, 0.0",
        "-0.0, -0.0",
        "1.0, 1.0",
        "-1.5, -1.5",
        "0.1, 0.1",
        "100.0, 100.0",
        "61800.2, 61800.2",
        "123456789.123, 123456789.123",
        "1e16, 10000000000000000.0",
        "1e17, 1e17",
        "1.5e17, 1.5e17",
        "1e-6, 0.000001",
        "1.25e-6, 0.00000125",
        "1e-7, 1e-7",
        "1.25e-7, 1.25e-7",
        "1e22, 1e22",
        "1e23, 1e23",
        "4.9e-324, 5e-324",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "9007199254740993, 9007199254740992.0",
        "2e-323, 2e-323",
        "0.3, 0.3",
        "2.0e-3, 0.002",
        "9.5367431640625e-7, 9.5367431640625e-7",
        "5.0E-324, 5e-324",
        "1.0E23, 1e23",
        "8.41E21, 8.41e21",
        "2.0E-323, 2e-323",
        "9.999999999999999e22, 1e23"
    })
    void shouldWriteTheShortestText(double value, String expected) {
        assertThat(text(value)).isEqualTo(expected);
    }

    @Test
    void shouldReadBackAndBeNoLongerThanAnythingElse() {
        Random random = Seeds.random(ShortestDoubleTest.class);
        for (int i = 0; i < 500_000; i++) {
            check(Double.longBitsToDouble(random.nextLong()));
            check((double) random.nextLong());
            check(Math.round(random.nextDouble() * 1e9) / 1e4);
            check((float) random.nextGaussian());
        }
    }

    @Test
    void shouldReadBackAtTheEdgesOfEveryBinade() {
        for (int exponent = -1_074; exponent <= 1_023; exponent++) {
            double power = Math.scalb(1.0, exponent);
            check(power);
            check(Math.nextUp(power));
            check(Math.nextDown(power));
        }
        for (int exponent = -324; exponent <= 308; exponent++) {
            check(Double.parseDouble("1e" + exponent));
        }
    }

    @Test
    void shouldRefuseWhatIsNotFinite() {
        assertThatThrownBy(() -> text(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text(Double.NEGATIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }

    private void check(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        String text = text(value);
        if (Double.doubleToRawLongBits(Double.parseDouble(text)) != Double.doubleToRawLongBits(value)) {
            throw new AssertionError(value + " does not read back from " + text);
        }
        if (text.indexOf('.') < 0 && text.indexOf('e') < 0) {
            throw new AssertionError(text + " looks like an integer");
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal ours = new BigDecimal(text).stripTrailingZeros();
        BigDecimal theirs = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        boolean closer = theirs.precision() == ours.precision()
                && exact.subtract(theirs).abs().compareTo(exact.subtract(ours).abs()) < 0;
        if (ours.precision() > theirs.precision() || closer) {
            throw new AssertionError(text + " could be " + theirs);
        }
    }

    private String text(double value) {
        return target.getStringWithoutLengthAscii(0, ShortestDouble.write(value, target, 0));
    }
}
