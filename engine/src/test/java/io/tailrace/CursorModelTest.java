package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.EngineException;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.feed.Lag;
import io.tailrace.journal.CursorInfo;
import io.tailrace.query.Cursor;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries with a named cursor beside random writes: the feed is stopped after any number of events, and the
 * process killed in the midst of any handler. What was delivered is compared with what a feed delivers that is never
 * stopped, and where the events are up to the reads, with the result that they lead to.
 */
@Timeout(300)
class CursorModelTest {
    private static final int SEEDS = 8;
    private static final long CAME_AND_WENT = -1741762205478035774L;
    private static final int ROUNDS = 25;

    @TempDir
    Path base;

    private final long[] nowNs = {1};
    private int kills;
    private int inside;
    private int repeated;

    private TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .segmentBytes(64 << 10)
                .limits(new DocumentLimits().documentBytes(1_024))
                .errorHandler(error -> {
                    throw new AssertionError(error);
                });
    }

    @Test
    void shouldDeliverEveryEventAtLeastOnceAndBookItOnce() throws IOException {
        for (long seed : Seeds.of(CursorModelTest.class, SEEDS, SEEDS)) {
            nowNs[0] = 1;
            new Run(seed).run();
        }
        if (!Seeds.isRepeated()) {
            System.out.println("  kills=" + kills + " stops inside of a stretch=" + inside + " repeated=" + repeated);
            assertThat(kills).isGreaterThan(SEEDS);
            assertThat(inside).isGreaterThan(SEEDS);
            assertThat(repeated).isPositive();
        }
    }

    /** A document came and went in what was read once more, squashed; who had received its coming never lost it. */
    @Test
    void shouldSquashNothingThatMayHaveBeenDelivered() throws IOException {
        new Run(CAME_AND_WENT).run();
    }

    /** Thrown by a handler where the process ends. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One journal, one query, one cursor. */
    private final class Run {
        private final Random random;
        private final String where;
        private final int query;
        private final boolean byTransaction;
        /** Null with squash on read. */
        private final Duration window;

        private final boolean squashes;
        private final boolean isTop;
        private final ChangesOptions plain;
        private final ChangesOptions options;
        private Path directory;
        private Tailrace engine;
        private Table table;
        private Table other;
        private Table booked;
        private int generation;
        private int written;

        /** All deliveries in their order; at least once some come again. */
        private final List<String> delivered = new ArrayList<>();
        /** Which event of a feed that is never stopped each of them has to be. */
        private final List<Integer> places = new ArrayList<>();

        private int place;
        /** Where the next feed has to go on should the process end now. */
        private int saved;

        Run(long seed) {
            random = new Random(seed);
            query = random.nextInt(9);
            isTop = query >= 5 && query <= 7;
            byTransaction = random.nextBoolean();
            int mode = random.nextInt(4);
            squashes = mode > 0;
            window = mode == 2 ? Duration.ofNanos(1 + random.nextInt(2_000)) : null;
            ChangesOptions squash = !squashes
                    ? ChangesOptions.squash(false)
                    : window != null ? ChangesOptions.squash(window) : ChangesOptions.squash(true);
            if (mode == 3) {
                squash = ChangesOptions.squash(false).conflateBeyond(Lag.changes(1 + random.nextInt(8)));
            }
            if (!isTop && random.nextInt(3) == 0) {
                squash = squash.pendingBytes(1_024);
            }
            if (isTop && random.nextBoolean()) {
                squash = squash.includeOffsets();
            }
            plain = squash.includeInitial(false);
            options = byTransaction ? plain.cursor("model", CursorOption.BY_TRANSACTION) : plain.cursor("model");
            where = "seed=" + seed + " query=" + query + " options=" + options;
            directory = base.resolve("seed" + seed);
        }

        void run() throws IOException {
            open();
            table.createIndex("n");
            table.createMultiIndex("tags", row("tags"));
            long start = engine.lastSequence();
            query().changes(options).close(); // the cursor begins here
            for (int round = 0; round < ROUNDS; round++) {
                writeSome();
                read(1 + random.nextInt(4));
                if (random.nextInt(6) == 0) {
                    engine.snapshot();
                }
            }
            writeSome();
            end();
            while (!read(Integer.MAX_VALUE)) {
                writeSome();
                end();
            }
            check(start);
            engine.close();
        }

        private void open() {
            engine = Tailrace.open(config(directory));
            table = engine.table("docs");
            other = engine.table("others");
            booked = engine.table("booked");
        }

        private void writeSome() {
            int count = random.nextInt(8);
            for (int i = 0; i < count; i++) {
                write();
                nowNs[0] += random.nextInt(1_000);
            }
        }

        private void write() {
            Table into = random.nextInt(4) == 0 ? other : table;
            String key = "k" + random.nextInt(6);
            int what = random.nextInt(10);
            if (what == 0) {
                Transaction both = engine.transaction();
                both.add(document(table, "k0")).add(document(other, key)).add(document(table, key));
                both.commit().orThrow();
            } else if (what < 3) {
                into.delete(key).commit();
            } else {
                document(into, key).commit().orThrow();
            }
        }

        private Write document(Table into, String key) {
            return into.upsert(key)
                    .put("n", random.nextInt(6))
                    .put("tags", List.of("t" + random.nextInt(3), "t" + random.nextInt(3)))
                    .put("w", written++)
                    .put("text", "x".repeat(random.nextInt(100)));
        }

        /** Closes all windows. */
        private void end() {
            nowNs[0] += 10_000;
            engine.advanceTime(nowNs[0]);
            write();
        }

        private Query query() {
            return switch (query) {
                case 0 -> table.all();
                case 1 -> table.filter(row("n").ge(2)).pluck("id", "n");
                case 2 -> table.getAll("k1", "k2", "k1");
                case 3 -> table.getAllBy("tags", "t0", "t1");
                case 4 -> table.between("n", 1, 4);
                case 5 -> table.orderBy("n").limit(2);
                case 6 -> table.orderBy("n", Direction.DESC).limit(3);
                case 7 -> table.min("n");
                default -> table.filter(row("n").lt(4)).union(other.filter(row("n").gt(0)));
            };
        }

        /** Opens the feed, polls some times and stops: in order, or where a handler is at work, which is false. */
        private boolean read(int polls) throws IOException {
            Feed feed = query().changes(options);
            boolean all = polls == Integer.MAX_VALUE;
            try {
                int count = 1;
                for (int i = 0; i < polls && !(all && count == 0); i++) {
                    count = feed.poll(handler(), all ? 1_000 : 1 + random.nextInt(4));
                    saved = place;
                    if (!all && random.nextInt(3) == 0) {
                        writeSome();
                    }
                }
            } catch (EngineException e) {
                assertThat(e).as(where).hasRootCauseInstanceOf(Killed.class);
                kill();
                return false;
            }
            CursorInfo info = engine.cursors().get(0);
            inside += info.events() > 0 ? 1 : 0;
            feed.close();
            if (random.nextInt(3) == 0) {
                engine.close();
                open();
            }
            return true;
        }

        private ChangeHandler handler() {
            return change -> {
                boolean dies = !done() && random.nextInt(25) == 0;
                boolean before = random.nextBoolean();
                if (dies && before) {
                    die();
                }
                if (byTransaction) {
                    Transaction transaction = engine.transaction()
                            .add(booked.insert().put("id", place).put("text", text(change)));
                    change.commitWith(transaction);
                    transaction.commit().orThrow();
                }
                delivered.add(text(change));
                places.add(place++);
                saved = byTransaction ? place : saved;
                if (dies) {
                    die();
                }
            };
        }

        private boolean done() {
            return generation > 12;
        }

        private void die() {
            try {
                DirectoryCopy.of(directory, base.resolve(where.substring(5, where.indexOf(' ')) + "-" + ++generation));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            throw new Killed();
        }

        private void kill() {
            kills++;
            engine.close();
            directory = base.resolve(where.substring(5, where.indexOf(' ')) + "-" + generation);
            open();
            repeated += place - saved;
            place = saved;
        }

        private String text(Change change) {
            boolean isExact = !squashes || window != null;
            return isExact
                    ? change.sequence() + "." + change.ordinal() + " " + change.value()
                    : change.table() + "|" + change.oldValue() + "|" + change.newValue() + "|" + change.key();
        }

        private void check(long start) {
            if (byTransaction) {
                List<String> rows = new ArrayList<>();
                booked.scanInKeyOrder((document, version) -> rows.add(document.string("text")));
                assertThat(rows).as(where).isEqualTo(delivered);
            }
            if (!squashes || window != null) {
                checkExactly(start);
            } else if (byTransaction || generation == 0) {
                checkResult();
            } else if (!isTop && query != 2 && query != 3) {
                checkFolded();
            }
        }

        /** All events of a feed that is never stopped, those again that came after the last save. */
        private void checkExactly(long start) {
            List<String> whole = new ArrayList<>();
            try (Feed feed = query().changes(plain.from(start + 1))) {
                feed.poll(change -> whole.add(text(change)), 1_000_000);
            }
            assertThat(whole).as(where).isNotEmpty();
            List<String> expected = new ArrayList<>();
            for (int event : places) {
                expected.add(event < whole.size() ? whole.get(event) : "nothing");
            }
            assertThat(delivered).as(where).isEqualTo(expected);
            assertThat(place).as(where + " all events").isEqualTo(whole.size());
        }

        /** What came again, as it stood in the journal, leads to the result as well. */
        private void checkFolded() {
            Map<String, String> members = new HashMap<>();
            for (String event : delivered) {
                String[] parts = event.split("\\|", -1);
                members.put(parts[0] + parts[3], parts[2]);
            }
            members.values().removeIf("null"::equals);
            assertThat(members.values()).as(where).containsExactlyInAnyOrderElementsOf(result());
        }

        private List<String> result() {
            List<String> result = new ArrayList<>();
            try (Cursor cursor = query().read()) {
                cursor.forEach(value -> result.add(value.toString()));
            }
            return result;
        }

        /** Each old value is one that the receiver has, and in the end it has the result. */
        private void checkResult() {
            List<String> members = new ArrayList<>();
            for (String event : delivered) {
                String[] parts = event.split("\\|", -1);
                if (!parts[1].equals("null")) {
                    assertThat(members.remove(parts[1]))
                            .as(where + " event=" + event + " members=" + members)
                            .isTrue();
                }
                if (!parts[2].equals("null")) {
                    members.add(parts[2]);
                }
            }
            assertThat(members).as(where).containsExactlyInAnyOrderElementsOf(result());
        }
    }
}
