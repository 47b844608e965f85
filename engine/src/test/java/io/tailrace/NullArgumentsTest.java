package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineException;
import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.DocumentFilter;
import io.tailrace.query.Projection;
import io.tailrace.write.Ack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NullArgumentsTest {
    private final List<Throwable> errors = new ArrayList<>();
    private final TailraceConfig config =
            new TailraceConfig().inMemory().threading(Threading.INVOKER).errorHandler(errors::add);

    private static void assertRefused(String name, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("argument is null: argument=" + name + " call=");
    }

    @Test
    void shouldRefuseToRunNothing() {
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            Feed feed = table.changes(ChangesOptions.squash(false));
            assertRefused("name", () -> engine.run(null, feed, change -> {}));
            assertRefused("feed", () -> engine.run("none", null, change -> {}));
            assertRefused("handler", () -> engine.run("none", feed, null));
            assertRefused("feed", () -> engine.run(null, change -> {}));
            assertRefused("handler", () -> engine.run(feed, null));
            assertRefused("handler", () -> feed.poll(null, 1));
            assertThat(engine.feeds()).isEmpty();
            table.upsert(1).commit();
            assertThat(feed.poll(change -> {}, 10)).isEqualTo(1);
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldRefuseNullAtTheCall() {
        assertRefused("config", () -> Tailrace.open(null));
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            assertRefused("timeout", () -> engine.awaitSequence(1, null));
            assertRefused("ack", () -> engine.await((Ack) null));
            assertRefused("update", () -> table.compute(1, null));
            assertRefused("handler", () -> table.read(1, (DocumentHandler) null));
            assertRefused("handler", () -> table.scan(null));
            assertRefused("handler", () -> table.scanInKeyOrder(null));
            assertRefused("options", () -> table.changes(null));
            assertRefused("filter", () -> table.filter((DocumentFilter) null));
            assertRefused("predicate", () -> table.filter((Expression) null));
            assertRefused("pattern", () -> table.filter((Map<String, ?>) null));
            assertRefused("projection", () -> table.map((Projection) null));
            assertRefused("projection", () -> table.map((Expression) null));
            assertThat(table.count()).isZero();
        }
    }
}
