package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.error.DiskFullException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.index.RefusingMemory;
import io.tailrace.query.Cursor;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Transactions over two tables with indexes, each refused at the first request for memory of an index, at the second,
 * and so on, until it has gone through. The engine is driven by the test, so nothing depends on time.
 */
@Timeout(120)
class RefusedTransactionTest {
    private static final int FEW = 8;
    private static final int MANY = 150;

    private final RefusingMemory refusing = new RefusingMemory();
    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER), refusing.memory(), Thread::new);
    private final List<Table> tables = List.of(engine.table("a"), engine.table("b"));
    private final List<Feed> feeds = new ArrayList<>();

    /** What is stored in each table, by id: the text of the document. */
    private final List<TreeMap<Long, String>> model = List.of(new TreeMap<>(), new TreeMap<>());

    private final List<String> events = new ArrayList<>();
    private int refusals;

    @BeforeEach
    void begin() {
        for (Table table : tables) {
            table.createIndex("n");
            table.createMultiIndex("tags", row("tags"));
            table.orderBy("id").read().close(); // has the ordered keys built
            feeds.add(table.changes(ChangesOptions.squash(false)));
        }
        while (engine.doWork() > 0) {
            assertThat(engine.lastSequence()).isPositive();
        }
    }

    @AfterEach
    void end() {
        engine.close();
    }

    /** One write of a transaction, as it is asked for each time anew. */
    private record Planned(int table, long id, String text, long n) {
        boolean deletes() {
            return text == null;
        }

        Write on(Table table) {
            if (deletes()) {
                return table.delete(id);
            }
            return table.upsert(id)
                    .putAll(Map.of("n", n, "text", text, "tags", List.of(n, n + 1, text.substring(text.length() / 2))));
        }
    }

    private static List<Planned> planned(Random random, int writes, int keys) {
        List<Planned> all = new ArrayList<>();
        for (int i = 0; i < writes; i++) {
            String text = "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 70_000 : 300));
            boolean deletes = random.nextInt(4) == 0;
            all.add(new Planned(random.nextInt(2), random.nextInt(keys), deletes ? null : text, random.nextInt(1_000)));
        }
        return all;
    }

    private Ack commit(List<Planned> writes) {
        Transaction transaction = engine.transaction();
        writes.forEach(each -> transaction.add(each.on(tables.get(each.table))));
        return transaction.commit();
    }

    private void carryOutInModel(List<Planned> writes) {
        for (Planned each : writes) {
            TreeMap<Long, String> documents = model.get(each.table);
            if (each.deletes()) {
                documents.remove(each.id);
            } else {
                documents.put(each.id, each.n + each.text);
            }
        }
    }

    /** Tries until it has gone through, checking after each refusal that nothing of it is there. */
    private void commitThroughRefusals(List<Planned> writes, boolean all) {
        long before = engine.lastSequence();
        for (int request = 1; ; request++) {
            if (all) {
                refusing.refuseFrom(request);
            } else {
                refusing.refuse(request);
            }
            try {
                Ack ack = commit(writes);
                assertThat(ack.error()).isEqualTo(WriteError.NONE);
                refusing.allow();
                break;
            } catch (DiskFullException refused) {
                refusals++;
                refusing.allow();
                assertThat(engine.lastSequence()).as("request=%d", request).isEqualTo(before);
                check("request=" + request + " of " + refusing.requests());
                assertThat(polled()).as("events of a refused transaction").isEmpty();
            }
        }
        carryOutInModel(writes);
        check("carried out");
        assertThat(polled()).hasSize((int) (engine.lastSequence() - before));
    }

    private List<String> polled() {
        events.clear();
        feeds.forEach(feed -> feed.poll(this::event, Integer.MAX_VALUE));
        return events;
    }

    private void event(Change change) {
        events.add(change.sequence() + " " + change.key());
    }

    /** Every way to look at the documents shows what the model says. */
    private void check(String when) {
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            Map<Long, String> expected = model.get(i);
            assertThat(table.count()).as(when).isEqualTo(expected.size());
            DocumentBuffer buffer = table.newBuffer();
            for (long id = 0; id < MANY; id++) {
                String found = table.read(id, buffer)
                        ? buffer.document().longValue("n")
                                + buffer.document().string("text").toString()
                        : null;
                assertThat(found).as(when).isEqualTo(expected.get(id));
            }
            assertThat(read(table.read())).as(when).isEqualTo(expected);
            assertThat(read(table.orderBy("id").read())).as(when).isEqualTo(expected);
            assertThat(read(table.orderBy("n").read())).as(when).isEqualTo(expected);
            assertThat(entries(table.orderBy("tags").read())).as(when).isEqualTo(tags(expected));
        }
    }

    private static int tags(Map<Long, String> documents) {
        return 3 * documents.size();
    }

    private static int entries(Cursor cursor) {
        try (cursor) {
            int count = 0;
            while (cursor.next()) {
                count++;
            }
            return count;
        }
    }

    private static Map<Long, String> read(Cursor cursor) {
        Map<Long, String> found = new TreeMap<>();
        try (cursor) {
            while (cursor.next()) {
                take(cursor, found);
            }
        }
        return found;
    }

    @Test
    void shouldLeaveEverythingAsItWasWhicheverRequestForMemoryIsRefused() {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            commitThroughRefusals(planned(random, FEW, 40), round % 2 == 0);
        }
        commitThroughRefusals(planned(random, MANY, MANY), true);
        commitThroughRefusals(planned(random, MANY, MANY), false);
        assertThat(refusals).as("transactions refused").isGreaterThan(400);
    }

    /** Tries a transaction whose memory is refused at some request; says whether it was refused all the same. */
    private boolean refused(List<Planned> writes, int request) {
        refusing.refuseFrom(request);
        try {
            commit(writes);
            carryOutInModel(writes);
            return false;
        } catch (DiskFullException expected) {
            return true;
        } finally {
            refusing.allow();
        }
    }

    @Test
    void shouldReadExactlyWhileTransactionsAreRefused() {
        Random random = new Random(8);
        commit(planned(random, MANY, MANY));
        model.forEach(Map::clear);
        assertThat(tables.get(0).count()).isGreaterThan(20);
        for (int round = 0; round < 60; round++) {
            Table table = tables.get(round % 2);
            Map<Long, String> expected = read(table.read());
            try (Cursor cursor = round % 3 == 0
                    ? table.read()
                    : table.orderBy(round % 3 == 1 ? "id" : "n").read()) {
                Map<Long, String> found = new TreeMap<>();
                while (cursor.next()) {
                    take(cursor, found);
                    for (int i = 0; i < 3; i++) {
                        refusals += refused(planned(random, 3, MANY), 1 + random.nextInt(12)) ? 1 : 0;
                    }
                }
                assertThat(found).as("round=%d", round).isEqualTo(expected);
            }
        }
        assertThat(refusals).as("transactions refused").isGreaterThan(400);
    }

    private static void take(Cursor cursor, Map<Long, String> found) {
        Document document = cursor.value().document();
        String text = document.longValue("n") + document.string("text").toString();
        assertThat(found.put(document.longValue("id"), text)).isNull();
    }

    @Test
    void shouldComputeAnewWhenTheVersionOfARefusedTransactionWasGivenToAnotherChange() {
        Table table = tables.get(0);
        table.upsert(1).put("n", 0).commit();
        List<Long> seen = new ArrayList<>();
        Ack ack = table.compute(1, (before, next) -> {
            seen.add(before.longValue("n"));
            if (seen.size() == 1) {
                long version = engine.lastSequence();
                assertThat(refusedElsewhere(2)).isTrue();
                long other = CompletableFuture.supplyAsync(
                                () -> table.upsert(1).put("n", 10).commit().sequence())
                        .join();
                assertThat(other).isEqualTo(version + 1);
            }
            next.put("n", before.longValue("n") + 1);
            return true;
        });
        assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(seen).containsExactly(0L, 10L);
        assertThat(read(table, 1)).isEqualTo(11);
    }

    @Test
    void shouldComputeOnceBesideARefusedTransactionOfTheSameDocument() {
        Table table = tables.get(0);
        table.upsert(1).put("n", 0).commit();
        List<Long> seen = new ArrayList<>();
        table.compute(1, (before, next) -> {
            seen.add(before.longValue("n"));
            for (int request = 1; request < 4; request++) {
                assertThat(refusedElsewhere(request)).isTrue();
            }
            next.put("n", before.longValue("n") + 1);
            return true;
        });
        assertThat(seen).containsExactly(0L);
        assertThat(read(table, 1)).isEqualTo(1);
    }

    /** Has a transaction of the computed document refused, on a thread that computes nothing. */
    private boolean refusedElsewhere(int request) {
        List<Planned> writes = List.of(new Planned(0, 1, "refused", 7), new Planned(1, 2, "refused", 8));
        return CompletableFuture.supplyAsync(() -> refused(writes, request)).join();
    }

    private static long read(Table table, long id) {
        DocumentBuffer buffer = table.newBuffer();
        assertThat(table.read(id, buffer)).isTrue();
        return buffer.document().longValue("n");
    }
}
