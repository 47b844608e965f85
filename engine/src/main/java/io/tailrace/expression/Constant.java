package io.tailrace.expression;

import io.tailrace.document.ValueType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Arrays;

/** A scalar in an expression. Immutable, any thread. */
final class Constant {
    static final Constant NULL = new Constant(ValueType.NULL, 0, null, null);
    static final Constant TRUE = new Constant(ValueType.BOOLEAN, 1, null, null);
    static final Constant FALSE = new Constant(ValueType.BOOLEAN, 0, null, null);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int DIGITS_OF_A_FLOAT = 17;
    private static final double LEAST_PLAIN = 1e-3;
    private static final double LEAST_SCIENTIFIC = 1e15;
    private static final String HEX = "0123456789abcdef";

    final ValueType type;
    /** A boolean as 0 or 1, an integer, the bits of a float, a time in epoch nanoseconds. */
    final long bits;

    final String text;
    private final byte[] bytes;

    private Constant(ValueType type, long bits, String text, byte[] bytes) {
        this.type = type;
        this.bits = bits;
        this.text = text;
        this.bytes = bytes;
    }

    static Constant of(boolean value) {
        return value ? TRUE : FALSE;
    }

    static Constant of(long value) {
        return new Constant(ValueType.INTEGER, value, null, null);
    }

    /** A finite float. */
    static Constant of(double value) {
        return new Constant(ValueType.FLOAT, Double.doubleToLongBits(value), null, null);
    }

    /** Text without lone surrogates. */
    static Constant of(String value) {
        return new Constant(ValueType.STRING, 0, value, null);
    }

    static Constant of(byte[] value) {
        return new Constant(ValueType.BYTES, 0, null, value.clone());
    }

    static Constant ofTime(long epochNs) {
        return new Constant(ValueType.TIME, epochNs, null, null);
    }

    double doubleValue() {
        return Double.longBitsToDouble(bits);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    boolean isNumber() {
        return type == ValueType.INTEGER || type == ValueType.FLOAT;
    }

    /** Whether it can be the index of an element: a whole number of 32 bits, an integer or not. */
    boolean isIndex() {
        return isNumber() && (type == ValueType.INTEGER ? (int) bits == bits : (int) doubleValue() == doubleValue());
    }

    /** Nanoseconds since 1970, or {@code ArithmeticException} where 64 bits do not hold them. */
    static long epochNs(Instant instant) {
        long seconds = instant.getEpochSecond();
        long early = seconds < 0 ? 1 : 0;
        return Math.addExact(
                Math.multiplyExact(seconds + early, NANOS_PER_SECOND), instant.getNano() - early * NANOS_PER_SECOND);
    }

    static Instant instant(long epochNs) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNs, NANOS_PER_SECOND), Math.floorMod(epochNs, NANOS_PER_SECOND));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Constant that
                && type == that.type
                && bits == that.bits
                && (text == null ? that.text == null : text.equals(that.text))
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return ((type.ordinal() * 31 + (int) (bits ^ bits >>> 32)) * 31 + (text == null ? 0 : text.hashCode())) * 31
                + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return switch (type) {
            case NULL -> "null";
            case BOOLEAN -> bits != 0 ? "true" : "false";
            case INTEGER -> Long.toString(bits);
            case FLOAT -> floating(doubleValue());
            case TIME -> "time(" + quoted(instant(bits).toString()) + ")";
            case STRING -> quoted(text);
            default -> quoted(bytes);
        };
    }

    /** The shortest text that reads back as the same float, with a point or an exponent; the same on every JDK. */
    static String floating(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(value);
        for (int digits = 1; digits <= DIGITS_OF_A_FLOAT; digits++) {
            shortest = new BigDecimal(value).round(new MathContext(digits));
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        double size = Math.abs(value);
        if (size >= LEAST_PLAIN && size < LEAST_SCIENTIFIC) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.stripTrailingZeros().unscaledValue().toString();
        int first = digits.startsWith("-") ? 2 : 1;
        String rest = digits.substring(first);
        int exponent = shortest.precision() - shortest.scale() - 1;
        return digits.substring(0, first) + "." + (rest.isEmpty() ? "0" : rest) + "e" + exponent;
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = "\"\\\n\r\t\b\f".indexOf(c);
            if (escape >= 0) {
                out.append('\\').append("\"\\nrtbf".charAt(escape));
            } else if (c < ' ' || c == 0x7F) {
                out.append("\\x").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static String quoted(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 3).append("b\"");
        for (byte b : bytes) {
            if (b == '"' || b == '\\') {
                out.append('\\').append((char) b);
            } else if (b >= ' ' && b < 0x7F) {
                out.append((char) b);
            } else {
                out.append("\\x").append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return out.append('"').toString();
    }
}
