package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.LimitException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TransactionTest {
    @TempDir
    Path directory;

    private long nowNs;

    private TailraceConfig invoked() {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(() -> nowNs);
    }

    private static Map<String, String> documents(Table table) {
        Map<String, String> all = new TreeMap<>();
        table.scan((document, version) -> all.put(document.string("id"), document.toString()));
        return all;
    }

    private static String event(Change change) {
        return change.sequence() + " " + change.timeNs() + " " + change.oldVal() + " " + change.newVal();
    }

    @Test
    void shouldCarryOutAllWritesWithOneTimeEachSeeingThoseBefore() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table a = engine.table("a");
            Table b = engine.table("b");
            a.upsert("x").put("n", 1).commit();
            nowNs = 70;
            try (Feed feed = a.changes(ChangesOptions.squash(false))) {
                Ack ack = engine.transaction()
                        .add(a.insert().put("id", "y").put("n", 1))
                        .add(a.update("y").put("m", 2))
                        .add(a.update("none").put("m", 2).skipMissing())
                        .add(a.update("y").put("m", 2.0))
                        .add(b.upsert("z"))
                        .add(a.delete("x"))
                        .add(a.upsert("x").put("n", 3))
                        .add(a.replace("y").put("k", true))
                        .commit();
                assertThat(ack.outcome()).isEqualTo(Outcome.REPLACED);
                assertThat(ack.error()).isEqualTo(WriteError.NONE);
                assertThat(ack.failedWrite()).isEqualTo(-1);
                assertThat(ack.sequence()).isEqualTo(9).isEqualTo(engine.lastSequence());
                List<String> events = new ArrayList<>();
                feed.poll(change -> events.add(event(change)), 100);
                assertThat(events)
                        .containsExactly(
                                "4 70 null {\"id\":\"y\",\"n\":1}",
                                "5 70 {\"id\":\"y\",\"n\":1} {\"id\":\"y\",\"m\":2,\"n\":1}",
                                "7 70 {\"id\":\"x\",\"n\":1} null",
                                "8 70 null {\"id\":\"x\",\"n\":3}",
                                "9 70 {\"id\":\"y\",\"m\":2,\"n\":1} {\"id\":\"y\",\"k\":true}");
            }
        }
        try (Tailrace engine = Tailrace.open(invoked())) {
            assertThat(documents(engine.table("a")).values())
                    .containsExactly("{\"id\":\"x\",\"n\":3}", "{\"id\":\"y\",\"k\":true}");
            assertThat(engine.table("b").count()).isEqualTo(1);
            assertThat(engine.lastSequence()).isEqualTo(9);
        }
    }

    @Test
    void shouldLeaveNothingOfOneThatFailsAndSayWhichWriteItWas() {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            Table dropped = engine.table("dropped");
            table.upsert("x").put("n", 1).commit();
            engine.dropTable("dropped");
            long before = engine.lastSequence();
            Transaction transaction = engine.transaction();

            transaction.add(table.upsert("y")).add(table.delete("x"));
            transaction.add(table.insert().put("id", "y").put("newName", 1));
            Ack ack = transaction.commit();
            assertThat(ack.outcome()).isEqualTo(Outcome.ERROR);
            assertThat(ack.error()).isEqualTo(WriteError.DUPLICATE_KEY);
            assertThat(ack.failedWrite()).isEqualTo(2);

            ack = transaction.add(table.upsert("y")).add(dropped.upsert("z")).commit();
            assertThat(ack.error()).isEqualTo(WriteError.NO_SUCH_TABLE);
            assertThat(ack.failedWrite()).isEqualTo(1);
            assertThat(ack.failedTable()).isEqualTo("dropped");
            assertThat(ack.failedKey()).isEqualTo("z");

            assertThat(engine.lastSequence()).isEqualTo(before);
            assertThat(documents(table).values()).containsExactly("{\"id\":\"x\",\"n\":1}");
            assertThat(engine.dictionary().fieldName(engine.dictionary().fieldCount() - 1))
                    .isNotEqualTo("newName".getBytes(StandardCharsets.UTF_8));
            assertThat(transaction.add(table.upsert("y")).commit().sequence()).isEqualTo(before + 1);
            assertThat(transaction.commit().outcome()).isEqualTo(Outcome.SKIPPED);
            assertThat(transaction.add(table.upsert("y")).commit().outcome()).isEqualTo(Outcome.UNCHANGED);
        }
    }

    @Test
    void shouldRefuseOneThatIsTooLargeBeforeAndAfterTheRing() {
        TailraceConfig config = invoked().segmentBytes(16 << 20);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            Transaction transaction = engine.transaction();
            String text = "x".repeat(1_000_000);
            for (int i = 0; i < 4; i++) {
                table.upsert(i).put("text", text).commit();
            }
            Write tooMuch = table.upsert(9).put("text", text);
            assertThatThrownBy(() -> {
                        while (true) {
                            transaction.add(table.upsert(transaction.size()).put("text", text));
                        }
                    })
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("transactionBytes")
                    .hasMessageContaining("maximum=4194240")
                    .hasMessageContaining("segmentBytes");
            assertThat(transaction.size()).isEqualTo(4);
            transaction.clear();
            for (int i = 0; i < 4; i++) {
                transaction.add(table.update(i).put("n", i));
            }
            long before = engine.lastSequence();
            Ack ack = transaction.commit();
            assertThat(ack.error()).isEqualTo(WriteError.TRANSACTION_LIMIT);
            assertThat(ack.failedWrite()).isEqualTo(-1);
            assertThat(engine.lastSequence()).isEqualTo(before);
            assertThat(tooMuch.isOf(engine.engine())).isTrue();
        }
    }

    @Test
    void shouldKeepNothingOfATransactionWhoseBlockIsTorn() throws IOException {
        try (Tailrace engine = Tailrace.open(invoked())) {
            Table table = engine.table("t");
            table.upsert("x").put("text", "before").commit();
            engine.transaction()
                    .add(table.upsert("x").put("text", "after"))
                    .add(table.upsert("y").put("text", "torn-text"))
                    .commit();
            Path image = directory.resolve("image");
            DirectoryCopy.of(directory.resolve("journal"), image);
            tear(image);
            try (Tailrace recovered = Tailrace.open(invoked().directory(image))) {
                assertThat(recovered.recovery().cutBytes()).isPositive();
                assertThat(documents(recovered.table("t")).values())
                        .containsExactly("{\"id\":\"x\",\"text\":\"before\"}");
                assertThat(recovered.lastSequence()).isEqualTo(2);
            }
            assertThat(documents(table)).hasSize(2);
        }
    }

    /** Spoils the last document written. */
    private static void tear(Path journal) throws IOException {
        byte[] mark = "torn-text".getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.list(journal)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".cq4")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                for (int i = 0; i + mark.length < bytes.length; i++) {
                    if (java.util.Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
                        bytes[i] = 'T';
                        Files.write(file, bytes);
                        return;
                    }
                }
            }
        }
        throw new AssertionError("no segment holds the document");
    }

    @Test
    void shouldDoWhatAModelDoesWhateverTheWritesAre() {
        long seed = Seeds.fresh(TransactionTest.class);
        Random random = new Random(seed);
        Map<String, Integer> model = new TreeMap<>();
        long sequence = 1;
        for (int round = 0; round < 4; round++) {
            try (Tailrace engine = Tailrace.open(invoked().blockChanges(1 + random.nextInt(8)))) {
                Table table = engine.table("t");
                Transaction transaction = engine.transaction();
                try (Feed feed = table.changes(ChangesOptions.squash(false))) {
                    Map<String, Integer> folded = new TreeMap<>(model);
                    for (int i = 0; i < 300; i++) {
                        Map<String, Integer> next = new TreeMap<>(model);
                        int[] outcome = compose(random, table, transaction, next);
                        table.upsert("alone").put("n", i).commit(new Ack());
                        Ack ack = transaction.commit();
                        assertThat(ack.failedWrite()).isEqualTo(outcome[1]);
                        sequence += 1 + (outcome[1] < 0 ? outcome[0] : 0);
                        assertThat(engine.lastSequence()).isEqualTo(sequence);
                        if (outcome[1] < 0) {
                            model.clear();
                            model.putAll(next);
                        }
                    }
                    feed.poll(change -> fold(folded, change), Integer.MAX_VALUE);
                    folded.remove("alone");
                    assertThat(folded).isEqualTo(model);
                }
                Map<String, Integer> stored = new TreeMap<>();
                table.scan((document, version) -> stored.put(document.string("id"), (int) document.longValue("n")));
                stored.remove("alone");
                assertThat(stored).isEqualTo(model);
            }
        }
    }

    private static void fold(Map<String, Integer> folded, Change change) {
        if (change.newVal() == null) {
            folded.remove(change.oldVal().string("id"));
        } else {
            folded.put(change.newVal().string("id"), (int) change.newVal().longValue("n"));
        }
    }

    /** Adds random writes; answers how many changes they make and which is refused first. */
    private static int[] compose(Random random, Table table, Transaction transaction, Map<String, Integer> next) {
        int changes = 0;
        int failed = -1;
        int writes = 1 + random.nextInt(6);
        for (int write = 0; write < writes; write++) {
            String key = "k" + random.nextInt(8);
            int value = random.nextInt(3);
            boolean there = next.containsKey(key);
            boolean equal = there && next.get(key) == value;
            boolean changed = !equal;
            switch (random.nextInt(5)) {
                case 0 -> {
                    transaction.add(table.insert().put("id", key).put("n", value));
                    failed = failed < 0 && there ? write : failed;
                }
                case 1 -> {
                    boolean skips = random.nextInt(4) > 0;
                    Write update = table.update(key).put("n", value);
                    transaction.add(skips ? update.skipMissing() : update);
                    changed = there && !equal;
                    failed = failed < 0 && !there && !skips ? write : failed;
                }
                case 2 -> {
                    transaction.add(table.delete(key));
                    changed = there;
                    next.remove(key);
                    changes += changed ? 1 : 0;
                    continue;
                }
                case 3 ->
                    transaction.add(table.insert(Conflict.UPDATE).put("id", key).put("n", value));
                default -> transaction.add(table.upsert(key).put("n", value));
            }
            changes += changed ? 1 : 0;
            if (changed) {
                next.put(key, value);
            }
        }
        return new int[] {changes, failed};
    }

    @Test
    void shouldShowFeedsAndReadersOfTheJournalWholeTransactionsOnly() throws Exception {
        TailraceConfig config = new TailraceConfig().directory(directory.resolve("journal"));
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("accounts");
            for (int i = 0; i < 10; i++) {
                table.upsert("a" + i).put("n", 100).commit();
            }
            Thread writer = new Thread(() -> transfer(engine, table));
            try (Feed feed = table.changes(ChangesOptions.squash(false).from(1));
                    Tailrace beside = Tailrace.open(new TailraceConfig()
                            .directory(directory.resolve("journal"))
                            .readOnly(true))) {
                Table seen = beside.existingTable("accounts");
                Map<String, Integer> folded = new HashMap<>();
                writer.start();
                Set<Long> sums = new HashSet<>();
                while (writer.isAlive()) {
                    feed.poll(change -> fold(folded, change), Integer.MAX_VALUE);
                    sums.add(folded.values().stream()
                            .mapToLong(Integer::longValue)
                            .sum());
                    long[] sum = new long[1];
                    seen.scan((document, version) -> sum[0] += document.longValue("n"));
                    sums.add(sum[0]);
                }
                assertThat(sums).containsExactly(1_000L);
            } finally {
                writer.join();
            }
        }
    }

    private static void transfer(Tailrace engine, Table table) {
        Random random = new Random(1);
        int[] balances = new int[10];
        java.util.Arrays.fill(balances, 100);
        Transaction transaction = engine.transaction();
        for (int i = 0; i < 20_000; i++) {
            int from = random.nextInt(10);
            int to = random.nextInt(10);
            balances[from]--;
            balances[to]++;
            transaction.add(table.update("a" + from).put("n", balances[from]));
            transaction.add(table.update("a" + to).put("n", balances[to]));
            transaction.commit(Acknowledgement.RECEIVED);
        }
        engine.awaitSequence(engine.lastSequence(), java.time.Duration.ofSeconds(1));
    }
}
