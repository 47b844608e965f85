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
            final Ack first = create(engine, "quotes");
            final Ack second = create(engine, "trades");
            final Ack third = create(engine, "quotes");
            while (!third.isDone()) {
                engine.doWork();
            }
            assertThat(first.sequence()).isEqualTo(1);
            assertThat(second.sequence()).isEqualTo(2);
            assertThat(third.sequence()).isEqualTo(2);

            final Table quotes = engine.existingTable("quotes");
            final Table trades = engine.existingTable("trades");
            quotes.upsert("a").put("bid", 1).commit();
            assertThat(engine.tables()).containsExactly("quotes", "trades");
            assertThat(quotes.count()).isEqualTo(1);
            assertThat(trades.count()).isZero();
        }
    }

    private static Ack create(final Tailrace engine, final String name) {
        final UnsafeBuffer nameBytes = new UnsafeBuffer(name.getBytes(StandardCharsets.UTF_8));
        final UnsafeBuffer keyField = new UnsafeBuffer("id".getBytes(StandardCharsets.UTF_8));
        final Ack ack = new Ack();
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
