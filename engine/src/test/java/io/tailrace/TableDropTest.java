package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import io.tailrace.error.FeedException;
import io.tailrace.error.LimitException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.TableCatalogue;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TableDropTest {
    @TempDir
    Path directory;

    private TailraceConfig config() {
        return new TailraceConfig().directory(directory).threading(Threading.INVOKER);
    }

    @Test
    void shouldRefuseEveryUseOfADroppedTable() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table quotes = engine.table("quotes");
            quotes.upsert("a").put("n", 1).commit();
            assertThat(engine.dropTable("quotes")).isTrue();
            assertThat(engine.dropTable("quotes")).isFalse();
            assertThat(engine.dropTable("never")).isFalse();
            assertThatThrownBy(() -> engine.dropTable(".bad")).isInstanceOf(DocumentException.class);
            assertThat(engine.lastSequence()).isEqualTo(3);
            assertThat(engine.tables()).isEmpty();

            Ack ack = quotes.upsert("b").commit();
            assertThat(ack.outcome()).isEqualTo(Outcome.ERROR);
            assertThat(ack.error()).isEqualTo(WriteError.NO_SUCH_TABLE);
            assertThatThrownBy(quotes::count).isInstanceOf(UnknownTableException.class);
            assertThatThrownBy(() -> engine.existingTable("quotes")).isInstanceOf(UnknownTableException.class);
        }
    }

    @Test
    void shouldSayThatDroppedTablesCountWhenAJournalHasHadTooMany() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            for (int i = 0; i < TableCatalogue.MAXIMUM; i++) {
                engine.table("t");
                engine.dropTable("t");
            }
            assertThat(engine.tables()).isEmpty();
            assertThatThrownBy(() -> engine.table("t"))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("limit=tables value=1025 maximum=1024 table=t, dropped ones count")
                    .hasMessageContaining("delete their documents instead of dropping them");
        }
    }

    @Test
    void shouldMakeAnotherTableOfTheSameNameThatKnowsNothingOfTheFirst() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table first = engine.table("quotes");
            first.upsert("a").put("n", 1).commit();
            engine.dropTable("quotes");
            Table second = engine.table("quotes", "name");
            assertThat(second.count()).isZero();
            assertThat(second.keyField()).isEqualTo("name");
            second.upsert("b").commit();
            assertThatThrownBy(first::count).isInstanceOf(UnknownTableException.class);
            assertThat(first.upsert("c").commit().error()).isEqualTo(WriteError.NO_SUCH_TABLE);
        }
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(engine.tables()).containsExactly("quotes");
            assertThat(engine.existingTable("quotes").exists("b")).isTrue();
            assertThat(engine.existingTable("quotes").exists("a")).isFalse();
        }
    }

    @Test
    void shouldRefuseAFeedThatStartsAfterTheDropOfItsTable() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table quotes = engine.table("quotes");
            quotes.upsert("a").put("n", 1).commit();
            Feed told = quotes.changes(ChangesOptions.squash(false).fromStart());
            engine.dropTable("quotes");
            long last = engine.table("other").upsert("b").commit().sequence();

            assertThatThrownBy(quotes::changes).isInstanceOf(UnknownTableException.class);
            for (long from = last; from < last + 3; from++) {
                ChangesOptions late = ChangesOptions.squash(false).from(from);
                assertThatThrownBy(() -> quotes.changes(late)).isInstanceOf(UnknownTableException.class);
            }
            try (Feed again = quotes.changes(ChangesOptions.squash(false).fromStart())) {
                for (Feed feed : List.of(told, again)) {
                    assertThat(feed.take(Duration.ZERO).newVal().longValue("n")).isEqualTo(1);
                    assertThatThrownBy(() -> feed.take(Duration.ZERO)).isInstanceOf(FeedException.class);
                }
            }
        }
    }

    @Test
    void shouldSayThatTheTableWasDroppedInTheMiddleOfAScan() {
        for (boolean ordered : new boolean[] {false, true}) {
            try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
                Table table = engine.table("quotes");
                for (int i = 0; i < 3_000; i++) {
                    table.upsert(i).commit();
                }
                DocumentHandler dropping = (document, version) -> engine.dropTable("quotes");
                assertThatThrownBy(() -> {
                            if (ordered) {
                                table.scanInKeyOrder(dropping);
                            } else {
                                table.scan(dropping);
                            }
                        })
                        .isInstanceOf(UnknownTableException.class)
                        .hasMessageContaining("quotes");
            }
        }
    }

    @Test
    void shouldShowADropToAReaderBesideTheWriter() {
        try (Tailrace engine = Tailrace.open(config())) {
            Table kept = engine.table("kept");
            Table dropped = engine.table("dropped");
            kept.upsert(1).commit();
            for (int i = 0; i < 3_000; i++) {
                dropped.upsert(i).commit();
            }
            try (Tailrace reader = Tailrace.open(config().readOnly(true))) {
                Table seen = reader.existingTable("dropped");
                assertThat(seen.count()).isEqualTo(3_000);
                engine.dropTable("dropped");
                assertThatThrownBy(seen::count).isInstanceOf(UnknownTableException.class);
                assertThat(reader.tables()).containsExactly("kept");
                assertThat(reader.existingTable("kept").count()).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldGiveTheMemoryOfADroppedTableToTheNext() {
        try (Tailrace engine = Tailrace.open(config())) {
            long before = 0;
            for (int round = 0; round < 4; round++) {
                Table table = engine.table("round");
                for (int i = 0; i < 5_000; i++) {
                    table.upsert(i).put("text", "x".repeat(200)).commit(new Ack());
                }
                table.upsert(0).commit();
                engine.dropTable("round");
                int idle = 0;
                while (idle < 3) {
                    idle = engine.doWork() == 0 ? idle + 1 : 0;
                }
                long held = engine.engine().indexBytes();
                assertThat(held).isPositive();
                before = round == 0 ? held : before;
                assertThat(held).isEqualTo(before);
            }
        }
    }
}
