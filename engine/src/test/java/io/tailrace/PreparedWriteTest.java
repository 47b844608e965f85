package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.BackPressureException;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.LimitException;
import io.tailrace.testing.AllocationMeter;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.BackPressure;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// The prepared write belongs to the thread that makes the test.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SAME_THREAD)
class PreparedWriteTest {
    private final Tailrace engine = Tailrace.open(new TailraceConfig()
            .inMemory()
            .threading(Threading.INVOKER)
            .ringSlots(64)
            .slotBytes(256)
            .backPressure(BackPressure.REFUSE)
            .limits(new DocumentLimits().documentBytes(4 * 1024).fields(8)));
    private final Table quotes = engine.table("quotes");
    private final PreparedWrite quote = quotes.prepare("bid", "ask", "venue");
    private final UnsafeBuffer bytes = new UnsafeBuffer("spot\u00fc".getBytes(StandardCharsets.UTF_8));

    @AfterEach
    void close() {
        engine.close();
    }

    private void drain() {
        while (engine.doWork() > 0) {
            continue;
        }
    }

    private String stored(Object key) {
        return quotes.read(key, document -> document.toString());
    }

    @Test
    void shouldInsertReplaceAndLeaveWhatIsEqual() {
        Ack inserted =
                quote.key("BTC").put(0, 61_800.2).put(1, 61_800).put(2, "spot").commit();
        assertThat(inserted.outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(stored("BTC")).isEqualTo("{\"ask\":61800,\"bid\":61800.2,\"id\":\"BTC\",\"venue\":\"spot\"}");
        Ack unchanged = quote.key("BTC")
                .put(2, "spot")
                .put(1, 61_800.0)
                .put(0, 61_800.2)
                .commit();
        assertThat(unchanged.outcome()).isEqualTo(Outcome.UNCHANGED);
        long sequence = unchanged.sequence();
        Ack replaced = quote.key("BTC").put(0, 1).commit();
        assertThat(replaced.outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(replaced.sequence()).isEqualTo(sequence + 1);
        assertThat(stored("BTC")).isEqualTo("{\"bid\":1,\"id\":\"BTC\"}");
    }

    @Test
    void shouldForgetValuesWithTheirCommit() {
        quote.key(1).put(0, 5).time(0).commit();
        assertThatThrownBy(quote::commit)
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("primary key `id`")
                .hasMessageContaining("key(..)");
        quote.key(2).commit();
        assertThat(stored(2L)).isEqualTo("{\"id\":2}");
        quote.key(3).put(0, 1).clear().key(4).commit();
        assertThat(stored(4L)).isEqualTo("{\"id\":4}");
        assertThat(quotes.exists(3L)).isFalse();
    }

    @Test
    void shouldTakeTheKeyAndTextAsBytes() {
        quote.keyUtf8(bytes, 0, 4)
                .putUtf8(2, bytes, 0, 6)
                .putBytes(1, bytes, 4, 2)
                .putTime(0, 7)
                .commit();
        assertThat(stored("spot"))
                .contains("\"venue\":\"spot\u00fc\"")
                .contains("BINARY")
                .contains("TIME");
    }

    @Test
    void shouldPutPlainValuesOnly() {
        quote.key(1).put(0, true).putNull(1).put(2, new StringBuilder("x")).commit();
        assertThat(stored(1L)).isEqualTo("{\"ask\":null,\"bid\":true,\"id\":1,\"venue\":\"x\"}");
    }

    @Test
    void shouldRefuseBadInputAndGoOn() {
        quote.key("kept").put(0, 1);
        assertThatThrownBy(() -> quote.put(3, 1))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("number=3");
        assertThatThrownBy(() -> quote.putNull(-1)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.put(0, Double.NaN)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.put(2, (CharSequence) null))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("venue");
        assertThatThrownBy(() -> quote.put(2, "\ud800")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.putUtf8(2, bytes, 0, 5)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.putUtf8(2, null, 0, 5)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.putUtf8(2, bytes, 4, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> quote.putBytes(2, bytes, -1, 5)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> quote.put(2, "x".repeat(5_000))).isInstanceOf(LimitException.class);
        assertThatThrownBy(() -> quote.key("x".repeat(128))).isInstanceOf(LimitException.class);
        assertThatThrownBy(() -> quote.key(null)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.keyUtf8(null, 0, 0)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.keyUtf8(bytes, 0, 5)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quote.keyUtf8(bytes, 0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> quote.commit((Ack) null)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> quote.commit((Acknowledgement) null)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> quote.gather(null)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> quote.commit(Acknowledgement.SYNCED)).isInstanceOf(EngineException.class);
        quote.key("kept").commit(); // a key that is refused leaves none
        assertThat(stored("kept")).isEqualTo("{\"bid\":1,\"id\":\"kept\"}");
    }

    @Test
    void shouldRefuseADocumentThatIsTooLongAsAWhole() {
        quote.key(1).put(0, "x".repeat(2_100)).put(1, "y".repeat(2_100)).put(2, 0);
        assertThatThrownBy(quote::commit).isInstanceOf(LimitException.class).hasMessageContaining("documentBytes");
        assertThatThrownBy(quote::gather).isInstanceOf(LimitException.class);
        quote.put(1, "y").commit();
        assertThat(quotes.exists(1L)).isTrue();
    }

    @Test
    void shouldRefuseFieldsThatCannotBePrepared() {
        assertThatThrownBy(() -> quotes.prepare("a", "b", "a"))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("named twice");
        assertThatThrownBy(() -> quotes.prepare("id")).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quotes.prepare("a", null)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> quotes.prepare((String[]) null)).isInstanceOf(EngineException.class);
        assertThatThrownBy(() -> quotes.prepare("x".repeat(256))).isInstanceOf(LimitException.class);
        assertThatThrownBy(() -> quotes.prepare("a", "b", "c", "d", "e", "f", "g", "h"))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("fields");
        quotes.prepare("a", "b", "c", "d", "e", "f", "g").key(1).put(6, 1).commit();
        quotes.prepare().key(2).commit();
        assertThat(stored(2L)).isEqualTo("{\"id\":2}");
    }

    @Test
    void shouldBelongToItsThread() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        List<Runnable> calls = List.of(
                () -> quote.key(1),
                () -> quote.put(0, 1),
                quote::commit,
                quote::gather,
                quote::commitAll,
                quote::clear);
        Thread other = new Thread(() -> {
            for (Runnable call : calls) {
                try {
                    call.run();
                } catch (IllegalStateException e) {
                    thrown.add(e);
                }
            }
        });
        other.start();
        other.join();
        assertThat(thrown).hasSize(calls.size());
        assertThat(thrown.get(0)).hasMessageContaining("another thread");
    }

    @Test
    void shouldKeepWhatWasPutWhereTheRingIsFull() {
        for (int i = 0; i < 64; i++) {
            quote.key(i).commit(Acknowledgement.RECEIVED);
        }
        Ack ack = new Ack();
        quote.key(100).put(0, 7);
        assertThatThrownBy(() -> quote.commit(ack)).isInstanceOf(BackPressureException.class);
        assertThat(ack.isPending()).isFalse();
        drain();
        quote.commit(ack);
        drain();
        assertThat(ack.outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(stored(100L)).isEqualTo("{\"bid\":7,\"id\":100}");
    }

    @Test
    void shouldRefuseAHandlerThatRunsWhileItWaitsForRoom() {
        List<String> told = new ArrayList<>();
        try (Tailrace driven = Tailrace.open(new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .ringSlots(64)
                .slotBytes(256)
                .limits(new DocumentLimits().documentBytes(4 * 1024)))) {
            Table table = driven.table("quotes");
            PreparedWrite shared = table.prepare("bid", "ask");
            driven.run(table.changes(), change -> {
                try {
                    shared.key("of the handler").put(0, 7).commit(Acknowledgement.RECEIVED);
                } catch (IllegalStateException e) {
                    told.add(e.getMessage());
                }
            });
            for (int i = 0; i < 200; i++) {
                shared.key(i).put(0, i).put(1, -i).commit(Acknowledgement.RECEIVED);
            }
            for (int i = 200; i < 230; i++) {
                shared.key(i).put(0, i).put(1, -i).gather();
            }
            shared.commitAll();
            assertThat(told).isNotEmpty().allMatch(text -> text.contains("being handed in"));
            assertThat(shared.gathered()).isZero();
            while (driven.doWork() > 0) {
                continue;
            }
            for (long i = 0; i < 230; i++) {
                String document = table.read(i, read -> read.toString());
                assertThat(document).isEqualTo("{\"ask\":" + -i + ",\"bid\":" + i + ",\"id\":" + i + "}");
            }
        }
    }

    @Test
    void shouldHaveNoKeyAfterOneThatWasRefused() {
        quote.key("a");
        for (int length = 1_000; length > 0; length /= 10) {
            CharSequence text = "x".repeat(length);
            while (isTaken(text)) {
                continue;
            }
        }
        assertThatThrownBy(() -> quote.key("bcdefgh")).isInstanceOf(LimitException.class);
        quote.put(0, 1);
        assertThatThrownBy(quote::commit)
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("must have primary key");
        assertThat(quote.clear().key("a").put(0, 1).commit().outcome()).isEqualTo(Outcome.INSERTED);
    }

    private boolean isTaken(CharSequence text) {
        try {
            quote.put(2, text);
            return true;
        } catch (LimitException e) {
            return false;
        }
    }

    @Test
    void shouldTellOutcomesByAcksOfTheirOwn() {
        Ack[] acks = {new Ack(), new Ack(), new Ack()};
        quote.key(1).put(0, 1).gather(acks[0]);
        quote.key(1).put(0, 1.0).gather(acks[1]);
        quote.key(1).put(0, 2).gather(acks[2]);
        quote.key(2).put(0, 3).gather();
        assertThat(quote.gathered()).isEqualTo(4);
        drain();
        assertThat(quotes.count()).isZero();
        quote.commitAll();
        assertThat(quote.gathered()).isZero();
        assertThat(acks[0].isPending()).isTrue();
        drain();
        assertThat(acks[0].outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(acks[1].outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(acks[2].outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(quotes.count()).isEqualTo(2);
        quote.commitAll();
    }

    @Test
    void shouldKeepWhatIsNotHandedInWhereTheRingFillsUp() {
        List<Ack> acks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            quote.key(i).commit(Acknowledgement.RECEIVED);
        }
        for (int i = 100; i < 140; i++) {
            acks.add(new Ack());
            quote.key(i).put(0, i).gather(acks.get(i - 100));
        }
        assertThatThrownBy(quote::commitAll).isInstanceOf(BackPressureException.class);
        int left = quote.gathered();
        assertThat(left).isBetween(1, 39);
        for (int i = 0; i < 40; i++) {
            assertThat(acks.get(i).isPending()).as("ack %d", i).isEqualTo(i < 40 - left);
        }
        drain();
        quote.key(200).gather();
        assertThat(quote.gathered()).isEqualTo(left + 1);
        quote.commitAll();
        drain();
        assertThat(acks).allMatch(ack -> ack.outcome() == Outcome.INSERTED);
        assertThat(quotes.count()).isEqualTo(81);
        assertThat(stored(139L)).isEqualTo("{\"bid\":139,\"id\":139}");
    }

    @Test
    void shouldRefuseOneAckForTwoWritesAndHandInNeither() {
        Ack ack = new Ack();
        Ack other = new Ack();
        quote.key(1).gather(other);
        quote.key(2).gather(ack);
        quote.key(3).gather(ack);
        assertThatThrownBy(quote::commitAll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pending");
        assertThat(ack.isPending()).isFalse();
        assertThat(other.isPending()).isFalse();
        assertThat(quote.gathered()).isEqualTo(3);
        drain();
        assertThat(quotes.count()).isZero();
        assertThat(quote.clearAll().gathered()).isZero();
        quote.key(1).gather(other);
        quote.commitAll();
        drain();
        assertThat(quotes.count()).isEqualTo(1);
    }

    @Test
    void shouldBoundWhatIsGathered() {
        String text = "x".repeat(1_000);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        quote.key(i).put(0, text).gather();
                    }
                })
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("gatheredBytes");
        int gathered = quote.gathered();
        assertThat(gathered).isBetween(6, 8);
        quote.commitAll();
        quote.gather();
        drain();
        quote.commitAll();
        drain();
        assertThat(quotes.count()).isEqualTo(gathered + 1);
    }

    @Test
    void shouldBringTimesOfTheirOwn() {
        Ack ack = new Ack();
        long farNs = Long.MAX_VALUE / 2;
        quote.key(1).time(farNs);
        assertThatThrownBy(quote::commit).isInstanceOf(EarlyTimeException.class);
        quote.key(1).time(farNs).gather(ack).key(2).gather();
        quote.commitAll();
        drain();
        assertThat(ack.error()).isEqualTo(WriteError.TIME_TOO_EARLY);
        assertThat(quotes.count()).isEqualTo(1);
    }

    @Test
    void shouldNotWriteTheDocumentThatIsBeingComputed() {
        quote.key("other").gather();
        quotes.compute("mine", (current, next) -> {
            quote.key("mine");
            assertThatThrownBy(quote::commit)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("computed");
            assertThatThrownBy(quote::gather).isInstanceOf(EngineException.class);
            quote.commitAll();
            quote.key("third").commit(Acknowledgement.RECEIVED);
            return true;
        });
        assertThat(quotes.count()).isEqualTo(3);
        quote.key("mine").gather();
        quotes.compute("mine", (current, next) -> {
            assertThatThrownBy(quote::commitAll).isInstanceOf(EngineException.class);
            return false;
        });
    }

    @Test
    void shouldRefuseOnceTheTableIsDroppedOrTheEngineClosed() {
        engine.dropTable("quotes");
        assertThat(quote.key(1).commit().error()).isEqualTo(WriteError.NO_SUCH_TABLE);
        quote.key(1).gather();
        engine.close();
        assertThatThrownBy(quote::commitAll).isInstanceOf(EngineClosedException.class);
        assertThatThrownBy(() -> quote.key(1).commit()).isInstanceOf(EngineClosedException.class);
    }

    @Test
    void shouldAllocateNothing() {
        String[] texts = {"a", "long enough to be another", "\u00fc\u20ac"};
        Ack[] acks = {new Ack(), new Ack(), new Ack(), new Ack()};
        int[] turn = new int[1];
        long allocated = AllocationMeter.allocatedPerWindow(20_000, () -> {
            int i = turn[0]++ & 63;
            quote.key(i).put(0, i).put(1, i * 0.5).put(2, texts[i % 3]).commit(Acknowledgement.RECEIVED);
            quote.key(100 + i).putUtf8(2, bytes, 0, 4).put(0, texts[i % 3]).commit();
            for (Ack ack : acks) {
                quote.keyUtf8(bytes, 0, 4).put(0, 1).put(1, 2).putNull(2).gather(ack);
            }
            quote.commitAll();
            while (engine.doWork() > 0) {
                continue;
            }
        });
        assertThat(allocated).isZero();
    }
}
