package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import io.tailrace.testing.Seeds;
import io.tailrace.write.SnapshotPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state at any sequence answers every query as the engine did then. */
@Timeout(120)
class AsOfTest {
    private static final int SEEDS = 2;
    private static final int STEPS = 700;
    private static final int LOOKS = 60;

    @TempDir
    Path base;

    private final long[] nowNs = {1_000_000};

    private TailraceConfig config() {
        return new TailraceConfig()
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .segmentBytes(64 << 10)
                .limits(new DocumentLimits().documentBytes(1_024))
                .errorHandler(error -> {
                    throw new AssertionError(error);
                });
    }

    private static String describe(Collection<String> names, Function<String, Table> tables, Runnable work) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            Table table = tables.apply(name);
            all.add(name + " " + table.count() + " " + table.keyField() + " " + table.indexes());
            for (int key = 0; key < 60; key += 7) {
                all.add(key + " " + table.read(key, Object::toString));
            }
            table.scanInKeyOrder((document, version) -> all.add(version + " " + document));
            add(all, table.between(10, 30));
            add(all, table.getAll(3, 5, 100));
            add(
                    all,
                    table.orderBy("id")
                            .filter(row("x0").gt(3))
                            .pluck("id", "x0")
                            .limit(5));
            add(all, table.max("id"));
            for (String index : table.indexes()) {
                while (!table.isIndexReady(index)) {
                    work.run();
                }
                add(all, table.getAllBy(index, 1, 2));
                add(all, table.between(index, 3, 6));
                add(all, table.orderBy(index, Direction.DESC).without("t").limit(7));
            }
        }
        return String.join("\n", all);
    }

    private static void add(List<String> all, Query query) {
        try (Cursor cursor = query.read()) {
            while (cursor.next()) {
                all.add(query + " " + cursor.value());
            }
        }
    }

    private static String describe(Tailrace engine) {
        return describe(engine.tables(), engine::existingTable, engine::doWork);
    }

    private static String describe(AsOf state) {
        return describe(state.tables(), state::existingTable, () -> {
            throw new AssertionError("an index is being built");
        });
    }

    private Map<Long, String> write(Tailrace engine, Random random) {
        Map<Long, String> states = new TreeMap<>();
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) == 0) {
                states.put(engine.lastSequence(), describe(engine));
            }
            nowNs[0] += random.nextInt(1_000_000);
            SnapshotModelTest.step(engine, random, step);
        }
        return states;
    }

    private static void compare(Tailrace engine, Map<Long, String> states, Random random, String where) {
        List<Long> sequences = new ArrayList<>(states.keySet());
        for (int i = 0; i < LOOKS; i++) {
            long sequence = sequences.get(random.nextInt(sequences.size()));
            try (AsOf state = engine.asOf(sequence)) {
                assertThat(state.sequence()).isEqualTo(sequence);
                assertThat(describe(state)).as(where + " sequence=" + sequence).isEqualTo(states.get(sequence));
            }
        }
    }

    @Test
    void shouldShowEveryStateOnDisk() {
        for (long seed : Seeds.of(AsOfTest.class, SEEDS, SEEDS)) {
            Random random = new Random(seed);
            Path directory = base.resolve("seed" + seed);
            SnapshotPolicy policy = random.nextBoolean()
                    ? SnapshotPolicy.onDemand()
                    : SnapshotPolicy.onDemand().every(Duration.ofMillis(5)).keep(4);
            Map<Long, String> states;
            try (Tailrace engine = Tailrace.open(config().directory(directory).snapshots(policy))) {
                states = write(engine, random);
                compare(engine, states, random, "seed=" + seed + " live");
            }
            try (Tailrace engine = Tailrace.open(config().directory(directory))) {
                compare(engine, states, random, "seed=" + seed + " opened again");
            }
            try (Tailrace engine = Tailrace.open(config().directory(directory).readOnly(true))) {
                compare(engine, states, random, "seed=" + seed + " beside a writer");
            }
        }
    }

    @Test
    void shouldShowEveryStateInMemory() {
        long seed = Seeds.fresh(AsOfTest.class);
        Random random = new Random(seed);
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            Map<Long, String> states = new TreeMap<>();
            Table table = engine.table("a");
            table.createIndex("x0");
            for (int step = 0; step < STEPS; step++) {
                states.put(engine.lastSequence(), describe(engine));
                table.upsert(random.nextInt(60)).put("x0", random.nextInt(9)).commit();
                table.delete(random.nextInt(60)).commit();
            }
            compare(engine, states, random, "seed=" + seed);
        }
    }

    @Test
    void shouldTakeASequenceInsideATransactionAtItsWord() {
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            Table table = engine.table("a");
            Transaction all = engine.transaction();
            for (int i = 0; i < 5; i++) {
                all.add(table.upsert(i).put("v", i));
            }
            all.commit();
            for (int i = 0; i <= 5; i++) {
                try (AsOf state = engine.asOf(1 + i)) {
                    assertThat(state.existingTable("a").count()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void shouldShowWhatThereWasAtATime() {
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            Table table = engine.table("a");
            table.upsert(1).put("v", 1).commit();
            Instant first = Instants.of(nowNs[0]);
            nowNs[0] += 1_000;
            table.upsert(1).put("v", 2).commit();
            try (AsOf state = engine.asOf(first.plusNanos(999))) {
                assertThat(state.sequence()).isEqualTo(2);
                assertThat(state.existingTable("a").<Long>read(1, document -> document.longValue("v")))
                        .isEqualTo(1);
            }
            try (AsOf state = engine.asOf(first.plusNanos(1_000))) {
                assertThat(state.sequence()).isEqualTo(3);
            }
            try (AsOf state = engine.asOf(Instant.EPOCH)) {
                assertThat(state.sequence()).isZero();
                assertThat(state.tables()).isEmpty();
                assertThatThrownBy(() -> state.existingTable("a")).isInstanceOf(UnknownTableException.class);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsNotThereAndWrites() {
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            Table table = engine.table("a");
            table.upsert(1).commit();
            assertThatThrownBy(() -> engine.asOf(3))
                    .isInstanceOfSatisfying(
                            BeyondEndException.class,
                            error -> assertThat(error.last()).isEqualTo(2))
                    .hasMessageContaining("sequence=3");
            assertThatThrownBy(() -> engine.asOf(-1)).isInstanceOf(EngineException.class);
            try (AsOf state = engine.asOf(2)) {
                Table then = state.existingTable("a");
                assertThatThrownBy(() -> then.upsert(2).commit())
                        .isInstanceOf(ReadOnlyJournalException.class)
                        .hasMessageContaining("as of sequence=2");
                assertThatThrownBy(() -> then.createIndex("x")).isInstanceOf(ReadOnlyJournalException.class);
            }
        }
    }

    @Test
    void shouldEndFeedsAtItsSequence() {
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            Table table = engine.table("a");
            for (int i = 0; i < 10; i++) {
                table.upsert(i % 3).put("v", i).commit();
            }
            try (AsOf state = engine.asOf(6);
                    Feed feed = state.existingTable("a")
                            .changes(ChangesOptions.squash(false).fromStart());
                    Feed live = state.existingTable("a").changes()) {
                List<Long> seen = new ArrayList<>();
                while (!feed.ended()) {
                    feed.poll(change -> seen.add(change.sequence()), 4);
                }
                assertThat(seen).containsExactly(2L, 3L, 4L, 5L, 6L);
                assertThat(live.poll(change -> {}, 10)).isZero();
                assertThat(live.ended()).isTrue();
            }
        }
    }

    @Test
    void shouldStayWhenTheEngineHasGoneAndGoWhenItIsClosed() {
        AsOf state;
        try (Tailrace engine = Tailrace.open(config().directory(base.resolve("gone")))) {
            engine.table("a").upsert(1).put("v", 1).commit();
            state = engine.asOf(2);
            engine.table("a").upsert(1).put("v", 2).commit();
            engine.dropTable("a");
        }
        Table table = state.existingTable("a");
        assertThat(table.<Long>read(1, document -> document.longValue("v"))).isEqualTo(1);
        state.close();
        state.close();
        assertThatThrownBy(table::count).isInstanceOf(EngineClosedException.class);
        assertThatThrownBy(state::tables).isInstanceOf(EngineClosedException.class);
    }
}
