package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Value;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.QueryException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.query.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a plain read shows, while the engine is driven by the test. */
@Timeout(60)
class CursorTest {
    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    private final Table table = engine.table("t");

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldReadNothingOfAnEmptyTable() {
        assertThat(rows(table.read())).isEmpty();
    }

    @Test
    void shouldReadEveryDocumentAsItWasWhenTheReadWasOpened() {
        for (int i = 0; i < 1_000; i++) {
            table.upsert(i).put("v", 1).commit();
        }
        try (Cursor cursor = table.read()) {
            assertThat(cursor.sequence()).isEqualTo(engine.lastSequence());
            int count = 0;
            while (cursor.next()) {
                assertThat(cursor.value().document().longValue("v")).isEqualTo(1);
                table.delete(count * 7 % 1_000).commit();
                table.upsert(count * 13 % 1_000).put("v", 2).commit();
                table.upsert(1_000 + count).put("v", 3).commit();
                count++;
            }
            assertThat(count).isEqualTo(1_000);
        }
    }

    @Test
    void shouldReadOneDocumentByItsKey() {
        table.upsert("a").put("v", 1).commit();
        assertThat(rows(table.get("a").read())).containsExactly("{\"id\":\"a\",\"v\":1}");
        assertThat(rows(table.get("b").read())).isEmpty();
    }

    @Test
    void shouldReadADocumentAsOftenAsItsKeyIsListed() {
        table.upsert("a").put("v", 1).commit();
        table.upsert("b").put("v", 2).commit();
        assertThat(rows(table.getAll("b", "a", "b", "c").field("v").read())).containsExactly("1", "2", "2");
    }

    @Test
    void shouldApplyTransformsThenSkipThenLimit() {
        for (int i = 0; i < 10; i++) {
            table.upsert(i).put("v", i).commit();
        }
        Query query = table.getAll(9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
                .filter(document -> document.longValue("v") % 2 == 0)
                .field("v");
        assertThat(rows(query.read())).containsExactly("0", "2", "4", "6", "8");
        assertThat(rows(query.skip(1).limit(2).read())).containsExactly("2", "4");
        assertThat(rows(query.limit(0).read())).isEmpty();
    }

    @Test
    void shouldCountWhatAReadWouldGive() {
        for (int i = 0; i < 10; i++) {
            table.upsert(i).put("v", i).commit();
        }
        Query even = table.filter(document -> document.longValue("v") % 2 == 0);
        assertThat(even.count()).isEqualTo(5);
        assertThat(even.skip(1).limit(2).count()).isEqualTo(2);
        assertThat(even.union(table.getAll(1, 1, 2, 99)).count()).isEqualTo(8);
        assertThat(table.get(99).count()).isZero();
        assertThatThrownBy(table.getAll(1).orderBy("id")::count).isInstanceOf(QueryException.class);
    }

    @Test
    void shouldCountAtOneSequenceWhileWritesGoOn() {
        for (int i = 0; i < 1_000; i++) {
            table.upsert(i).put("v", 1).commit();
        }
        int[] seen = {0};
        Query ones = table.filter(document -> {
            table.delete(seen[0] * 7 % 1_000).commit();
            table.upsert(seen[0] * 13 % 1_000).put("v", 2).commit();
            table.upsert(1_000 + seen[0]++).put("v", 1).commit();
            return document.longValue("v") == 1;
        });
        assertThat(ones.count()).isEqualTo(1_000);
        assertThat(table.count()).isNotEqualTo(1_000);
    }

    @Test
    void shouldReadBranchAfterBranchOfAUnion() {
        Table other = engine.table("other");
        table.upsert("a").put("v", 1).commit();
        other.upsert("b").put("v", 2).commit();
        assertThat(rows(table.get("a")
                        .union(other.get("b"), table.get("a"))
                        .field("v")
                        .read()))
                .containsExactly("1", "2", "1");
    }

    @Test
    void shouldIterateOverTheValues() {
        table.upsert("a").put("v", 1).commit();
        table.upsert("b").put("v", 2).commit();
        long sum = 0;
        try (Cursor cursor = table.read()) {
            for (Value value : cursor) {
                sum += value.document().longValue("v");
            }
            assertThatThrownBy(cursor.iterator()::next).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(cursor::value).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(sum).isEqualTo(3);
    }

    @Test
    void shouldLetOutWhatAFilterThrowsAgainAndAgain() {
        table.upsert("a").put("v", 1).commit();
        try (Cursor cursor = table.filter(document -> {
                    throw new IllegalStateException("planned");
                })
                .read()) {
            assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldEndWithItsTable() {
        for (int i = 0; i < 1_000; i++) {
            table.upsert(i).put("v", 1).commit();
        }
        try (Cursor cursor = table.read()) {
            assertThat(cursor.next()).isTrue();
            engine.dropTable("t");
            assertThatThrownBy(() -> readOn(cursor)).isInstanceOf(UnknownTableException.class);
        }
    }

    @Test
    void shouldEndWithTheEngine() {
        for (int i = 0; i < 1_000; i++) {
            table.upsert(i).put("v", 1).commit();
        }
        try (Cursor cursor = table.read()) {
            assertThat(cursor.next()).isTrue();
            engine.close();
            assertThatThrownBy(() -> readOn(cursor)).isInstanceOf(EngineClosedException.class);
        }
        assertThatThrownBy(table::read).isInstanceOf(EngineClosedException.class);
    }

    private static void readOn(Cursor cursor) {
        while (cursor.next()) {
            assertThat(cursor.value().isNull()).isFalse();
        }
    }

    private static List<String> rows(Cursor cursor) {
        try (cursor) {
            List<String> rows = new ArrayList<>();
            while (cursor.next()) {
                rows.add(cursor.value().toString());
            }
            return rows;
        }
    }
}
