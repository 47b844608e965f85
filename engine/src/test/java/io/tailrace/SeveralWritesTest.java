package io.tailrace;

import static io.tailrace.write.Acknowledgement.JOURNALED;
import static io.tailrace.write.Acknowledgement.RECEIVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Operation;
import io.tailrace.write.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several writes of one thread in the making at once, and writes that are used when they are over. */
@Timeout(60)
class SeveralWritesTest {
    private static final int MANY = 100;

    private final Tailrace engine = open();
    private final Table quotes = engine.table("quotes");
    private final Table orders = engine.table("orders");

    private static Tailrace open() {
        return Tailrace.open(
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> 0));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static String stored(Table table, String key) {
        StringBuilder found = new StringBuilder();
        table.read(key, (document, version) -> found.append(document));
        return found.toString();
    }

    private static void refusedAsOver(Write write) {
        List<Callable<?>> uses = List.of(
                () -> write.put("n", 9),
                () -> write.put("n", 9.0),
                () -> write.put("n", true),
                () -> write.put("n", "text"),
                () -> write.json("{}"),
                () -> write.remove("n"),
                () -> write.time(1),
                () -> write.putNull("n"),
                () -> write.putTime("n", 1),
                () -> write.put("n", Instant.EPOCH),
                () -> write.put("n", new byte[1]),
                () -> write.put("n", (Object) 1),
                () -> write.putAll(Map.of()),
                () -> write.beginObject("n"),
                () -> write.beginArray("n"),
                write::end,
                write::commit);
        for (Callable<?> use : uses) {
            assertThatThrownBy(use::call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("write is over")
                    .hasMessageContaining("begin another");
        }
        assertThatThrownBy(() -> write.commit(new Ack())).hasMessageContaining("write is over");
        assertThatThrownBy(write::cancel).hasMessageContaining("write is over");
    }

    @Test
    void shouldKeepTheFieldsOfTwoWritesInTheMakingApart() {
        Write quote = quotes.upsert("BTC").put("bid", 1);
        Write order = orders.upsert("A1").put("size", 2);
        quote.put("ask", 3);
        assertThat(quote.commit().outcome()).isEqualTo(Outcome.INSERTED);
        order.put("side", "buy");
        assertThat(order.commit().outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(stored(quotes, "BTC")).isEqualTo("{\"ask\":3,\"bid\":1,\"id\":\"BTC\"}");
        assertThat(stored(orders, "A1")).isEqualTo("{\"id\":\"A1\",\"side\":\"buy\",\"size\":2}");
    }

    @Test
    void shouldCommitInAnyOrderWhatWasBegunInAnother() {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            writes.add(quotes.upsert("k" + i).put("n", i));
        }
        for (int i = MANY - 1; i >= 0; i -= 2) {
            writes.get(i).commit();
        }
        for (int i = 0; i < MANY; i += 2) {
            writes.get(i).put("m", i).commit();
        }
        for (int i = 0; i < MANY; i++) {
            String rest = i % 2 == 0 ? "\"m\":" + i + ",\"n\":" + i : "\"n\":" + i;
            assertThat(stored(quotes, "k" + i)).isEqualTo("{\"id\":\"k" + i + "\"," + rest + "}");
        }
    }

    @Test
    void shouldAlwaysRefuseAWriteThatWasCommittedWhereAssertionsAreOn() {
        assertThat(Session.LENDING).isTrue();
        Write first = quotes.upsert("a").put("n", 1);
        first.commit();
        refusedAsOver(first);
        for (int i = 0; i < MANY; i++) {
            Write next = orders.upsert("b" + i).put("n", 2);
            refusedAsOver(first);
            next.commit();
        }
        assertThat(stored(quotes, "a")).isEqualTo("{\"id\":\"a\",\"n\":1}");
        assertThat(stored(orders, "b7")).isEqualTo("{\"id\":\"b7\",\"n\":2}");
    }

    @Test
    void shouldRefuseAWriteThatWasCommittedUntilSixteenMoreWereBegunWhereAssertionsAreOff() {
        Session session = new Session(engine.engine(), false);
        for (int i = 0; i < Session.WRITES; i++) {
            begin(session, "first" + i).commit();
        }
        Write kept = begin(session, "kept").put("n", 1);
        kept.commit();
        for (int i = 0; i < Session.WRITES - 1; i++) {
            Write next = begin(session, "next" + i);
            assertThat(next).isNotSameAs(kept);
            refusedAsOver(kept);
            next.commit();
        }
        refusedAsOver(kept);
        assertThat(begin(session, "last")).isSameAs(kept);
    }

    @Test
    void shouldTellNothingOfTheWriteBeforeWhereNobodyWaits() {
        Session session = new Session(engine.engine(), false);
        for (int i = 0; i < 2 * Session.WRITES; i++) {
            Ack ack = begin(session, "k" + i).commit(i < Session.WRITES ? JOURNALED : RECEIVED);
            assertThat(ack.outcome()).isEqualTo(i < Session.WRITES ? Outcome.INSERTED : Outcome.RECEIVED);
        }
        Transaction transaction = engine.transaction();
        assertThat(transaction.add(quotes.insert().put("id", "k1")).commit().outcome())
                .isEqualTo(Outcome.ERROR);
        Ack ack = transaction
                .add(quotes.insert().put("id", "new"))
                .commit(RECEIVED)
                .orThrow();
        assertThat(ack.outcome()).isEqualTo(Outcome.RECEIVED);
        assertThat(transaction.commit(RECEIVED).outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void shouldHandOutFreshWritesForThoseThatWereForgottenOrAreStillComposed() {
        Session session = new Session(engine.engine(), false);
        Set<Write> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3 * Session.WRITES; i++) {
            assertThat(seen.add(begin(session, "k" + i).put("n", i))).isTrue();
        }
        seen.forEach(Write::commit);
        assertThat(quotes.count()).isEqualTo(3 * Session.WRITES);
        assertThat(stored(quotes, "k7")).isEqualTo("{\"id\":\"k7\",\"n\":7}");
    }

    @Test
    void shouldUseTheBuffersOfAWriteAgainThatItsKeyWasRefusedOf() {
        quotes.upsert("a").commit();
        Session session = engine.engine().session();
        WriteBuffers buffers = session.takeBuffers();
        session.release(null, buffers);
        Object noKey = Map.of("no", "key");
        CharSequence tooLong = "x".repeat(200);
        List<Callable<?>> refused = List.of(
                () -> quotes.upsert(noKey),
                () -> quotes.update(noKey),
                () -> quotes.replace(noKey),
                () -> quotes.delete(noKey),
                () -> quotes.upsert(tooLong),
                () -> quotes.update(tooLong),
                () -> quotes.delete(tooLong));
        for (Callable<?> each : refused) {
            assertThatThrownBy(each::call).isInstanceOfAny(DocumentException.class, LimitException.class);
            WriteBuffers next = session.takeBuffers();
            assertThat(next).isSameAs(buffers);
            session.release(null, next);
        }
    }

    private Write begin(Session session, String key) {
        return session.write().begin(quotes.tableName(), Operation.UPSERT).key(key);
    }

    @Test
    void shouldRefuseAWriteThatWasCancelledRefusedOrAddedToATransaction() {
        Write cancelled = quotes.upsert("a").put("n", 1);
        cancelled.cancel();
        refusedAsOver(cancelled);
        Write keyless = quotes.update().put("n", 1);
        assertThatThrownBy(keyless::commit).hasMessageContaining("primary key");
        refusedAsOver(keyless);
        Transaction transaction = engine.transaction();
        Write added = quotes.upsert("b").put("n", 2);
        transaction.add(added);
        refusedAsOver(added);
        assertThatThrownBy(() -> transaction.add(added)).hasMessageContaining("write is over");
        assertThat(transaction.size()).isEqualTo(1);
        transaction.commit().orThrow();
        assertThat(stored(quotes, "a")).isEmpty();
        assertThat(stored(quotes, "b")).isEqualTo("{\"id\":\"b\",\"n\":2}");
    }

    @Test
    void shouldRefuseAWriteOnAnotherThreadAndLeaveItWhole() throws Exception {
        Write write = quotes.upsert("a").put("n", 1);
        FutureTask<Throwable> elsewhere = new FutureTask<>(() -> {
            assertThatThrownBy(() -> write.put("n", 2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("used by=elsewhere");
            assertThatThrownBy(write::commit).hasMessageContaining("used by=elsewhere");
            assertThatThrownBy(() -> engine.transaction().add(write)).hasMessageContaining("used by=elsewhere");
            return null;
        });
        new Thread(elsewhere, "elsewhere").start();
        elsewhere.get();
        write.put("m", 3).commit();
        assertThat(stored(quotes, "a")).isEqualTo("{\"id\":\"a\",\"m\":3,\"n\":1}");
    }

    @Test
    void shouldCollectWritesOfTransactionsThatAreComposedAtOnce() {
        Write first = quotes.upsert("a").put("n", 1);
        Transaction one = engine.transaction();
        Transaction other = engine.transaction();
        Write second = quotes.upsert("b").put("n", 2);
        other.add(first);
        one.add(second).add(quotes.upsert("c").put("n", 3));
        other.commit().orThrow();
        assertThat(quotes.count()).isEqualTo(1);
        one.commit().orThrow();
        assertThat(stored(quotes, "a") + stored(quotes, "b") + stored(quotes, "c"))
                .isEqualTo("{\"id\":\"a\",\"n\":1}{\"id\":\"b\",\"n\":2}{\"id\":\"c\",\"n\":3}");
    }

    @Test
    void shouldKeepAWriteWholeThatIsInTheMakingWhileOthersAreComputed() {
        Write outer = quotes.upsert("a").put("n", 1);
        quotes.compute("b", (current, next) -> {
            next.put("n", 2);
            orders.compute("c", (inner, innerNext) -> {
                innerNext.put("n", 3);
                orders.upsert("d").put("n", 4).commit();
                return true;
            });
            next.put("m", 5);
            return true;
        });
        outer.put("m", 6).commit();
        assertThat(stored(quotes, "a")).isEqualTo("{\"id\":\"a\",\"m\":6,\"n\":1}");
        assertThat(stored(quotes, "b")).isEqualTo("{\"id\":\"b\",\"m\":5,\"n\":2}");
        assertThat(stored(orders, "c")).isEqualTo("{\"id\":\"c\",\"n\":3}");
        assertThat(stored(orders, "d")).isEqualTo("{\"id\":\"d\",\"n\":4}");
    }

    @Test
    void shouldKeepWritesOfTwoEnginesOnOneThreadApart() {
        try (Tailrace second = open()) {
            Table others = second.table("quotes");
            Write here = quotes.upsert("a").put("n", 1);
            Write there = others.upsert("a").put("n", 2);
            assertThatThrownBy(() -> engine.transaction().add(there)).hasMessageContaining("of another engine");
            here.commit();
            there.put("m", 3).commit();
            assertThat(stored(quotes, "a")).isEqualTo("{\"id\":\"a\",\"n\":1}");
            assertThat(stored(others, "a")).isEqualTo("{\"id\":\"a\",\"m\":3,\"n\":2}");
        }
    }

    @Test
    void shouldTellTheKeyMadeForAWriteThatWaitedWhileHandlersWroteToo() {
        engine.run(quotes.changes(ChangesOptions.squash(false)), change -> {
            for (int i = 0; i < 2 * Session.WRITES; i++) {
                orders.insert().put("n", i).commit(Acknowledgement.RECEIVED);
            }
        });
        Write write = quotes.insert().put("n", 1);
        write.commit();
        assertThat(stored(quotes, write.generatedKey())).contains("\"n\":1");
    }
}
