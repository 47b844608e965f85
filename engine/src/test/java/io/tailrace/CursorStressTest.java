package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Ack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reads beside a writer at full speed; each is compared with a replay of the journal up to its sequence. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CursorStressTest {
    private static final int KEYS = 1_000;
    private static final int IN_FLIGHT = 64;
    private static final int ROUNDS = 12;
    private static final int AHEAD = 5_000;
    /** So many at least go on beside the reads. */
    private static final int LEAST_CHANGES = 1_000;

    @TempDir
    Path directory;

    /** A document of the model. */
    private record Doc(long id, long v, List<Object> tags, String text) {}

    /** A query, and how the model answers it from all documents in the order of their keys. */
    private record Asked(
            Function<Table, Query> query, boolean ordered, Function<TreeMap<Long, Doc>, List<Doc>> answer) {}

    private static final Comparator<Doc> BY_VALUE =
            Comparator.comparingLong(Doc::v).thenComparingLong(Doc::id);

    private static final List<Asked> ASKED = List.of(
            new Asked(
                    table -> table.getAll(List.of()).union(table.filter(document -> true)),
                    false,
                    all -> new ArrayList<>(all.values())),
            new Asked(table -> table.getAll(7, 5, 7, 500, 999), true, all -> listed(all, 5, 7, 7, 500, 999)),
            new Asked(
                    table -> table.between(100, 300),
                    true,
                    all -> new ArrayList<>(all.subMap(100L, 300L).values())),
            new Asked(
                    table -> table.orderBy("id", Direction.DESC).limit(300),
                    true,
                    all -> first(300, all.descendingMap().values())),
            new Asked(
                    table -> table.orderBy("v"),
                    true,
                    all -> all.values().stream().sorted(BY_VALUE).toList()),
            new Asked(
                    table -> table.orderBy("v", Direction.DESC).limit(100),
                    true,
                    all -> first(
                            100,
                            all.values().stream().sorted(BY_VALUE.reversed()).toList())),
            new Asked(table -> table.getAllBy("v", 3, 5, 3), false, all -> times(all, 3, 5, 3)),
            new Asked(table -> table.getAllBy("tags", 1, 2), false, all -> tagged(all, 1, 2)));

    @Test
    void shouldReadTheStateAtOneSequenceWithDedicatedThreads() throws Exception {
        run(new TailraceConfig().directory(directory).threading(Threading.DEDICATED));
    }

    @Test
    void shouldReadTheStateAtOneSequenceWithOneThread() throws Exception {
        run(new TailraceConfig().inMemory().threading(Threading.SHARED));
    }

    private void run(TailraceConfig config) throws Exception {
        long seed = Seeds.fresh(CursorStressTest.class);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            table.createIndex("v");
            table.createMultiIndex("tags", row("tags"));
            table.upsert(0).put("v", 0).putAll(Map.of("tags", List.of())).commit();
            long first = engine.lastSequence();
            AtomicBoolean stop = new AtomicBoolean();
            try (Feed feed = table.changes(ChangesOptions.squash(false).from(first))) {
                Thread writer = new Thread(() -> write(engine, table, feed, new Random(seed), stop));
                writer.start();
                try {
                    TreeMap<Long, Doc> model = new TreeMap<>();
                    long enough = first + LEAST_CHANGES; // who reads may be the faster one
                    for (int round = 0; round < ROUNDS || engine.lastSequence() <= enough; round++) {
                        for (Asked asked : ASKED) {
                            check(asked, table, feed, model, seed);
                        }
                    }
                } finally {
                    stop.set(true);
                    writer.join();
                }
            }
            assertThat(engine.lastSequence()).isGreaterThan(first + LEAST_CHANGES);
        }
    }

    private static void check(Asked asked, Table table, Feed feed, TreeMap<Long, Doc> model, long seed) {
        List<String> rows = new ArrayList<>();
        long sequence;
        try (Cursor cursor = asked.query.apply(table).read()) {
            sequence = cursor.sequence();
            while (cursor.next()) {
                rows.add(cursor.value().toString());
            }
        }
        while (feed.position() < sequence) {
            feed.poll(
                    change -> {
                        if (change.newVal() == null) {
                            model.remove(change.oldVal().longValue("id"));
                        } else {
                            Doc doc = doc(change.newVal());
                            model.put(doc.id, doc);
                        }
                    },
                    1);
        }
        List<String> expected = new ArrayList<>();
        asked.answer.apply(model).forEach(doc -> expected.add(doc.text));
        if (!asked.ordered) {
            expected.sort(null);
            rows.sort(null);
        }
        assertThat(rows).as("seed=" + seed + " sequence=" + sequence).isEqualTo(expected);
    }

    @SuppressWarnings("unchecked")
    private static Doc doc(Document document) {
        return new Doc(
                document.longValue("id"),
                document.longValue("v"),
                (List<Object>) document.toMap().get("tags"),
                document.toString());
    }

    private static List<Doc> first(int count, Collection<Doc> docs) {
        return docs.stream().limit(count).toList();
    }

    private static List<Doc> listed(Map<Long, Doc> all, long... keys) {
        List<Doc> found = new ArrayList<>();
        for (long key : keys) {
            if (all.containsKey(key)) {
                found.add(all.get(key));
            }
        }
        return found;
    }

    private static List<Doc> times(Map<Long, Doc> all, long... values) {
        List<Doc> found = new ArrayList<>();
        for (long value : values) {
            all.values().stream().filter(doc -> doc.v == value).forEach(found::add);
        }
        return found;
    }

    private static List<Doc> tagged(Map<Long, Doc> all, long... tags) {
        List<Doc> found = new ArrayList<>();
        for (Doc doc : all.values()) {
            for (Object tag : doc.tags) {
                for (long wanted : tags) {
                    if (((Number) tag).longValue() == wanted) {
                        found.add(doc);
                    }
                }
            }
        }
        return found;
    }

    /** Writes, but not so far ahead of who compares that comparing never ends. */
    private static void write(Tailrace engine, Table table, Feed compared, Random random, AtomicBoolean stop) {
        Ack[] acks = new Ack[IN_FLIGHT];
        for (int n = 0; !stop.get(); n++) {
            int slot = n % IN_FLIGHT;
            if (acks[slot] == null) {
                acks[slot] = new Ack();
            } else {
                engine.await(acks[slot]);
            }
            while (compared.lag() > AHEAD && !stop.get()) {
                Thread.onSpinWait();
            }
            long key = random.nextInt(KEYS);
            if (random.nextInt(4) == 0) {
                table.delete(key).commit(acks[slot]);
            } else {
                table.upsert(key)
                        .put("v", random.nextInt(20))
                        .putAll(Map.of("tags", List.of(random.nextInt(4), random.nextInt(4))))
                        .put("w", "x".repeat(random.nextInt(100)))
                        .commit(acks[slot]);
            }
        }
        for (Ack ack : acks) {
            if (ack != null) {
                engine.await(ack);
            }
        }
    }
}
