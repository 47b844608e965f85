package io.tailrace;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.query.DocumentFilter;
import io.tailrace.query.Explanation;
import io.tailrace.query.Explanation.Reading;
import io.tailrace.query.FilterDefault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of queries, feeds and groups: the texts are those of {@code explanations.txt}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExplainTest {
    private static final ChangesOptions EVERY = ChangesOptions.squash(false);

    private final Tailrace engine = Tailrace.open(new TailraceConfig().inMemory());
    private final Table quotes = engine.table("quotes");

    ExplainTest() {
        quotes.createIndex("spread", row("ask").sub(row("bid")));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** The texts of the data file, each begins with its query. */
    private static List<String> expected() throws IOException {
        try (InputStream in = ExplainTest.class.getResourceAsStream("explanations.txt")) {
            return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split("\n\n"));
        }
    }

    private Query where(String predicate) {
        return quotes.filter(Expression.parse(predicate));
    }

    private List<Query> queries() {
        return List.of(
                quotes.all(),
                quotes.get("EURUSD"),
                quotes.getAll("EURUSD", "USDJPY"),
                quotes.between("A", "B"),
                quotes.between("A", Bound.MAXVAL).filter(row("venue").eq("x")),
                quotes.between("spread", 1, 2).pluck("bid"),
                quotes.getAll(),
                where("row.venue == \"x\""),
                where("row.venue == \"x\" && row.bid > 1 && row.ask != 2"),
                where("row.venue in [\"x\", \"y\", \"z\"]").pluck("id", "bid"),
                where("row.bid > 1 && row.bid < 2").pluck("bid"),
                where("row.bid > 1").without("ts"),
                where("row.venue == \"x\" || row.bid > 1"),
                where("row.venue == \"x\" || row.bid != 1"),
                where("row.bid + 1 > 2 && row.venue == \"x\""),
                where("row.bid + 1 > 2 && (row.venue == \"x\" || row.ask == 2)"),
                where("row.venue.city == \"x\"").pluck("id"),
                quotes.filter(Map.of("venue", "x", "ask", Map.of("size", 1))),
                quotes.all()
                        .filter(row("bid").gt(1), FilterDefault.ADMIT)
                        .filter(row("venue").eq("x")),
                quotes.filter(quote -> true).filter(row("venue").eq("x")),
                quotes.filter(DocumentFilter.reads(quote -> true, "bid")).pluck("bid"),
                quotes.pluck("venue").filter(row("venue").eq("x")),
                where("row.venue == \"x\"").hasFields("bid").map(row("bid")),
                quotes.orderBy("spread").limit(10),
                quotes.between("spread", 1, 2)
                        .orderBy("spread")
                        .filter(row("venue").eq("x"))
                        .limit(10),
                where("row.venue == \"x\"")
                        .union(quotes.get("EURUSD"), engine.table("orders").all()));
    }

    @Test
    void shouldTellOfQueriesWhatTheyCostAndWhy() throws IOException {
        List<String> told = new ArrayList<>();
        for (Query query : queries()) {
            told.add(query.explain().toString());
        }
        assertThat(String.join("\n\n", told)).isEqualTo(String.join("\n\n", expected()));
    }

    @Test
    void shouldTellTheSameAsJson() {
        Explanation.Branch branch =
                where("row.venue == \"x\" && row.ask != 2").explain().branches().get(0);
        assertThat(branch.parts()).containsExactly(new Explanation.Part(Explanation.Kind.EQUALITY, "row.venue", 1, 0));

        assertThat(where("row.venue == \"x\" && row.ask != 2").explain().toJson())
                .isEqualTo("{\"subject\":\"table(\\\"quotes\\\").filter(row.venue == \\\"x\\\" && row.ask != 2)\","
                        + "\"reading\":\"planned\",\"reason\":null,\"feeds\":null,\"branches\":[{\"table\":\"quotes\","
                        + "\"reach\":\"indexed\",\"parts\":[{\"kind\":\"equality\",\"on\":\"row.venue\",\"values\":1,"
                        + "\"feeds\":null}],\"reason\":null,\"residual\":[{\"step\":\"row.ask != 2\",\"reason\":"
                        + "\"it compares no field with a constant by ==, in, <, <=, > or >=\"}],\"fields\":{"
                        + "\"used\":false,\"reason\":\"whole documents are shown\",\"allBut\":false,\"names\":[]},"
                        + "\"sharedBy\":null}],\"members\":[]}");
        for (Query query : queries()) {
            quotes.upsert("json").json(query.explain().toJson()).commit();
            assertThat(quotes.<String>read("json", read -> read.string("subject")))
                    .isEqualTo(query.toString());
        }
    }

    @Test
    void shouldTellWhyAFeedReadsAlone() {
        FeedGroup group = engine.group();
        Feed own = where("row.venue == \"x\"").changes(EVERY);
        assertThat(own.explain().reason()).isEqualTo("it is in no group");

        FeedRun only = group.add(own, change -> {});
        assertThat(only.explain().reason()).isEqualTo("it is the only feed of its group");
        FeedRun bounded = group.add(quotes.changes(EVERY.queueSize(3)), change -> {});
        FeedRun united = group.add(quotes.changes(EVERY).union(quotes.changes(EVERY)), change -> {});
        FeedRun initial = group.add(quotes.changes(EVERY.includeInitial()), change -> {});
        assertThat(bounded.explain().reason()).startsWith("its queue is bounded");
        assertThat(united.explain().reason()).startsWith("it unites feeds");
        assertThat(united.explain().branches()).hasSize(2);
        assertThat(initial.explain().reason()).isEqualTo("it shows initial values");
        assertThat(only.explain().reading()).isEqualTo(Reading.PLANNED);
        assertThat(only.explain().toString())
                .endsWith("reads     together with others, where a group or the engine polls its feed");

        group.poll(10);
        assertThat(only.explain().reading()).isEqualTo(Reading.TOGETHER);
        assertThat(only.explain().feeds()).isEqualTo(2);
        only.pause();
        assertThat(only.explain().reason()).isEqualTo("it is paused");
        only.close();
        assertThat(only.explain().reason()).isEqualTo("it has ended");
    }

    @Test
    void shouldTellHowManyFeedsAGroupFindsByTheSame() {
        FeedGroup group = engine.group();
        FeedRun first = group.add(where("row.venue == \"x\"").changes(EVERY), change -> {});
        FeedRun plucked = group.add(where("row.venue == \"x\"").pluck("bid").changes(EVERY), change -> {});
        group.add(where("\"x\" == row.venue").changes(EVERY), change -> {});
        group.add(where("row.venue == \"x\"").pluck("bid").changes(EVERY), change -> {});
        group.add(quotes.changes(EVERY), change -> {});
        group.add(quotes.filter(quote -> true).changes(EVERY.queueSize(1)), change -> {});
        assertThat(group.explain().toString())
                .startsWith("group of 6 feeds, 0 read together, 5 to be taken in by the next poll\n")
                .contains("1  read alone, because its queue is bounded")
                .contains("4  equality on row.venue of table=quotes");
        assertThat(first.explain().reading()).isEqualTo(Reading.PLANNED);
        group.poll(10);

        Explanation told = first.explain();
        assertThat(told.branches().get(0).parts().get(0).feeds()).isEqualTo(4);
        assertThat(told.branches().get(0).sharedBy())
                .as("steps that the index answers")
                .isZero();
        assertThat(plucked.explain().branches().get(0).sharedBy()).isEqualTo(2);
        assertThat(told.toString()).isEqualTo("""
                        table("quotes").filter(row.venue == "x").changes(squash(false))
                          indexed   equality on row.venue, waited for by 4 feeds
                          residual  nothing
                          fields    not used, because whole documents are shown
                          reads     together, one reader serves 5 feeds""");
        assertThat(group.explain().toString()).isEqualTo("""
                        group of 6 feeds, 5 read together
                              1  look at every change of table=quotes, because a lambda stands first
                              1  look at every change of table=quotes, because neither a source nor a filter \
                        narrows it down
                              1  read alone, because its queue is bounded without squashing, so it reads ahead of \
                        what it delivers
                              4  equality on row.venue of table=quotes
                              2  pass over changes in fields that they do not read""");
        assertThat(group.explain().members()).hasSize(6);
        group.close();
        assertThat(group.explain().toString()).isEqualTo("group of 0 feeds, 0 read together");
    }

    @Test
    void shouldTellAHandlerOfTheGroupAtOnceAndOthersAfterThePoll() throws Exception {
        FeedGroup group = engine.group();
        List<String> told = new ArrayList<>();
        CountDownLatch atWork = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        group.add(quotes.changes(EVERY), change -> {
            told.add(group.explain().subject());
            atWork.countDown();
            await(go);
        });
        quotes.upsert("a").commit();
        CompletableFuture<Integer> polling = CompletableFuture.supplyAsync(() -> group.poll(1));
        atWork.await();
        CompletableFuture<Explanation> asking = CompletableFuture.supplyAsync(group::explain);
        assertThat(told).containsExactly("group of 1 feed");
        assertThat(asking.isDone()).isFalse();
        go.countDown();
        assertThat(polling.get()).isOne();
        assertThat(asking.get().members()).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldTellOfFeedsThatTheEngineRunsWhileTheyRun() {
        List<FeedRun> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(engine.run(quotes.filter(row("bid").eq(i % 2)).changes(EVERY), change -> {}));
        }
        for (int i = 0; i < 200; i++) {
            quotes.upsert("a").put("bid", i).commit();
            FeedRun run = runs.get(i % runs.size());
            assertThat(run.explain().branches().get(0).parts().get(0).on()).isEqualTo("row.bid");
        }
    }

    @Test
    void shouldShowTheStepsBehindChangesAsPartOfTheFeed() {
        try (Feed feed = quotes.get("a").changes(EVERY).filter(newVal("bid").gt(1))) {
            assertThat(feed.explain().subject()).endsWith(".filter(new_val.bid > 1)");
        }
    }
}
