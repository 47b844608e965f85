package io.tailrace.document;

import io.tailrace.error.DocumentException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;

/** Writes plain Java objects into {@link OpenValues}. Without state; allocates where it walks collections. */
final class BoxedInput {
    static final String ELEMENT = "array element";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private BoxedInput() {}

    static void fields(OpenValues out, Map<?, ?> values) {
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new DocumentException("map key=" + entry.getKey() + " is no string, field names are");
            }
            value(out, out.field(name), entry.getValue());
        }
    }

    /** Writes a named value, or an element where {@code field} is null. */
    static void value(OpenValues out, Field field, Object value) {
        switch (Boxed.scalar(value)) {
            case NULL -> out.place(field, Tag.NULL, 0);
            case STRING -> out.place(field, Tag.STRING, out.text(field, (CharSequence) value));
            case BOOLEAN -> out.place(field, Tag.BOOLEAN, (Boolean) value ? 1 : 0);
            case FLOAT -> out.place(field, Tag.FLOAT, floatBits(field, ((Number) value).doubleValue()));
            case INTEGER -> out.place(field, Tag.INTEGER, integer((Number) value, field, ELEMENT));
            case TIME -> out.place(field, Tag.TIME, epochNs((Instant) value, field, ELEMENT));
            case BYTES -> {
                byte[] bytes = (byte[]) value;
                out.place(field, Tag.BYTES, out.bytes(field, bytes, 0, bytes.length));
            }
            default -> nested(out, field, value);
        }
    }

    private static void nested(OpenValues out, Field field, Object value) {
        if (value instanceof Map<?, ?> map) {
            out.open(field, false);
            fields(out, map);
            out.close();
        } else if (value instanceof Iterable<?> elements) {
            out.open(field, true);
            for (Object element : elements) {
                value(out, null, element);
            }
            out.close();
        } else if (value instanceof Document document) {
            ValueCopy.nested(out, field, document.dictionary(), document.view(), document.offset(), Tag.OBJECT);
        } else if (value instanceof ArrayView array) {
            ValueCopy.nested(out, field, array.dictionary(), array.view(), 0, Tag.ARRAY);
        } else if (value instanceof Value any) {
            ValueCopy.value(out, field, any);
        } else {
            throw unsupported(value, field, ELEMENT);
        }
    }

    static long floatBits(Field field, double value) {
        if (!Double.isFinite(value)) {
            throw Rejections.notFinite(Rejections.where(field), value);
        }
        return Double.doubleToRawLongBits(value);
    }

    /** The value of a whole number class; {@code other} is what it is where it belongs to no field. */
    static long integer(Number number, Field field, String other) {
        if (Boxed.isWhole(number)) {
            return number.longValue();
        }
        if (number instanceof BigInteger) {
            throw new DocumentException(Rejections.where(field, other) + " value=" + number
                    + " does not fit 64 bits, store a float or a string");
        }
        throw unsupported(number, field, other);
    }

    static long epochNs(Instant instant, Field field, String other) {
        try {
            long seconds = instant.getEpochSecond();
            long early = seconds < 0 ? 1 : 0;
            return Math.addExact(
                    Math.multiplyExact(seconds + early, NANOS_PER_SECOND),
                    instant.getNano() - early * NANOS_PER_SECOND);
        } catch (ArithmeticException e) {
            throw new DocumentException(
                    Rejections.where(field, other) + " time=" + instant + " is out of range, years 1678 to 2261 fit",
                    e);
        }
    }

    static DocumentException unsupported(Object value, Field field, String other) {
        return new DocumentException(Rejections.where(field, other) + " has class="
                + value.getClass().getName()
                + ", give null, Boolean, a whole number, Double, Float, CharSequence, byte[], Instant,"
                + " Map or Iterable");
    }
}
