package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.error.EngineException;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Computations that write: other documents as they like, their own not at all. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ComputeTest {
    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER));
    private final Table table = engine.table("t");
    private int runs;

    @AfterEach
    void close() {
        engine.close();
    }

    private DocumentUpdate counting(final Consumer<Table> writing) {
        return (final Document current, final DocumentWriter next) -> {
            runs++;
            writing.accept(table);
            next.put("n", runs);
            return true;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "equal key", "delete", "update", "no key yet", "in flight", "compute", "deeper"})
    void shouldRefuseAFunctionThatWritesTheDocumentItComputes(final String way) {
        table.upsert(1).put("n", 0).commit();
        final long before = engine.lastSequence();
        final Consumer<Table> writing = of -> {
            switch (way) {
                case "upsert" -> of.upsert(1).put("n", runs).commit();
                case "equal key" -> of.upsert((Object) 1.0).put("n", runs).commit();
                case "delete" -> of.delete(1).commit();
                case "update" -> of.update(1).put("n", runs).commit();
                case "no key yet" -> of.upsert().put("id", 1).put("n", runs).commit();
                case "in flight" -> of.upsert(1).put("n", runs).commit(new Ack());
                case "compute" -> of.compute(1, (current, next) -> true);
                default ->
                    of.compute(2, (current, next) -> {
                        of.upsert(1).commit();
                        return true;
                    });
            }
        };
        assertThatThrownBy(() -> table.compute(1, counting(writing)))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("document is being computed by the function that writes it: table=t key=1");
        assertThat(runs).isEqualTo(1);
        assertThat(engine.lastSequence()).isEqualTo(before);
        assertThat(table.compute(1, counting(of -> {})).outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(table.upsert(1).put("n", -1).commit().outcome()).isEqualTo(Outcome.REPLACED);
    }

    @Test
    void shouldLetAFunctionWriteOtherDocuments() {
        final Table other = engine.table("other");
        final Ack ack = table.compute(1, counting(of -> {
            of.upsert(2).commit();
            other.upsert(1).commit();
            of.compute(3, (current, next) -> true);
        }));
        assertThat(ack.outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(runs).isEqualTo(1);
        assertThat(table.count()).isEqualTo(3);
        assertThat(other.count()).isEqualTo(1);
    }

    @Test
    void shouldEndWhereTheDocumentChangesEachTime() {
        final DocumentUpdate update = counting(of -> {
            final Transaction transaction = engine.transaction();
            transaction.add(of.upsert(1).put("other", runs));
            transaction.commit();
        });
        assertThatThrownBy(() -> table.compute(1, update))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("document has changed each time it was computed: table=t key=1 times=10000");
        assertThat(runs).isEqualTo(Recomputing.MOST);
    }

    @Test
    void shouldEndACommandWhoseFunctionWritesItsDocument() {
        table.upsert(1).put("n", 0).commit();
        final ConflictFunction function = (key, oldVal, newVal) -> {
            table.upsert(1).put("n", ++runs).commit();
            return newVal;
        };
        assertThatThrownBy(() -> table.commands().conflict(function).insert(List.of(Map.of("id", 1, "n", -1))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("table=t key=1 times=10000");
        assertThat(runs).isEqualTo(Recomputing.MOST);
    }
}
