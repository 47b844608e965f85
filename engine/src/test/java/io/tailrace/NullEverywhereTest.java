package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.ArrayView;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.document.Value;
import io.tailrace.error.TailraceException;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every public method of what users call, with null for each of its arguments in turn. */
@Timeout(60)
class NullEverywhereTest {
    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    private final Table table = engine.table("t");
    private final DocumentBuffer stored = table.newBuffer();

    @BeforeEach
    void store() {
        table.upsert(1).put("list", List.of(1)).commit();
        table.read(1, stored);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Object sound(Class<?> type) {
        if (type == Object.class || type == CharSequence.class || type == String.class) {
            return "id";
        } else if (type == Object[].class || type == String[].class) {
            Object array = Array.newInstance(type.getComponentType(), 1);
            Array.set(array, 0, "id");
            return array;
        } else if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        } else if (type == boolean.class) {
            return false;
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == double.class) {
            return 1.0;
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        } else if (type == Expression.class) {
            return Expressions.row("n");
        } else if (type == Map.class) {
            return Map.of("id", "id");
        } else if (type == Collection.class || type == List.class || type == Iterable.class) {
            return List.of("id");
        } else if (type == Duration.class) {
            return Duration.ZERO;
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == ChangesOptions.class) {
            return ChangesOptions.squash(false);
        } else if (type == Field.class) {
            return engine.field("n");
        } else if (type == DirectBuffer.class) {
            return new UnsafeBuffer(new byte[8]);
        } else if (type == Document.class) {
            return stored.document();
        } else if (type == Value.class) {
            return new Value(engine.dictionary()).set(1);
        } else if (type == ArrayView.class) {
            ArrayView list = new ArrayView(engine.dictionary());
            stored.document().array("list", list);
            return list;
        } else if (type == Ack.class) {
            return new Ack();
        } else if (type == Feed.class) {
            return table.changes(ChangesOptions.squash(false));
        } else if (type == Query.class) {
            return table.all();
        } else if (type == DocumentBuffer.class) {
            return table.newBuffer();
        } else if (type == Write.class) {
            return table.upsert("id");
        } else if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> sound(method.getReturnType()));
        }
        return null;
    }

    private static boolean isAnswer(Throwable error) {
        return error instanceof TailraceException
                || error instanceof IllegalStateException
                || error instanceof IllegalArgumentException
                || error instanceof UnsupportedOperationException;
    }

    private void tryAll(Class<?> type, Supplier<?> target, TreeSet<String> wrong) {
        for (Method method : type.getMethods()) {
            if (method.isDefault()
                    || method.getDeclaringClass() == Object.class
                    || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            Class<?>[] parameters = method.getParameterTypes();
            for (int missing = 0; missing < parameters.length; missing++) {
                if (parameters[missing].isPrimitive()) {
                    continue;
                }
                Object[] arguments = new Object[parameters.length];
                for (int i = 0; i < parameters.length; i++) {
                    arguments[i] = i == missing ? null : sound(parameters[i]);
                }
                try {
                    method.invoke(target.get(), arguments);
                } catch (InvocationTargetException e) {
                    if (!isAnswer(e.getCause())) {
                        wrong.add(type.getSimpleName() + "." + method.getName()
                                + Arrays.stream(parameters)
                                        .map(Class::getSimpleName)
                                        .toList() + " argument=" + missing
                                + ": " + e.getCause().getClass().getSimpleName());
                    }
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(method.toString(), e);
                }
            }
        }
    }

    @Test
    void shouldAnswerNullWithAnErrorThatSaysSo() {
        TreeSet<String> wrong = new TreeSet<>();
        tryAll(Tailrace.class, () -> engine, wrong);
        tryAll(Table.class, () -> table, wrong);
        tryAll(Query.class, table::all, wrong);
        tryAll(Feed.class, () -> table.changes(ChangesOptions.squash(false)), wrong);
        tryAll(Write.class, () -> table.upsert("id"), wrong);
        tryAll(PreparedWrite.class, () -> table.prepare("n", "m").key(1), wrong);
        tryAll(Transaction.class, engine::transaction, wrong);
        tryAll(Commands.class, table::commands, wrong);
        tryAll(TailraceConfig.class, TailraceConfig::new, wrong);
        tryAll(ChangesOptions.class, () -> ChangesOptions.squash(false), wrong);
        assertThat(wrong).isEmpty();
    }
}
