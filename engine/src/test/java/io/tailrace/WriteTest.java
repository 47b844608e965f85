package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.error.WriteRefusedException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WriteTest {
    private long nowNs;
    private final Tailrace engine = Tailrace.open(new TailraceConfig()
            .inMemory()
            .threading(Threading.INVOKER)
            .clock(() -> nowNs)
            .ringSlots(8192));
    private final Table table = engine.table("quotes");

    @AfterEach
    void close() {
        engine.close();
    }

    private String stored(Object key) {
        List<String> found = new ArrayList<>();
        table.read(key, (document, version) -> found.add(document.toString()));
        return found.isEmpty() ? null : found.get(0);
    }

    @Test
    void shouldCountTheCreationOfATableAsTheFirstChange() {
        assertThat(engine.lastSequence()).isEqualTo(1);
        assertThat(engine.table("quotes").name()).isEqualTo("quotes");
        assertThat(engine.lastSequence()).isEqualTo(1);
    }

    @Test
    void shouldInsertThenReplaceThenFindItUnchanged() {
        Ack first = table.upsert("BTCUSDT").put("bid", 61_800.2).put("size", 3).commit();
        assertThat(first.outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(first.sequence()).isEqualTo(2);
        Ack second = table.upsert("BTCUSDT").put("bid", 61_800.3).put("size", 3).commit();
        assertThat(second.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(second.sequence()).isEqualTo(3);
        Ack third =
                table.upsert("BTCUSDT").put("size", 3.0).put("bid", 61_800.3).commit();
        assertThat(third.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(third.sequence()).isEqualTo(3);
        assertThat(stored("BTCUSDT")).isEqualTo("{\"bid\":61800.3,\"id\":\"BTCUSDT\",\"size\":3}");
        assertThat(table.count()).isEqualTo(1);
    }

    @Test
    void shouldReportADuplicateKeyAndWriteNothing() {
        table.insert().put("id", 7).put("a", 1).commit();
        Ack ack = table.insert().put("id", 7.0).put("a", 2).commit();
        assertThat(ack.outcome()).isEqualTo(Outcome.ERROR);
        assertThat(ack.error()).isEqualTo(WriteError.DUPLICATE_KEY);
        assertThat(ack.sequence()).isEqualTo(2);
        assertThat(stored(7)).isEqualTo("{\"a\":1,\"id\":7}");
    }

    @Test
    void shouldMergeNestedObjectsInAnUpdateAndReplaceEverythingElse() {
        table.upsert()
                .json("{\"id\":1,\"o\":{\"a\":1,\"b\":[1,2]},\"s\":\"x\"}")
                .commit();
        Ack ack = table.update(1)
                .putAll(Map.of("o", Map.of("b", List.of(3), "c", true), "s", 5))
                .commit();
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(stored(1)).isEqualTo("{\"id\":1,\"o\":{\"a\":1,\"b\":[3],\"c\":true},\"s\":5}");
        assertThat(table.update(2).put("a", 1).commit().outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(table.insert(Conflict.UPDATE)
                        .put("id", 1)
                        .put("s", 6)
                        .commit()
                        .outcome())
                .isEqualTo(Outcome.REPLACED);
        assertThat(stored(1)).contains("\"s\":6").contains("\"a\":1");
    }

    @Test
    void shouldReplaceAndTakeOutByLiteralsOfAnUpdate() {
        table.upsert("a").json("{\"o\":{\"x\":1},\"p\":{\"x\":1},\"q\":1}").commit();
        Ack ack = table.update("a")
                .literal("o", Map.of("y", 2))
                .putAll(Map.of("p", Map.of("x", Literal.none(), "z", Literal.of(3))))
                .remove("q")
                .remove("none")
                .commit();
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"o\":{\"y\":2},\"p\":{\"z\":3}}");
        assertThat(table.update("b").literal("o", 1).commit().outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void shouldDeleteOnceAndSkipTheSecondTime() {
        table.upsert("a").commit();
        assertThat(table.delete("a").commit().outcome()).isEqualTo(Outcome.DELETED);
        assertThat(table.delete("a").commit().outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(table.exists("a")).isFalse();
        assertThat(table.count()).isZero();
    }

    @Test
    void shouldRefuseToChangeAKeyAndLeaveTheDocument() {
        table.upsert("a").put("v", 1).commit();
        assertThatThrownBy(() -> table.update("a").put("id", "b").commit())
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("table=quotes")
                .hasMessageContaining("field=id");
        assertThat(stored("a")).isEqualTo("{\"id\":\"a\",\"v\":1}");
        assertThat(engine.lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldRefuseADocumentWithoutAKeyAndNamesThatAreNone() {
        assertThatThrownBy(() -> table.update().put("v", 1).commit())
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("id");
        assertThatThrownBy(() -> engine.table(".hidden")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> engine.table("a/b")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> engine.existingTable("quote")).isInstanceOf(UnknownTableException.class);
    }

    @Test
    void shouldMakeAKeyForADocumentWithoutOne() {
        Write write = table.upsert().put("v", 1);
        assertThat(write.commit().outcome()).isEqualTo(Outcome.INSERTED);
        String made = write.generatedKey();
        assertThat(made).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(stored(made)).isEqualTo("{\"id\":\"" + made + "\",\"v\":1}");
        Write keyed = table.insert().put("id", 1);
        keyed.commit();
        assertThat(keyed.generatedKey()).isNull();
        assertThat(write.generatedKey()).isEqualTo(made);
    }

    @Test
    void shouldRefuseALiteralWhereNothingIsMerged() {
        assertThatThrownBy(() -> table.upsert("a").literal("o", 1))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("update");
        assertThatThrownBy(() -> table.insert().remove("o")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> {
                    Write write = table.upsert("a");
                    write.beginObject("o").beginArray("p").beginObject();
                    write.put("$reql_type$", "LITERAL").end().end().end();
                    write.commit();
                })
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("stray literal");
        assertThatThrownBy(() -> table.update("a").remove("id"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("Primary key `id` cannot be changed");
    }

    @Test
    void shouldComputeAFunctionalUpdateAnewWhenTheDocumentChangedMeanwhile() {
        table.upsert("n").put("count", 1).commit();
        int[] runs = new int[1];
        Ack ack = table.compute("n", (current, next) -> {
            if (runs[0]++ == 0) {
                engine.table("other").upsert("x").put("v", 1).commit();
                Tailrace same = engine;
                new Thread(() -> same.existingTable("quotes")
                                .upsert("n")
                                .put("count", 10)
                                .commit())
                        .start();
                while (same.lastSequence() < 5) {
                    same.doWork();
                }
            }
            next.put("count", current.longValue("count") + 1);
            return true;
        });
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(runs[0]).isEqualTo(2);
        assertThat(stored("n")).isEqualTo("{\"count\":11,\"id\":\"n\"}");
        assertThat(table.compute("n", (current, next) -> false).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(table.compute("new", (current, next) -> current == null).outcome())
                .isEqualTo(Outcome.INSERTED);
    }

    @Test
    void shouldComputeFromTheCurrentDocumentAndKeepWhatIsNotPut() {
        table.upsert(1).json("{\"n\":1,\"o\":{\"a\":1},\"s\":\"x\"}").commit();
        Ack ack = table.compute(1.0, (current, next) -> {
            next.put("n", current.longValue("n") + 1);
            return true;
        });
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(stored(1)).isEqualTo("{\"id\":1,\"n\":2,\"o\":{\"a\":1},\"s\":\"x\"}");
        assertThat(table.compute(1, (current, next) -> true).outcome()).isEqualTo(Outcome.UNCHANGED);
        table.compute(1, (current, next) -> {
            next.reset().put("id", 1).put("m", 1);
            return true;
        });
        assertThat(stored(1)).isEqualTo("{\"id\":1,\"m\":1}");
    }

    @Test
    void shouldThrowTheTypedErrorOfAnAckThatIsAskedTo() {
        Ack inserted = table.insert().put("id", 7).commit();
        assertThat(inserted.orThrow()).isSameAs(inserted);
        assertThatThrownBy(() -> table.insert().put("id", 7).commit().orThrow())
                .isInstanceOfSatisfying(
                        WriteRefusedException.class,
                        ex -> assertThat(ex.reason()).isEqualTo(WriteRefusedException.Reason.DUPLICATE_KEY));
        assertThatThrownBy(() -> engine.transaction()
                        .add(table.upsert(8))
                        .add(table.insert().put("id", 7))
                        .commit()
                        .orThrow())
                .isInstanceOfSatisfying(
                        WriteRefusedException.class,
                        ex -> assertThat(ex.failedWrite()).isEqualTo(1))
                .hasMessageContaining("reason=DUPLICATE_KEY failedWrite=1");
        Ack early = new Ack();
        table.upsert(9).time(nowNs + Duration.ofDays(1).toNanos()).commit(early);
        assertThatThrownBy(early::orThrow).isInstanceOf(IllegalStateException.class);
        engine.doWork();
        assertThatThrownBy(early::orThrow).isInstanceOf(EarlyTimeException.class);
        assertThat(table.delete("none").commit().orThrow().outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void shouldKeepAKeyAsItIsStoredWhenItIsUpdatedByAnEqualOne() {
        table.upsert(1).put("a", 1).commit();
        table.update((Object) 1.0).put("a", 2).commit();
        assertThat(stored(1)).isEqualTo("{\"a\":2,\"id\":1}");
        table.insert(Conflict.UPDATE).put("id", 1.0).put("a", 3).commit();
        assertThat(stored(1)).isEqualTo("{\"a\":3,\"id\":1}");
        engine.transaction()
                .add(table.update((Object) 1.0).put("a", 4))
                .add(table.update().put("id", 1.0).put("b", 5))
                .commit();
        assertThat(stored(1)).isEqualTo("{\"a\":4,\"b\":5,\"id\":1}");
        table.commands().update(1.0, Map.of("id", 1.0, "a", 6));
        table.commands().conflict(Conflict.UPDATE).insert(List.of(Map.of("id", 1.0, "b", 6)));
        assertThat(stored(1)).isEqualTo("{\"a\":6,\"b\":6,\"id\":1}");
        assertThat(table.update((Object) 1.0).commit().outcome()).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void shouldCarryOwnTimesAndNeverLetThemGoBack() {
        Feed feed = table.changes(ChangesOptions.squash(false));
        table.upsert("a").time(500).commit();
        table.upsert("b").time(400).commit();
        nowNs = 100;
        table.upsert("c").commit();
        nowNs = 900;
        table.upsert("d").commit();
        List<Long> times = new ArrayList<>();
        feed.poll(change -> times.add(change.timeNs()), 10);
        assertThat(times).containsExactly(500L, 500L, 500L, 900L);
        assertThat(engine.clampedTimes()).isEqualTo(1);
    }

    @Test
    void shouldTakeDocumentsThatFillManySlotsAndWrapAroundTheRing() {
        String text = "x".repeat(100_000);
        for (int i = 0; i < 200; i++) {
            assertThat(table.upsert(i % 3).put("text", text + i).commit().sequence())
                    .isEqualTo(i + 2);
        }
        assertThat(stored(1)).endsWith("x199\"}");
    }

    @Test
    void shouldKeepManyWritesInFlightWithAnAckEach() {
        List<Ack> acks = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Ack ack = new Ack();
            table.upsert(i).put("v", i).commit(ack);
            acks.add(ack);
        }
        assertThat(acks.get(0).isPending()).isTrue();
        while (!acks.get(999).isDone()) {
            engine.doWork();
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(acks.get(i).sequence()).isEqualTo(i + 2);
        }
        assertThat(engine.awaitSequence(1_001, Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void shouldRefuseAnAckThatIsStillPending() {
        Ack ack = new Ack();
        table.upsert(1).commit(ack);
        assertThatThrownBy(() -> table.upsert(2).commit(ack)).isInstanceOf(IllegalStateException.class);
        assertThat(engine.await(ack).outcome()).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void shouldScanInKeyOrderAcrossKeyTypes() {
        table.upsert("b").commit();
        table.upsert("a").commit();
        table.upsert(10).commit();
        table.upsert(9.5).commit();
        table.upsert(List.of("a", 1)).commit();
        table.upsert(true).commit();
        List<String> keys = new ArrayList<>();
        table.scanInKeyOrder((document, version) -> keys.add(document.toString()));
        assertThat(keys)
                .containsExactly(
                        "{\"id\":[\"a\",1]}",
                        "{\"id\":true}",
                        "{\"id\":9.5}",
                        "{\"id\":10}",
                        "{\"id\":\"a\"}",
                        "{\"id\":\"b\"}");
        table.delete("a").commit();
        table.upsert("aa").commit();
        keys.clear();
        table.scanInKeyOrder((document, version) -> keys.add(document.toString()));
        assertThat(keys).hasSize(6).endsWith("{\"id\":\"aa\"}", "{\"id\":\"b\"}");
        assertThat(table.scan((document, version) -> {})).isEqualTo(6);
    }
}
