package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.mapping.Scale;
import io.tailrace.testing.AllocationMeter;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables whose documents are records. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MappedTableTest {
    enum Side {
        BUY,
        SELL
    }

    record Level(double price, long quantity, Side side) {}

    record Quote(String id, double bid, double ask, long volume, boolean open) {}

    private record Everything(
            UUID id,
            boolean flag,
            int small,
            long large,
            float half,
            double whole,
            Boolean maybeFlag,
            Integer maybeSmall,
            Long maybeLarge,
            Float maybeHalf,
            Double maybeWhole,
            String text,
            Side side,
            Instant time,
            byte[] bytes,
            @Scale(8) BigDecimal price,
            Level best,
            List<Level> levels,
            List<String> tags,
            List<List<Integer>> matrix) {}

    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));

    @AfterEach
    void close() {
        engine.close();
    }

    private <R extends Record> MappedTable<R> table(Class<R> type) {
        return engine.table("t").as(type);
    }

    private static Everything everything(UUID id) {
        return new Everything(
                id,
                true,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                1.5f,
                -0.1,
                false,
                7,
                -8L,
                2.25f,
                1e300,
                "\u20ac",
                Side.SELL,
                Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                new byte[] {1, 2, -3},
                new BigDecimal("61800.12500000"),
                new Level(1.5, 10, Side.BUY),
                List.of(new Level(1, 2, Side.BUY), new Level(3, 4, Side.SELL)),
                Arrays.asList("a", null, "b"),
                List.of(List.of(1, 2), List.of()));
    }

    @Test
    void shouldGiveEveryTypeBackAsItWas() {
        MappedTable<Everything> table = table(Everything.class);
        Everything written = everything(new UUID(1, 2));
        assertThat(table.upsert(written).commit().outcome()).isEqualTo(Outcome.INSERTED);
        Everything read = table.get(new UUID(1, 2).toString());
        assertThat(read).usingRecursiveComparison().isEqualTo(written);
        assertThat(read.price()).isEqualTo(new BigDecimal("61800.12500000"));
        // As everybody else sees it.
        assertThat(table.table().filter(row("price").eq(6_180_012_500_000L)).count())
                .isEqualTo(1);
        assertThat(table.table().filter(row("best").get("side").eq("BUY")).count())
                .isEqualTo(1);
        List<Everything> all = new ArrayList<>();
        assertThat(table.scan(all::add)).isEqualTo(1);
        assertThat(all.get(0)).usingRecursiveComparison().isEqualTo(written);
    }

    @Test
    void shouldLeaveOutWhatIsNullAndGiveItBackAsNull() {
        MappedTable<Everything> table = table(Everything.class);
        Everything sparse = new Everything(
                new UUID(0, 1),
                false,
                0,
                0,
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        table.upsert(sparse).commit();
        assertThat(table.table().<Integer>read(sparse.id().toString(), document -> document.size()))
                .isEqualTo(6);
        assertThat(table.get(sparse.id().toString())).isEqualTo(sparse);
        assertThat(table.get("nobody")).isNull();
        assertThat(table.read(null)).isNull();
    }

    @Test
    void shouldInsertUpdateAndFollow() {
        MappedTable<Quote> quotes = table(Quote.class);
        Feed feed = quotes.table().filter(row("bid").gt(10)).changes(ChangesOptions.squash(false));
        quotes.insert(new Quote("a", 9, 10, 1, true)).commit();
        assertThat(quotes.insert(new Quote("a", 9, 10, 1, true)).commit().error())
                .isEqualTo(WriteError.DUPLICATE_KEY);
        quotes.table().update("a").put("note", "kept").commit();
        quotes.update(new Quote("a", 11, 12, 2, false)).commit();
        List<Quote> seen = new ArrayList<>();
        feed.poll(change -> seen.add(quotes.read(change.newVal())), 10);
        assertThat(seen).containsExactly(new Quote("a", 11, 12, 2, false));
        assertThat(quotes.table().<String>read("a", document -> document.string("note")))
                .isEqualTo("kept");
        quotes.upsert(new Quote("a", 12, 13, 3, false)).commit();
        assertThat(quotes.table().<Boolean>read("a", document -> document.has("note")))
                .isFalse();
        assertThat(quotes.get("a")).isEqualTo(new Quote("a", 12, 13, 3, false));
        long version = quotes.upsert(new Quote("a", 1, 2, 3, true))
                .ifVersion(1)
                .commit()
                .sequence();
        assertThat(quotes.get("a").bid()).as("refused, sequence=%d", version).isEqualTo(12);
    }

    @Test
    void shouldSayWhatIsWrongWithADocument() {
        MappedTable<Quote> quotes = table(Quote.class);
        quotes.table().upsert("x").put("bid", 1).put("ask", 2).put("volume", 3).commit();
        assertThatThrownBy(() -> quotes.get("x"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("field=open record=Quote")
                .hasMessageContaining("object type");
        quotes.table()
                .upsert("x")
                .put("bid", "high")
                .put("ask", 2)
                .put("volume", 3)
                .put("open", true)
                .commit();
        assertThatThrownBy(() -> quotes.get("x"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("bid");

        record Small(String id, int n, Side side, UUID of) {}
        MappedTable<Small> small = table(Small.class);
        small.table().upsert("y").put("n", 1L << 31).commit();
        assertThatThrownBy(() -> small.get("y")).hasMessageContaining("value=2147483648 record=Small type=int");
        record Halves(String id, float half) {}
        MappedTable<Halves> halves = table(Halves.class);
        halves.table().upsert("z").put("half", 1e300).commit();
        assertThatThrownBy(() -> halves.get("z")).hasMessageContaining("value=1.0E300 type=float");
        small.table().upsert("y").put("n", 1).put("side", "HOLD").commit();
        assertThatThrownBy(() -> small.get("y"))
                .hasMessageContaining("field=side record=Small")
                .hasMessageContaining("HOLD");
        small.table().upsert("y").put("n", 1).put("of", "nothing like it").commit();
        assertThatThrownBy(() -> small.get("y"))
                .hasMessageContaining("field=of record=Small")
                .hasMessageContaining("UUID");
    }

    @Test
    void shouldReadAWholeNumberIntoADoubleOnlyWhereThatIsTheSameNumber() {
        record Reading(String id, double plain, Double object, List<Double> all) {}
        MappedTable<Reading> readings = table(Reading.class);
        for (long whole : new long[] {0, -1, 1L << 53, (1L << 53) + 2, Long.MIN_VALUE, 1L << 62}) {
            readings.table()
                    .upsert("a")
                    .put("plain", whole)
                    .put("object", whole)
                    .put("all", List.of(whole))
                    .commit();
            assertThat(readings.get("a")).isEqualTo(new Reading("a", whole, (double) whole, List.of((double) whole)));
        }
        for (long whole : new long[] {(1L << 53) + 1, -(1L << 53) - 1, Long.MAX_VALUE}) {
            readings.table().upsert("a").put("plain", whole).commit();
            assertThatThrownBy(() -> readings.get("a"))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("field=plain value=" + whole + " record=Reading type=double");
            readings.table().upsert("a").put("plain", 1).put("object", whole).commit();
            assertThatThrownBy(() -> readings.get("a")).hasMessageContaining("field=object record=Reading");
            readings.table()
                    .upsert("a")
                    .put("plain", 1)
                    .put("all", List.of(whole))
                    .commit();
            assertThatThrownBy(() -> readings.get("a")).hasMessageContaining("make it a Long");
        }
        record Coarse(String id, float n) {}
        MappedTable<Coarse> coarse = table(Coarse.class);
        coarse.table().upsert("b").put("n", (1L << 53) + 1).commit();
        assertThat(coarse.get("b").n()).isEqualTo(0x1p53f);
    }

    @Test
    void shouldRefuseADecimalThatDoesNotFitAndWriteNothing() {
        record Priced(String id, @Scale(2) BigDecimal price) {}
        MappedTable<Priced> table = table(Priced.class);
        assertThatThrownBy(() -> table.upsert(new Priced("a", new BigDecimal("1.005"))))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("value=1.005 scale=2")
                .hasMessageContaining("a larger @Scale");
        assertThatThrownBy(() -> table.upsert(new Priced("a", new BigDecimal("1e30"))))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("a smaller @Scale");
        assertThat(table.table().count()).isZero();
        table.upsert(new Priced("a", new BigDecimal("1.5"))).commit();
        assertThat(table.get("a").price()).isEqualTo(new BigDecimal("1.50"));
    }

    private record Loop(String id, Loop next) {}

    @Test
    void shouldRefuseTypesThatAreNoDocuments() {
        record NoScale(String id, BigDecimal price) {}
        record Chars(String id, char c) {}
        record Thing(String id, Object any) {}
        record Wild(String id, List<?> any) {}
        record NoKey(String name) {}
        assertThatThrownBy(() -> table(NoScale.class))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("component=price")
                .hasMessageContaining("BigDecimal with @Scale");
        assertThatThrownBy(() -> table(Chars.class))
                .hasMessageContaining("component=c")
                .hasMessageContaining("type=char");
        assertThatThrownBy(() -> table(Thing.class)).hasMessageContaining("type=java.lang.Object");
        assertThatThrownBy(() -> table(Wild.class)).hasMessageContaining("type=java.util.List<?>");
        assertThatThrownBy(() -> table(Loop.class)).hasMessageContaining("it holds itself");
        assertThatThrownBy(() -> table(NoKey.class))
                .hasMessageContaining("no component for the key: key=id")
                .hasMessageContaining("Tailrace.table(name, keyField)");
    }

    @Test
    void shouldAllocateNoMoreToWriteThanTheSameByHand() {
        MappedTable<Quote> quotes = table(Quote.class);
        Quote one = new Quote("a", 1.5, 2.5, 3, true);
        Quote other = new Quote("a", 1.75, 2.5, 4, true);
        long byHand = AllocationMeter.allocatedPerWindow(10_000, () -> {
            byHand(quotes.table(), one);
            byHand(quotes.table(), other);
        });
        long mapped = AllocationMeter.allocatedPerWindow(10_000, () -> {
            quotes.upsert(one).commit();
            quotes.upsert(other).commit();
        });
        // Where assertions are on, a write is not used again.
        assertThat(mapped).isLessThanOrEqualTo(byHand + byHand / 100);
    }

    private static void byHand(Table table, Quote quote) {
        table.upsert()
                .put("id", quote.id())
                .put("bid", quote.bid())
                .put("ask", quote.ask())
                .put("volume", quote.volume())
                .put("open", quote.open())
                .commit();
    }
}
