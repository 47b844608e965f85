package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.error.EngineException;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

    private DocumentUpdate counting(Consumer<Table> writing) {
        return (Document current, DocumentWriter next) -> {
            runs++;
            writing.accept(table);
            next.put("n", runs);
            return true;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upsert",
                "equal key",
                "delete",
                "update",
                "no key yet",
                "in flight",
                "compute",
                "deeper",
                "transaction",
                "transaction in flight",
                "transaction begun before",
                "transaction not waited for",
                "command",
                "exact command",
                "command with a function",
                "deleting all"
            })
    void shouldRefuseAFunctionThatWritesTheDocumentItComputes(String way) {
        table.upsert(1).put("n", 0).commit();
        long before = engine.lastSequence();
        Consumer<Table> writing = writing(way);
        assertThatThrownBy(() -> table.compute(1, counting(writing)))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("document is being computed by the function that writes it: table=t key=1");
        assertThat(runs).isEqualTo(1);
        assertThat(engine.lastSequence()).isEqualTo(before);
        assertThat(table.compute(1, counting(of -> {})).outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(table.upsert(1).put("n", -1).commit().outcome()).isEqualTo(Outcome.REPLACED);
    }

    private Consumer<Table> writing(String way) {
        Transaction transaction =
                engine.transaction().add(table.upsert(2)).add(table.upsert(1).put("n", -1));
        Commands commands = table.commands();
        return switch (way) {
            case "upsert" -> of -> of.upsert(1).put("n", runs).commit();
            case "equal key" -> of -> of.upsert((Object) 1.0).put("n", runs).commit();
            case "delete" -> of -> of.delete(1).commit();
            case "update" -> of -> of.update(1).put("n", runs).commit();
            case "no key yet" -> of -> of.upsert().put("id", 1).put("n", runs).commit();
            case "in flight" -> of -> of.upsert(1).put("n", runs).commit(new Ack());
            case "compute" -> of -> of.compute(1, (current, next) -> true);
            case "deeper" ->
                of -> of.compute(2, (current, next) -> {
                    of.upsert(1).commit();
                    return true;
                });
            case "transaction" -> of -> engine.transaction().add(of.delete(1)).commit();
            case "transaction in flight" ->
                of -> engine.transaction().add(of.delete(1)).commit(new Ack());
            case "transaction begun before" -> of -> transaction.commit();
            case "transaction not waited for" -> of -> transaction.commit(Acknowledgement.RECEIVED);
            case "command" -> of -> commands.update(1, Map.of("n", runs));
            case "exact command" ->
                of -> commands.returnChanges(ReturnChanges.ALWAYS).delete(1);
            case "command with a function" ->
                of -> commands.conflict((key, oldVal, newVal) -> newVal).insert(List.of(Map.of("id", 1)));
            default -> of -> commands.deleteAll();
        };
    }

    @Test
    void shouldKeepATransactionThatWritesTheComputedDocumentUntilThatIsDone() {
        Transaction transaction = engine.transaction();
        table.compute(1, counting(of -> transaction.add(of.update(1).put("more", true))));
        assertThat(transaction.commit().outcome()).isEqualTo(Outcome.REPLACED);
        assertThat(table.<Map<String, Object>>read(1, Document::toMap))
                .isEqualTo(Map.of("id", 1L, "n", 1L, "more", true));
    }

    @Test
    void shouldNameAKeyOfAnyTypeThatIsBeingComputed() {
        List<Object> key = List.of("a", new byte[] {0, 1, -1});
        assertThatThrownBy(
                        () -> table.compute(key, counting(of -> of.delete(key).commit())))
                .hasMessageContaining("table=t key=[\"a\",{\"$reql_type$\":\"BINARY\",\"data\":\"AAH/\"}], ");
    }

    @Test
    void shouldLetAFunctionWriteOtherDocuments() {
        Table other = engine.table("other");
        Ack ack = table.compute(1, counting(of -> {
            of.upsert(2).commit();
            other.upsert(1).commit();
            of.compute(3, (current, next) -> true);
            engine.transaction().add(other.upsert(2)).add(of.delete(4)).commit();
            of.commands().insert(List.of(Map.of("id", 5)));
        }));
        assertThat(ack.outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(runs).isEqualTo(1);
        assertThat(table.count()).isEqualTo(4);
        assertThat(other.count()).isEqualTo(2);
    }

    @Test
    void shouldEndWhereTheDocumentChangesEachTime() {
        DocumentUpdate update =
                counting(of -> elsewhere(() -> of.upsert(1).put("other", runs).commit()));
        assertThatThrownBy(() -> table.compute(1, update))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("document has changed each time it was computed: table=t key=1 times=10000");
        assertThat(runs).isEqualTo(Recomputing.MOST);
    }

    @Test
    void shouldEndACommandWhoseDocumentChangesEachTime() {
        table.upsert(1).put("n", 0).commit();
        ConflictFunction function = (key, oldVal, newVal) -> {
            elsewhere(() -> table.upsert(1).put("n", ++runs).commit());
            return newVal;
        };
        assertThatThrownBy(() -> insertOne(function))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("table=t key=1 times=10000");
        assertThat(runs).isEqualTo(Recomputing.MOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"upsert", "delete", "compute", "transaction", "transaction begun before", "command", "deeper"})
    void shouldRefuseAFunctionOfACommandThatWritesItsDocument(String way) {
        table.upsert(1).put("n", 0).commit();
        long before = engine.lastSequence();
        Consumer<Table> writing = writing(way);
        ConflictFunction function = (key, oldVal, newVal) -> {
            runs++;
            writing.accept(table);
            return newVal;
        };
        assertThatThrownBy(() -> insertOne(function))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("document is being computed by the function that writes it: table=t key=1");
        assertThat(runs).isEqualTo(1);
        assertThat(engine.lastSequence()).isEqualTo(before);
        assertThat(insertOne((key, oldVal, newVal) -> newVal).replaced()).isEqualTo(1);
    }

    private WriteResult insertOne(ConflictFunction function) {
        return table.commands().conflict(function).insert(List.of(Map.of("id", 1, "n", -1)));
    }

    private static void elsewhere(Runnable writing) {
        CompletableFuture.runAsync(writing).join();
    }
}
