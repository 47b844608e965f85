package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.Document;
import io.tailrace.document.Value;
import io.tailrace.error.StaleViewException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a change tells of itself, and what can be kept of it. */
@Timeout(60)
class ChangeTest {
    private static final ChangesOptions VERBATIM = ChangesOptions.squash(false);

    private long nowNs = 1_000;
    private final Tailrace engine = Tailrace.open(
            new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> nowNs));
    private final Table one = engine.table("one");
    private final Table two = engine.table("two");

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldNameTheTableOfAnEventOfAUnion() {
        for (ChangesOptions options : List.of(VERBATIM, ChangesOptions.defaults())) {
            List<String> tables = new ArrayList<>();
            one.upsert("a").put("n", 1).commit();
            try (Feed feed =
                    one.all().union(two.all()).changes(options.includeInitial().includeStates())) {
                two.upsert("b").put("n", nowNs++).commit();
                one.upsert("a").put("n", nowNs++).commit();
                feed.poll(change -> tables.add(change.kind() + " " + change.table()), 10);
            }
            assertThat(tables)
                    .startsWith("INITIALIZING null", "INITIAL one")
                    .endsWith("READY null", "CHANGE two", "CHANGE one");
        }
    }

    @Test
    void shouldGiveKeysOfEveryTypeAsValues() {
        List<Object> keys = new ArrayList<>();
        List<Object> given = List.of(
                "text", 7L, -3.5, true, Instant.ofEpochSecond(5, 6), List.of("a", 1L), (1L << 53) + 1, Long.MIN_VALUE);
        try (Feed feed = one.changes(VERBATIM)) {
            for (Object key : given) {
                one.upsert(key).commit();
            }
            one.delete("text").commit();
            feed.poll(change -> keys.add(change.key().toObject()), 100);
        }
        List<Object> expected = new ArrayList<>(given);
        expected.add("text");
        assertThat(keys).isEqualTo(expected);
    }

    @Test
    void shouldKeepWhatWasCopied() {
        List<Change> kept = new ArrayList<>();
        List<Document> documents = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        try (Feed feed = one.changes(VERBATIM.includeTypes())
                .filter(io.tailrace.expression.Expressions.row("type").eq("add"))) {
            for (int i = 0; i < 100; i++) {
                one.upsert(i).put("n", i).put("text", "text " + i).commit();
            }
            feed.poll(
                    change -> {
                        kept.add(change.copy());
                        documents.add(change.newVal().copy());
                        shown.add(change.toString() + change.value() + change.key() + change.table());
                    },
                    100);
            for (int i = 0; i < 100; i++) {
                one.upsert(i).put("n", -i).put("text", "other").commit();
            }
            feed.poll(change -> {}, 100);
        }
        assertThat(kept).hasSize(100);
        for (int i = 0; i < 100; i++) {
            Change change = kept.get(i);
            assertThat(change.toString() + change.value() + change.key() + change.table())
                    .isEqualTo(shown.get(i));
            assertThat(change.keyLength()).isPositive();
            assertThat(documents.get(i).toMap()).isEqualTo(Map.of("id", (long) i, "n", (long) i, "text", "text " + i));
        }
    }

    @Test
    void shouldRefuseWhatIsUsedBeyondItsCallWhereAssertionsAreOn() {
        assertThat(Feed.class.desiredAssertionStatus()).isTrue();
        List<Change> changes = new ArrayList<>();
        List<Document> documents = new ArrayList<>();
        try (Feed feed = one.changes(VERBATIM)) {
            one.upsert("a").put("n", 1).commit();
            one.upsert("b").put("n", 2).commit();
            feed.poll(
                    change -> {
                        if (!changes.isEmpty()) {
                            assertThatThrownBy(() -> changes.get(0).sequence()).isInstanceOf(StaleViewException.class);
                        }
                        changes.add(change);
                        documents.add(change.newVal());
                        assertThat(change.newVal().longValue("n")).isEqualTo(changes.size());
                    },
                    10);
            for (int i = 0; i < 2; i++) {
                Change change = changes.get(i);
                Document document = documents.get(i);
                assertThatThrownBy(change::newVal)
                        .isInstanceOf(StaleViewException.class)
                        .hasMessageContaining("copy()");
                assertThatThrownBy(change::toString).isInstanceOf(StaleViewException.class);
                assertThatThrownBy(() -> document.longValue("n")).isInstanceOf(StaleViewException.class);
                assertThatThrownBy(() -> document.longValue("n", 0)).isInstanceOf(StaleViewException.class);
                assertThatThrownBy(() -> document.has("n")).isInstanceOf(StaleViewException.class);
                assertThatThrownBy(document::toMap).isInstanceOf(StaleViewException.class);
            }
            one.upsert("c").put("n", 3).commit();
            Change taken = feed.take();
            assertThat(taken.newVal().longValue("n")).isEqualTo(3);
            assertThat(feed.take(Duration.ZERO)).isNull();
            assertThatThrownBy(taken::key).isInstanceOf(StaleViewException.class);
        }
    }

    @Test
    void shouldNeverLendAgainWhatSomebodyMayHaveKept() {
        List<Change> changes = new ArrayList<>();
        List<Runnable> views = new ArrayList<>();
        try (Feed feed = one.changes(VERBATIM)) {
            for (int i = 0; i < 100; i++) {
                one.upsert(i).put("n", i).commit();
            }
            feed.poll(
                    change -> {
                        changes.add(change);
                        Value whole = change.value();
                        Document event = whole.document();
                        Value side = change.newValue();
                        views.addAll(List.of(whole::type, whole::isNull, event::size, event::toMap, side::isNull));
                    },
                    200);
        }
        assertThat(changes).hasSize(100).doesNotHaveDuplicates();
        for (Change change : changes) {
            assertThatThrownBy(change::sequence).isInstanceOf(StaleViewException.class);
        }
        for (Runnable view : views) {
            assertThatThrownBy(view::run).isInstanceOf(StaleViewException.class);
        }
    }

    @Test
    void shouldTellWhereATransactionEnds() {
        assertThat(ends(VERBATIM)).containsExactly("3/5", "4/5", "6/6");
        assertThat(ends(ChangesOptions.defaults())).containsExactly("4/5", "6/6");
        assertThat(ends(ChangesOptions.squash(Duration.ofNanos(10)))).containsExactly("4/5", "6/6");
    }

    private List<String> ends(ChangesOptions options) {
        List<String> ends = new ArrayList<>();
        try (Tailrace fresh = Tailrace.open(new TailraceConfig()
                        .inMemory()
                        .threading(Threading.INVOKER)
                        .clock(() -> nowNs));
                Feed feed = fresh.table("one").changes(options.from(1))) {
            Table first = fresh.table("one");
            Table second = fresh.table("two");
            if (options == VERBATIM) {
                fresh.transaction()
                        .add(first.upsert("a").put("n", 1))
                        .add(first.upsert("b").put("n", 2))
                        .add(second.upsert("c").put("n", 3))
                        .commit();
            } else {
                fresh.transaction()
                        .add(second.upsert("x").put("n", 1))
                        .add(first.upsert("a").put("n", 2))
                        .add(second.upsert("c").put("n", 3))
                        .commit();
            }
            first.upsert("d").put("n", 4).commit();
            nowNs += 100;
            feed.poll(change -> ends.add(change.sequence() + "/" + change.transactionEnd()), 10);
        }
        return ends;
    }

    @Test
    void shouldTellWhereATransactionOfAnOrderEnds() {
        one.createIndex("n");
        List<String> ends = new ArrayList<>();
        for (ChangesOptions options : List.of(VERBATIM, ChangesOptions.defaults())) {
            one.delete("a").commit();
            try (Feed feed = one.orderBy("n").limit(2).changes(options.includeInitial(false))) {
                long before = engine.lastSequence();
                engine.transaction()
                        .add(one.upsert("a").put("n", 1))
                        .add(two.upsert("b").put("n", nowNs++))
                        .commit();
                feed.poll(
                        change -> ends.add((change.sequence() - before) + "/" + (change.transactionEnd() - before)), 9);
            }
        }
        assertThat(ends).containsExactly("1/2", "1/2");
    }
}
