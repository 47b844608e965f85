package io.tailrace.mapping;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentBuilder;
import io.tailrace.document.Field;
import io.tailrace.document.ValueType;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A type of records as documents: each component is the field of its name. Found out once, by reflection; from then on
 * it is calls of method handles alone, and numbers go through them as they are, without objects. Immutable, any thread.
 *
 * @param <R> type of the records
 * @hidden
 */
@SuppressWarnings("unused") // what handles are made of is found by its name
public final class RecordMapping<R extends Record> {
    /*
     * One handle writes a component: put(field, builder, accessor(record)). One reads a whole record: the constructor,
     * each of whose arguments is read from the same document.
     */
    private static final MethodHandles.Lookup OWN = MethodHandles.lookup();
    private static final String TYPES =
            "boolean, int, long, float, double and their objects, String, enums, Instant, UUID,"
                    + " byte[], BigDecimal with @Scale, records, and lists of these objects";

    private final Class<R> type;
    private final List<String> names;
    private final MethodHandle[] putters;
    private final MethodHandle reader;
    private final MethodHandle[] accessors;
    private final StoredForm[] forms;
    private final MethodHandle constructor;

    private RecordMapping(
            Class<R> type, MethodHandles.Lookup given, Function<String, Field> fields, Set<Class<?>> within) {
        this.type = type;
        Set<Class<?>> here = new HashSet<>(within);
        if (!here.add(type)) {
            throw refused("it holds itself, and documents end", "keep the key of the other document instead");
        }
        RecordComponent[] components = type.getRecordComponents();
        MethodHandles.Lookup lookup = given == null ? lookup() : given;
        names = Arrays.stream(components).map(RecordComponent::getName).toList();
        putters = new MethodHandle[components.length];
        accessors = new MethodHandle[components.length];
        forms = new StoredForm[components.length];
        MethodHandle[] getters = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            Class<?> of = component.getType();
            forms[i] = StoredForm.of(boxed(component), component, fields, here);
            if (forms[i] == null || of.isPrimitive() && !isPlain(of)) {
                throw refused(
                        "component=" + component.getName() + " has a type that documents do not: type="
                                + component.getGenericType().getTypeName(),
                        "what they have is " + TYPES);
            }
            Field field = fields.apply(component.getName());
            accessors[i] = accessor(lookup, component);
            putters[i] = putter(field, accessors[i], of, forms[i]);
            getters[i] = getter(new Place(field, type, forms[i]), of);
        }
        constructor = constructor(lookup, components);
        reader = MethodHandles.permuteArguments(
                        MethodHandles.filterArguments(constructor, 0, getters),
                        MethodType.methodType(type, Document.class),
                        new int[components.length])
                .asType(MethodType.methodType(Record.class, Document.class));
    }

    /**
     * Finds out how records of a type are stored.
     *
     * @param <R> the type
     * @param type whose components have types that documents have
     * @param lookup that may call its constructor and accessors, or null for one of this class
     * @param fields handles of names
     * @return the mapping
     * @throws EngineException when it cannot be stored, with the component and what to do
     */
    public static <R extends Record> RecordMapping<R> of(
            Class<R> type, MethodHandles.Lookup lookup, Function<String, Field> fields) {
        return of(type, lookup, fields, Set.of());
    }

    static <R extends Record> RecordMapping<R> of(
            Class<R> type, MethodHandles.Lookup lookup, Function<String, Field> fields, Set<Class<?>> within) {
        return new RecordMapping<>(type, lookup, fields, within);
    }

    private MethodHandles.Lookup lookup() {
        try {
            return MethodHandles.privateLookupIn(type, OWN);
        } catch (IllegalAccessException e) {
            throw refused(
                    "its module does not let anybody in: module="
                            + type.getModule().getName(),
                    "give Table.as(type, lookup) a lookup of where it may be used, or open its package to this module");
        }
    }

    private static boolean isPlain(Class<?> primitive) {
        return primitive != char.class && primitive != byte.class && primitive != short.class;
    }

    private static java.lang.reflect.Type boxed(RecordComponent component) {
        Class<?> of = component.getType();
        return of.isPrimitive() ? MethodType.methodType(of).wrap().returnType() : component.getGenericType();
    }

    private EngineException refused(String why, String advice) {
        return new EngineException("records cannot be documents: type=" + type.getName() + " " + why + ", " + advice);
    }

    private MethodHandle accessor(MethodHandles.Lookup lookup, RecordComponent component) {
        try {
            return lookup.unreflect(component.getAccessor());
        } catch (IllegalAccessException e) {
            throw hidden(e);
        }
    }

    private MethodHandle constructor(MethodHandles.Lookup lookup, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return lookup.findConstructor(type, MethodType.methodType(void.class, types));
        } catch (ReflectiveOperationException e) {
            throw hidden(e);
        }
    }

    private EngineException hidden(Exception cause) {
        return refused("cause=" + cause, "give Table.as(type, lookup) a lookup of where it may be used");
    }

    private static MethodHandle putter(Field field, MethodHandle accessor, Class<?> of, StoredForm form) {
        Class<?> as = of == boolean.class || of == double.class ? of : of == float.class ? double.class : long.class;
        MethodHandle put = of.isPrimitive()
                ? MethodHandles.insertArguments(
                        own("put", void.class, Field.class, DocumentBuilder.class, as), 0, field)
                : MethodHandles.insertArguments(
                        own("put", void.class, Field.class, StoredForm.class, DocumentBuilder.class, Object.class),
                        0,
                        field,
                        form);
        MethodHandle value = accessor.asType(accessor.type().changeReturnType(of.isPrimitive() ? as : Object.class));
        return MethodHandles.filterArguments(put, 1, value)
                .asType(MethodType.methodType(void.class, DocumentBuilder.class, Record.class));
    }

    private static MethodHandle getter(Place place, Class<?> of) {
        String name = of.isPrimitive() ? of.getName() + "At" : "objectAt";
        Class<?> result = of.isPrimitive() ? of : Object.class;
        return MethodHandles.insertArguments(own(name, result, Place.class, Document.class), 0, place)
                .asType(MethodType.methodType(of, Document.class));
    }

    private static MethodHandle own(String name, Class<?> result, Class<?>... arguments) {
        try {
            return OWN.findStatic(RecordMapping.class, name, MethodType.methodType(result, arguments));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /**
     * Puts all components of a record that are not null.
     *
     * @param record to store
     * @param into takes its fields
     */
    public void put(R record, DocumentBuilder<?> into) {
        try {
            for (MethodHandle putter : putters) {
                putter.invokeExact((DocumentBuilder<?>) into, (Record) record);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Makes a record of a document.
     *
     * @param from holds the fields; others that it has do not matter
     * @return a new record
     * @throws DocumentException where a field has another type, or is absent or null and its component cannot be
     */
    public R read(Document from) {
        try {
            return type.cast((Record) reader.invokeExact(from));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@return the type of the records} */
    public Class<R> type() {
        return type;
    }

    /** {@return the fields, in the order of the components} */
    public List<String> names() {
        return names;
    }

    /** One that lies in another. */
    Map<String, Object> toMap(Object record) {
        Map<String, Object> map = new LinkedHashMap<>();
        try {
            for (int i = 0; i < accessors.length; i++) {
                Object value = accessors[i].invoke(record);
                if (value != null) {
                    map.put(names.get(i), forms[i].store(value));
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return map;
    }

    Object ofMap(Map<?, ?> map) {
        Object[] arguments = new Object[forms.length];
        for (int i = 0; i < arguments.length; i++) {
            Object stored = map.get(names.get(i));
            if (stored == null && constructor.type().parameterType(i).isPrimitive()) {
                throw absent(names.get(i), type);
            }
            arguments[i] = stored == null ? null : forms[i].load(stored);
        }
        try {
            return constructor.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** An accessor or constructor that declares no checked exception has thrown one. */
    private static IllegalStateException unexpected(Throwable cause) {
        return new IllegalStateException(cause);
    }

    private static DocumentException absent(String name, Class<?> type) {
        return new DocumentException("a field is absent or null: field=" + name + " record=" + type.getSimpleName()
                + ", give the component an object type, which can be null");
    }

    /** Where a component is found, and what is said when it is not. */
    private record Place(Field field, Class<?> type, StoredForm form) {
        void check(Document document) {
            if (!document.has(field) || document.isNull(field)) {
                throw absent(field.name(), type);
            }
        }
    }

    private static void put(Field field, DocumentBuilder<?> into, long value) {
        into.put(field, value);
    }

    private static void put(Field field, DocumentBuilder<?> into, double value) {
        into.put(field, value);
    }

    private static void put(Field field, DocumentBuilder<?> into, boolean value) {
        into.put(field, value);
    }

    private static void put(Field field, StoredForm form, DocumentBuilder<?> into, Object value) {
        if (value instanceof String text) {
            into.put(field, text);
        } else if (value != null) {
            into.put(field, form.store(value));
        }
    }

    private static long longAt(Place place, Document document) {
        place.check(document);
        return document.longValue(place.field);
    }

    private static int intAt(Place place, Document document) {
        long value = longAt(place, document);
        if (value != (int) value) {
            throw new DocumentException("a number is out of range: field=" + place.field.name() + " value=" + value
                    + " record=" + place.type.getSimpleName() + " type=int, make it a long");
        }
        return (int) value;
    }

    private static double doubleAt(Place place, Document document) {
        place.check(document);
        if (document.type(place.field) != ValueType.INTEGER) {
            return document.doubleValue(place.field);
        }
        long value = document.longValue(place.field);
        if (!StoredForm.isExact(value)) {
            throw new DocumentException("a number is out of range: field=" + place.field.name() + " value=" + value
                    + " record=" + place.type.getSimpleName() + " type=double, which rounds it: make it a long");
        }
        return value;
    }

    private static float floatAt(Place place, Document document) {
        place.check(document);
        return StoredForm.narrowed(document.doubleValue(place.field));
    }

    private static boolean booleanAt(Place place, Document document) {
        place.check(document);
        return document.booleanValue(place.field);
    }

    private static Object objectAt(Place place, Document document) {
        if (!document.has(place.field) || document.isNull(place.field)) {
            return null;
        }
        try {
            return place.form.load(document.value(place.field));
        } catch (DocumentException e) {
            throw new DocumentException(
                    "field=" + place.field.name() + " record=" + place.type.getSimpleName() + ": " + e.getMessage());
        }
    }
}
