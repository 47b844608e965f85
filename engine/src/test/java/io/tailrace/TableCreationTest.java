package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.write.Ack;
import io.tailrace.write.Operation;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TableCreationTest {
    @Test
    void shouldNumberTablesApartThatAreMadeInOneBatch() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            Ack first = create(engine, "quotes");
            Ack second = create(engine, "trades");
            Ack third = create(engine, "quotes");
            while (!third.isDone()) {
                engine.doWork();
            }
            assertThat(first.sequence()).isEqualTo(1);
            assertThat(second.sequence()).isEqualTo(2);
            assertThat(third.sequence()).isEqualTo(2);

            Table quotes = engine.existingTable("quotes");
            Table trades = engine.existingTable("trades");
            quotes.upsert("a").put("bid", 1).commit();
            assertThat(engine.tables()).containsExactly("quotes", "trades");
            assertThat(quotes.count()).isEqualTo(1);
            assertThat(trades.count()).isZero();
        }
    }

    private static Ack create(Tailrace engine, String name) {
        UnsafeBuffer nameBytes = new UnsafeBuffer(name.getBytes(StandardCharsets.UTF_8));
        UnsafeBuffer keyField = new UnsafeBuffer("id".getBytes(StandardCharsets.UTF_8));
        Ack ack = new Ack();
        engine.engine()
                .ring()
                .send(
                        Operation.CREATE_TABLE,
                        0,
                        Long.MIN_VALUE,
                        0,
                        nameBytes,
                        nameBytes.capacity(),
                        keyField,
                        0,
                        keyField.capacity(),
                        ack,
                        false);
        return ack;
    }
}
