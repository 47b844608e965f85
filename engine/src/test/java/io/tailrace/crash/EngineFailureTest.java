package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.Document;
import io.tailrace.error.EngineFailedException;
import io.tailrace.error.FeedException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of an engine when its writer fails, and of a feed when its user's code does. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineFailureTest {
    @TempDir
    Path directory;

    private final GateClock clock = new GateClock();
    private final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());

    private TailraceConfig config(Threading threading) {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(threading)
                .segmentBytes(16 << 20)
                .limits(Small.limits())
                .clock(clock)
                .errorHandler(errors::add);
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("planned"), new AssertionError("planned"), new OutOfMemoryError("planned"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldAcknowledgeNothingAfterAFailureAndWakeWhoeverWaits(Throwable planned) throws Exception {
        long acknowledged;
        try (Tailrace engine = Tailrace.open(config(Threading.DEDICATED))) {
            Table table = engine.table("t");
            acknowledged = table.upsert("before").put("n", 1).commit().sequence();
            Feed feed = table.changes(ChangesOptions.squash(false).fromStart());
            clock.hold();
            List<Ack> acks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Ack ack = new Ack();
                table.upsert("after" + i).put("n", i).commit(ack);
                acks.add(ack);
            }
            CompletableFuture<Ack> blocked =
                    CompletableFuture.supplyAsync(() -> table.upsert("blocked").commit());
            clock.fail(planned);
            clock.letGo();
            assertThatThrownBy(() -> blocked.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(EngineFailedException.class)
                    .hasCause(planned);
            for (Ack ack : acks) {
                assertThatThrownBy(() -> engine.await(ack))
                        .isInstanceOf(EngineFailedException.class)
                        .hasCause(planned);
                assertThat(ack.outcome()).isEqualTo(Outcome.ERROR);
                assertThat(ack.error()).isEqualTo(WriteError.ENGINE_DOWN);
            }
            assertFailed(engine, table, planned);
            List<Long> seen = new ArrayList<>();
            feed.poll(change -> seen.add(change.sequence()), 100);
            assertThat(seen).containsExactly(acknowledged);
            assertThatThrownBy(feed::take)
                    .isInstanceOf(EngineFailedException.class)
                    .hasCause(planned);
            assertThat(errors).containsExactly(planned);
        }
        clock.fail(null);
        assertReopened(acknowledged);
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldFailWhenTheJournalDoes(Threading threading) throws Exception {
        long acknowledged;
        Tailrace engine = Tailrace.open(config(threading));
        Table table = engine.table("t");
        acknowledged = table.upsert("before").put("n", 1).commit().sequence();
        DiskGate.journal(engine).close();
        assertThatThrownBy(() -> table.upsert("after").commit())
                .isInstanceOf(EngineFailedException.class)
                .hasRootCauseInstanceOf(RuntimeException.class);
        assertThat(errors).hasSize(1);
        assertFailed(engine, table, errors.get(0));
        engine.close();
        assertReopened(acknowledged);
    }

    @ParameterizedTest
    @EnumSource(
            value = Threading.class,
            names = {"DEDICATED", "SHARED"})
    void shouldOutliveAnErrorHandlerThatThrows(Threading threading) throws Exception {
        IllegalStateException planned = new IllegalStateException("planned");
        TailraceConfig config = config(threading).errorHandler(error -> {
            errors.add(error);
            throw new IllegalStateException("the handler fails too");
        });
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            Feed failing = table.changes();
            engine.run(failing, change -> {
                throw planned;
            });
            table.upsert("before").commit();
            while (errors.isEmpty()) {
                Thread.onSpinWait();
            }
            table.upsert("between").commit();
            clock.fail(planned);
            assertThatThrownBy(() -> {
                        while (true) {
                            table.upsert("after").commit();
                        }
                    })
                    .isInstanceOf(EngineFailedException.class)
                    .hasCause(planned);
        }
        assertThat(errors).hasSize(2);
        assertThat(errors).contains(planned);
    }

    @Test
    void shouldCloseFromTheErrorHandlerWithoutWaitingForItself() throws Exception {
        CompletableFuture<Tailrace> opened = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        TailraceConfig config = config(Threading.DEDICATED).errorHandler(error -> {
            opened.join().close();
            closed.complete(true);
        });
        Tailrace engine = Tailrace.open(config);
        opened.complete(engine);
        Table table = engine.table("t");
        clock.fail(new IllegalStateException("planned"));
        assertThatThrownBy(() -> {
                    while (true) {
                        table.upsert("after").commit();
                    }
                })
                .isInstanceOf(io.tailrace.error.EngineException.class);
        assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
        engine.close();
        clock.fail(null);
        Tailrace.open(config(Threading.DEDICATED)).close();
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldEndOnlyTheFeedWhosePredicateOrHandlerThrows(Threading threading) {
        IllegalStateException planned = new IllegalStateException("planned");
        try (Tailrace engine = Tailrace.open(config(threading))) {
            Table table = engine.table("t");
            ChangesOptions each = ChangesOptions.squash(false);
            Feed healthy = table.changes(each);
            Feed predicate = table.filter(document -> fails(document, planned)).changes(each);
            Feed overflow = table.filter(EngineFailureTest::deep).changes(each);
            Feed projection = table.map(
                            (in, out) -> out.put("id", in.string("id")).put("x", in.longValue("missing")))
                    .changes(each);
            Feed run = table.changes(each);
            engine.run(run, change -> fails(change.newVal(), planned));
            for (int i = 0; i < 10; i++) {
                table.upsert("k" + i).put("n", i).commit();
            }
            long first = engine.lastSequence() - 9;
            assertFeedFails(predicate, first + 5).hasCause(planned);
            assertFeedFails(overflow, first).hasCauseInstanceOf(StackOverflowError.class);
            assertFeedFails(projection, first).hasRootCauseInstanceOf(io.tailrace.error.DocumentException.class);
            while (!run.ended()) {
                engine.doWork();
            }
            assertThatThrownBy(() -> run.poll(change -> {}, 1))
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining(String.valueOf(first + 5));
            assertThat(healthy.poll(change -> {}, 100)).isEqualTo(10);
            assertThat(engine.isFailed()).isFalse();
            assertThat(table.upsert("after").commit().outcome()).isEqualTo(Outcome.INSERTED);
            assertThat(healthy.poll(change -> {}, 100)).isEqualTo(1);
            assertThat(errors).hasSize(1);
        }
    }

    private static boolean fails(Document document, RuntimeException planned) {
        if (document.longValue("n") == 5) {
            throw planned;
        }
        return true;
    }

    private static boolean deep(Document document) {
        return deep(document) || document.has("n");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFeedFails(Feed feed, long sequence) {
        var thrown = assertThatThrownBy(() -> feed.poll(change -> {}, 100))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining(String.valueOf(sequence));
        assertThat(feed.ended()).isTrue();
        assertThat(feed.position()).isLessThan(sequence);
        return thrown;
    }

    private static void assertFailed(Tailrace engine, Table table, Throwable cause) {
        assertThat(engine.isFailed()).isTrue();
        assertThatThrownBy(() -> table.upsert("late").commit())
                .isInstanceOf(EngineFailedException.class)
                .hasCause(cause);
        assertThatThrownBy(() -> table.upsert("late").commit(new Ack()))
                .isInstanceOf(EngineFailedException.class)
                .hasCause(cause);
        // The index may hold changes that never reached the journal, so it is not read any more.
        assertThatThrownBy(() -> table.exists("before")).isInstanceOf(EngineFailedException.class);
        assertThatThrownBy(() -> engine.awaitSequence(engine.lastSequence() + 1, Duration.ofMinutes(1)))
                .isInstanceOf(EngineFailedException.class)
                .hasCause(cause);
    }

    private void assertReopened(long acknowledged) {
        errors.clear();
        try (Tailrace engine = Tailrace.open(config(Threading.DEDICATED))) {
            Table table = engine.existingTable("t");
            assertThat(engine.lastSequence()).isEqualTo(acknowledged);
            assertThat(table.exists("before")).isTrue();
            assertThat(table.count()).isEqualTo(1);
            assertThat(table.upsert("again").commit().sequence()).isEqualTo(acknowledged + 1);
        }
        assertThat(errors).isEmpty();
    }
}
