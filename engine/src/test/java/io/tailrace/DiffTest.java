package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.Value;
import io.tailrace.error.BeyondEndException;
import io.tailrace.error.EngineException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.testing.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is told to differ is what differs between the two states, each key once. */
@Timeout(120)
class DiffTest {
    private static final int STEPS = 500;
    private static final int LOOKS = 120;

    @TempDir
    Path base;

    private final long[] nowNs = {1};

    private TailraceConfig config() {
        return new TailraceConfig()
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .segmentBytes(64 << 10)
                .limits(new DocumentLimits().documentBytes(1_024));
    }

    private static Map<String, String> documents(Tailrace engine) {
        Map<String, String> all = new TreeMap<>();
        for (String name : engine.tables()) {
            engine.existingTable(name)
                    .scan((document, version) -> all.put(name + " " + document.longValue("id"), document.toString()));
        }
        return all;
    }

    private static String name(String table, Value value) {
        return table + " " + value.document().longValue("id");
    }

    private static String text(Value value) {
        return value == null ? null : value.document().toString();
    }

    private static Map<String, String> difference(Tailrace engine, long from, long until) {
        Map<String, String> told = new TreeMap<>();
        long count = engine.diff(from, until).run((table, before, after) -> {
            String key = name(table, before == null ? after : before);
            assertThat(told.put(key, text(before) + " -> " + text(after)))
                    .as(key)
                    .isNull();
        });
        assertThat(count).isEqualTo(told.size());
        return told;
    }

    private static Map<String, String> expected(Map<String, String> before, Map<String, String> after) {
        Map<String, String> differs = new TreeMap<>();
        before.forEach((key, old) -> {
            if (!Objects.equals(old, after.get(key))) {
                differs.put(key, old + " -> " + after.get(key));
            }
        });
        after.forEach((key, now) -> {
            if (!before.containsKey(key)) {
                differs.put(key, null + " -> " + now);
            }
        });
        return differs;
    }

    @Test
    void shouldTellWhatDiffersBetweenAnyTwoStates() {
        long seed = Seeds.fresh(DiffTest.class);
        Random random = new Random(seed);
        Map<Long, Map<String, String>> states = new TreeMap<>();
        try (Tailrace engine = Tailrace.open(config().directory(base.resolve("journal")))) {
            states.put(0L, Map.of());
            for (int step = 0; step < STEPS; step++) {
                nowNs[0] += random.nextInt(1_000);
                SnapshotModelTest.step(engine, random, step);
                states.put(engine.lastSequence(), documents(engine));
            }
            compare(engine, states, random, "seed=" + seed);
        }
        try (Tailrace engine =
                Tailrace.open(config().directory(base.resolve("journal")).readOnly(true))) {
            compare(engine, states, random, "beside a writer seed=" + seed);
        }
    }

    private static void compare(Tailrace engine, Map<Long, Map<String, String>> states, Random random, String where) {
        List<Long> sequences = new ArrayList<>(states.keySet());
        for (int i = 0; i < LOOKS; i++) {
            long a = sequences.get(random.nextInt(sequences.size()));
            long b = sequences.get(random.nextInt(sequences.size()));
            long from = Math.min(a, b);
            long until = Math.max(a, b);
            assertThat(difference(engine, from, until))
                    .as(where + " from=" + from + " until=" + until)
                    .isEqualTo(expected(states.get(from), states.get(until)));
        }
    }

    @Test
    void shouldTellNothingOfWhatWasChangedBack() {
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            Table table = engine.table("a");
            table.upsert(1).put("v", 1).commit();
            long from = engine.lastSequence();
            table.upsert(1).put("v", 2).commit();
            table.upsert(2).put("v", 2).commit();
            table.upsert(1).put("v", 1).commit();
            table.delete(2).commit();
            assertThat(difference(engine, from, engine.lastSequence())).isEmpty();
            assertThat(difference(engine, from, from + 1)).hasSize(1);
            assertThat(difference(engine, from, from)).isEmpty();
        }
    }

    @Test
    void shouldTellOfOneTableAndRefuseWhatIsNotThere() {
        try (Tailrace engine = Tailrace.open(config().inMemory())) {
            engine.table("a").upsert(1).commit();
            engine.table("b").upsert(1).commit();
            long last = engine.lastSequence();
            assertThat(engine.diff(0, last)
                            .table("b")
                            .run((table, before, after) -> assertThat(table).isEqualTo("b")))
                    .isEqualTo(1);
            assertThatThrownBy(() -> engine.diff(0, last).table("c").run((table, before, after) -> {}))
                    .isInstanceOf(UnknownTableException.class);
            assertThatThrownBy(() -> engine.diff(0, last + 1).run((table, before, after) -> {}))
                    .isInstanceOf(BeyondEndException.class);
            assertThatThrownBy(() -> engine.diff(3, 2)).isInstanceOf(EngineException.class);
        }
    }
}
