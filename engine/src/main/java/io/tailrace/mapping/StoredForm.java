package io.tailrace.mapping;

import io.tailrace.document.Field;
import io.tailrace.error.DocumentException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** How an object of a component lies in a document, as a plain Java object that documents take and give. */
interface StoredForm {
    /** Of a value that is not null. */
    Object store(Object value);

    /** Of what {@link #store} has given, or something else that lies there, and is refused. */
    Object load(Object stored);

    /** As it is, where a document gives objects of that class. */
    private static StoredForm same(Class<?> type) {
        return of(value -> value, stored -> {
            if (!type.isInstance(stored)) {
                throw unlike(stored, type.getSimpleName());
            }
            return stored;
        });
    }

    private static StoredForm of(Function<Object, Object> store, Function<Object, Object> load) {
        return new StoredForm() {
            @Override
            public Object store(Object value) {
                return store.apply(value);
            }

            @Override
            public Object load(Object stored) {
                return load.apply(stored);
            }
        };
    }

    private static DocumentException unlike(Object stored, String wanted) {
        return new DocumentException("a value is of another type: value=" + stored + " wanted=" + wanted);
    }

    private static StoredForm whole(long least, long most, Function<Long, Object> narrow) {
        return of(value -> ((Number) value).longValue(), stored -> {
            if (!(stored instanceof Long number) || number < least || number > most) {
                throw unlike(stored, "a whole number from " + least + " to " + most);
            }
            return narrow.apply(number);
        });
    }

    /** A float loses digits, as it is asked to, but no magnitude. */
    static float narrowed(double value) {
        if (Double.isFinite(value) && Float.isInfinite((float) value)) {
            throw new DocumentException("a number is out of range: value=" + value + " type=float, make it a double");
        }
        return (float) value;
    }

    /** Whether a double can be that number: beyond 2^53 only some can, and whoever keeps a key there wants no other. */
    static boolean isExact(long value) {
        return (long) (double) value == value && value != Long.MAX_VALUE;
    }

    private static Object exact(Number number) {
        if (number instanceof Long value && !isExact(value)) {
            throw new DocumentException(
                    "a number is out of range: value=" + value + " type=Double, which rounds it: make it a Long");
        }
        return number.doubleValue();
    }

    private static StoredForm floating(Function<Number, Object> narrow) {
        return of(value -> ((Number) value).doubleValue(), stored -> {
            if (!(stored instanceof Number number)) {
                throw unlike(stored, "a number");
            }
            return narrow.apply(number);
        });
    }

    /** Parses a text, which another writer may have put there. */
    private static StoredForm text(Class<?> type, Function<String, Object> parse) {
        return of(Object::toString, stored -> {
            try {
                return parse.apply((String) stored);
            } catch (IllegalArgumentException | ClassCastException e) {
                throw unlike(stored, type.getSimpleName());
            }
        });
    }

    private static StoredForm constants(Class<?> type) {
        Map<String, Object> byName = new HashMap<>();
        for (Object constant : type.getEnumConstants()) {
            byName.put(((Enum<?>) constant).name(), constant);
        }
        Set<String> names = new LinkedHashSet<>(byName.keySet());
        return of(value -> ((Enum<?>) value).name(), stored -> {
            Object constant = byName.get(stored);
            if (constant == null) {
                throw unlike(stored, "one of " + names);
            }
            return constant;
        });
    }

    private static StoredForm scaled(int scale) {
        return of(
                value -> {
                    try {
                        // Looks at the exponent first: no number of digits that it stands for is written out.
                        return ((BigDecimal) value).scaleByPowerOfTen(scale).longValueExact();
                    } catch (ArithmeticException e) {
                        BigDecimal decimal = (BigDecimal) value;
                        throw new DocumentException(
                                decimal.stripTrailingZeros().scale() > scale
                                        ? "a decimal has more digits than its scale: value=" + value + " scale=" + scale
                                                + ", round it, or give the component a larger @Scale"
                                        : "a decimal is too large for 64 bits in units of its scale: value=" + value
                                                + " scale=" + scale + ", give the component a smaller @Scale");
                    }
                },
                stored -> {
                    if (!(stored instanceof Long units)) {
                        throw unlike(stored, "a whole number of units, scale=" + scale);
                    }
                    return BigDecimal.valueOf(units, scale);
                });
    }

    private static StoredForm list(StoredForm element) {
        return of(
                value -> {
                    List<Object> stored = new ArrayList<>();
                    for (Object each : (Iterable<?>) value) {
                        stored.add(each == null ? null : element.store(each));
                    }
                    return stored;
                },
                stored -> {
                    if (!(stored instanceof List<?> elements)) {
                        throw unlike(stored, "a list");
                    }
                    List<Object> loaded = new ArrayList<>();
                    for (Object each : elements) {
                        loaded.add(each == null ? null : element.load(each));
                    }
                    return loaded;
                });
    }

    private static StoredForm nested(RecordMapping<?> mapping) {
        return of(mapping::toMap, stored -> {
            if (!(stored instanceof Map<?, ?> map)) {
                throw unlike(stored, "an object");
            }
            return mapping.ofMap(map);
        });
    }

    /** Null where there is none for a type. */
    static StoredForm of(Type type, AnnotatedElement annotated, Function<String, Field> fields, Set<Class<?>> within) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            StoredForm element = of(list.getActualTypeArguments()[0], annotated, fields, within);
            return element == null ? null : list(element);
        }
        if (!(type instanceof Class<?> plain)) {
            return null;
        }
        if (plain == BigDecimal.class) {
            Scale scale = annotated.getAnnotation(Scale.class);
            return scale == null || scale.value() < 0 || scale.value() > 18 ? null : scaled(scale.value());
        }
        if (plain.isRecord()) {
            return nested(RecordMapping.of(plain.asSubclass(Record.class), null, fields, within));
        }
        return plain.isEnum() ? constants(plain) : ofPlain(plain);
    }

    private static StoredForm ofPlain(Class<?> type) {
        if (type == String.class || type == Boolean.class || type == byte[].class || type == Instant.class) {
            return same(type);
        }
        if (type == Long.class) {
            return whole(Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
        }
        if (type == Integer.class) {
            return whole(Integer.MIN_VALUE, Integer.MAX_VALUE, Long::intValue);
        }
        if (type == Double.class) {
            return floating(StoredForm::exact);
        }
        if (type == Float.class) {
            return floating(number -> narrowed(number.doubleValue()));
        }
        return type == UUID.class ? text(type, UUID::fromString) : null;
    }
}
