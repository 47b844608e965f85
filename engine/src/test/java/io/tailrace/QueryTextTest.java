package io.tailrace;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import io.tailrace.query.FilterDefault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What queries, tables, feeds and runs look like where they are printed. */
@Timeout(60)
class QueryTextTest {
    private Tailrace engine;
    private Table quotes;

    @BeforeEach
    void open() {
        engine = Tailrace.open(
                new TailraceConfig().inMemory().threading(Threading.INVOKER).errorHandler(error -> {}));
        quotes = engine.table("quotes");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldReadAsTheTable() {
        assertThat(quotes).hasToString("table(\"quotes\")");
        assertThat(quotes.all()).hasToString("table(\"quotes\")");
        engine.dropTable("quotes");
        assertThat(quotes).hasToString("table(\"quotes\")");
    }

    @Test
    void shouldReadAsTheSource() {
        shows(quotes.get("a\"b"), ".get(\"a\\\"b\")");
        shows(quotes.get(List.of(1, true, Instant.EPOCH)), ".get([1, true, time(\"1970-01-01T00:00:00Z\")])");
        shows(quotes.getAll(1, 2.5, new byte[] {1}), ".getAll(1, 2.5, b\"\\x01\")");
        shows(quotes.getAllBy("venue", "X", "Y"), ".getAllBy(\"venue\", \"X\", \"Y\")");
        shows(quotes.between(1, 9), ".between(1, 9)");
        shows(
                quotes.between("bid", Bound.open(List.of(1, Bound.MINVAL)), Bound.MAXVAL),
                ".between(\"bid\", Bound.open([1, MINVAL]), MAXVAL)");
        shows(quotes.orderBy("bid").limit(3), ".orderBy(\"bid\").limit(3)");
        shows(quotes.orderBy("bid", Direction.DESC).skip(2), ".orderBy(\"bid\", DESC).skip(2)");
        shows(quotes.min("bid"), ".min(\"bid\")");
        shows(quotes.max("bid"), ".max(\"bid\")");
    }

    @Test
    void shouldReadAsTheTransforms() {
        shows(quotes.filter(row("bid").ge(61_700).and(row("venue").eq("X"))), """
                .filter(row.bid >= 61700 && row.venue == "X")""");
        shows(quotes.filter(Map.of("venue", "X")), ".filter(matches(row, {\"venue\": \"X\"}))");
        shows(
                quotes.all().filter(row("a"), FilterDefault.ADMIT).filter(quote -> true),
                ".filter(row.a, ADMIT).filter(lambda)");
        shows(quotes.map(row("bid").mul(2)), ".map(row.bid * 2)");
        shows(quotes.all().map((quote, out) -> {}), ".map(lambda)");
        shows(
                quotes.all()
                        .merge(Map.of("a", Literal.of(Map.of("b", row("c")))))
                        .merge(Map.of("a", Literal.none())),
                ".merge({\"a\": literal({\"b\": row.c})}).merge({\"a\": literal()})");
        shows(quotes.pluck("id", "bid"), ".pluck(\"id\", \"bid\")");
        shows(quotes.all().without("a", Map.of("b", List.of("c"))), ".without(\"a\", {\"b\": [\"c\"]})");
        shows(quotes.all().hasFields("a").withFields("b"), ".hasFields(\"a\").withFields(\"b\")");
        shows(quotes.all().field("a"), ".field(\"a\")");
    }

    @Test
    void shouldReadAsTheUnion() {
        Query trades = engine.table("trades").filter(row("size").gt(1));

        assertThat(quotes.all().union(trades, quotes.get(1)).pluck("id"))
                .hasToString("table(\"quotes\").union(table(\"trades\").filter(row.size > 1), table(\"quotes\").get(1))"
                        + ".pluck(\"id\")");
    }

    @Test
    void shouldHoldExpressionsThatParseToTheSame() {
        Expression predicate =
                row("x y").get("z").add(-1).lt(row("b").defaultTo("\n")).not();
        String text = quotes.filter(predicate).toString();

        String inside = text.substring("table(\"quotes\").filter(".length(), text.length() - 1);
        assertThat(Expression.parse(inside)).isEqualTo(predicate);
    }

    @Test
    void shouldNeverThrowWhateverAQueryIsGiven() {
        Object[] cyclic = new Object[1];
        cyclic[0] = Arrays.asList(cyclic);
        shows(quotes.get(null), ".get(null)");
        shows(quotes.get(new StringBuilder("a")), ".get(\"a\")");
        shows(quotes.get(Thread.currentThread()), ".get(Thread)");
        shows(quotes.get(Double.NaN), ".get(Double)");
        assertThat(quotes.getAll(cyclic).toString()).contains("[...]");
        shows(quotes.getAll(Arrays.asList(null, 1)), ".getAll(null, 1)");
        shows(quotes.all().merge(new TreeMap<>(Map.of("a", Literal.of(engine)))), ".merge(TreeMap)");
        shows(quotes.all().field(null), ".field(null)");
        shows(quotes.orderBy(null, null), ".orderBy(null, null)");
        shows(quotes.get(new Broken()), ".get(Broken)");
    }

    @Test
    void shouldShowTheFirstHundredOfManyKeys() {
        String text =
                quotes.getAll(IntStream.range(0, 100_000).boxed().toList()).toString();

        assertThat(text).contains("(0, 1, ").endsWith(", 99, and 99900 more)").hasSizeLessThan(1_000);
    }

    @Test
    void shouldReadAsTheFeedItsPositionAndItsLag() {
        Feed feed = quotes.filter(row("bid").gt(10)).changes();
        assertThat(feed).hasToString("table(\"quotes\").filter(row.bid > 10).changes(squash(true)) position=1 lag=0");
        quotes.upsert("a").put("bid", 11).commit();
        quotes.upsert("b").put("bid", 9).commit();
        assertThat(feed.toString()).endsWith(" position=1 lag=2");
        feed.poll(change -> {}, 64);
        assertThat(feed.toString()).endsWith(" position=3 lag=0");
        feed.close();
        assertThat(feed.toString()).endsWith(" position=3 lag=0 closed");
        quotes.upsert("c").commit();
        engine.close();
        assertThat(feed.toString()).startsWith("table(\"quotes\")").endsWith(" position=3 lag=1 closed");
    }

    @Test
    void shouldReadAsTheStepsAfterChanges() {
        Feed other = quotes.changes();
        Feed feed = quotes.changes(ChangesOptions.squash(false).fromStart().until(9))
                .filter(newVal("bid").gt(oldVal("bid")))
                .filter(newVal("ask"), FilterDefault.ERROR)
                .merge(Map.of("a", 1))
                .withFields("new_val")
                .without(Map.of("new_val", "x"))
                .field("new_val")
                .map(row("bid"))
                .skip(1)
                .limit(5)
                .union(other);

        assertThat(feed.toString())
                .startsWith("table(\"quotes\").changes(squash(false).fromStart().until(9))"
                        + ".filter(new_val.bid > old_val.bid).filter(new_val.ask, ERROR)"
                        + ".merge({\"a\": 1}).hasFields(\"new_val\").pluck(\"new_val\")"
                        + ".without({\"new_val\": \"x\"}).field(\"new_val\").map(row.bid).skip(1).limit(5)"
                        + ".union(table(\"quotes\").changes(squash(true))) position=");
        assertThat(other.toString()).endsWith(" closed");
        feed.close();
    }

    @Test
    void shouldReadAsTheRunAndWhatHasEndedIt() {
        FeedRun run = engine.run("prices", quotes.changes(), change -> {
            throw new IllegalStateException("planned");
        });
        assertThat(run).hasToString("table(\"quotes\").changes(squash(true)) name=prices position=1 lag=0");
        quotes.upsert("a").commit();
        while (run.isRunning()) {
            engine.doWork();
        }
        assertThat(run.toString())
                .startsWith("table(\"quotes\").changes(squash(true)) name=prices position=1 lag=1 failed: ")
                .contains("feed=prices", "sequence=2");
        run.close();
        engine.close();
        assertThat(run.toString()).contains("name=prices position=1 lag=1 failed: ");
    }

    @Test
    void shouldReadOnAnyThreadWhileTheFeedIsUsed() throws InterruptedException {
        Feed feed = quotes.changes();
        quotes.upsert("a").commit();
        String[] seen = new String[2];
        feed.poll(
                change -> {
                    seen[0] = feed.toString();
                    Thread other = new Thread(() -> seen[1] = feed.toString());
                    other.start();
                    try {
                        other.join();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                64);
        assertThat(seen).allMatch(text -> text.endsWith(" position=1 lag=1"));
        feed.close();
    }

    @Test
    void shouldReadWhereTheEngineOnlyReadsAndWhenThatIsClosed(@TempDir Path directory) {
        TailraceConfig config = new TailraceConfig().directory(directory);
        try (Tailrace writing = Tailrace.open(config)) {
            writing.table("quotes").upsert("a").commit();
        }
        Tailrace reading =
                Tailrace.open(new TailraceConfig().directory(directory).readOnly(true));
        Feed feed = reading.table("quotes").changes(ChangesOptions.squash(false).fromStart());
        assertThat(feed.toString()).endsWith(".fromStart()) position=0 lag=2");
        reading.close();
        assertThat(feed.toString()).endsWith(".fromStart()) position=0 lag=2 closed");
    }

    private static void shows(Query query, String steps) {
        assertThat(query).hasToString("table(\"quotes\")" + steps);
    }

    /** A key whose text cannot be had. */
    private static final class Broken implements CharSequence {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public char charAt(int index) {
            return 'a';
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return this;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("planned");
        }
    }
}
