package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.LimitException;
import io.tailrace.error.WriteRefusedException;
import io.tailrace.write.WriteError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that come up for the first time need room in a block too, and take none from the changes that bring them. */
@Timeout(60)
class NewNamesTest {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int NAMES = 100;

    @TempDir
    Path directory;

    private TailraceConfig small(int documentBytes) {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(() -> 0)
                .segmentBytes(4 * BLOCK_BYTES)
                .limits(new DocumentLimits().documentBytes(documentBytes));
    }

    /** A document of names that no other one has. */
    private static Write names(Write write, String prefix) {
        for (int i = 0; i < NAMES; i++) {
            write.put(prefix + i, i);
        }
        return write;
    }

    /** Adds documents until there is no room; how many. */
    private static int fill(Table table, Transaction transaction, int bytes, int first) {
        String text = "x".repeat(bytes);
        int added = 0;
        try {
            while (true) {
                transaction.add(table.upsert(first + added).put("text", text));
                added++;
            }
        } catch (LimitException e) {
            assertThat(e.limit()).isEqualTo("transactionBytes");
        }
        return added;
    }

    private static Map<String, Object> stored(Table table, int id) {
        Map<String, Object> found = new HashMap<>();
        table.read(id, (document, version) -> found.putAll(document.toMap()));
        return found;
    }

    @Test
    void shouldCarryOutATransactionThatFillsABlockAndBringsNewNames() {
        int documents;
        try (Tailrace engine = Tailrace.open(small(BLOCK_BYTES / 4))) {
            Table table = engine.table("t");
            Transaction transaction = engine.transaction();
            for (int id = 0; id < 10; id++) {
                transaction.add(names(table.upsert(id), "n" + id + "_"));
            }
            int large = 10 + fill(table, transaction, 4_000, 10);
            documents = large + fill(table, transaction, 1, large);
            assertThat(transaction.commit().error()).isEqualTo(WriteError.NONE);
            assertThat(engine.lastSequence()).isEqualTo(1 + documents);
        }
        try (Tailrace engine = Tailrace.open(small(BLOCK_BYTES / 4))) {
            Table table = engine.table("t");
            for (int id = 0; id < documents; id++) {
                assertThat(stored(table, id)).hasSize(id < 10 ? NAMES + 1 : 2).containsEntry("id", (long) id);
            }
        }
    }

    @Test
    void shouldReplaceADocumentThatFillsABlockTogetherWithOneOfNewNames() {
        int documentBytes = BLOCK_BYTES / 2 - 512;
        try (Tailrace engine = Tailrace.open(small(documentBytes))) {
            Table table = engine.table("t");
            table.upsert(1).put("text", "x".repeat(documentBytes - 100)).commit();
            Write write = names(table.upsert(1), "name_");
            write.put("text", "y".repeat(documentBytes - 2_100));
            assertThat(write.commit().error()).isEqualTo(WriteError.NONE);
            assertThat(stored(table, 1)).hasSize(NAMES + 2);
        }
    }

    @Test
    void shouldRememberNoNameOfATransactionThatIsRefused() {
        try (Tailrace engine = Tailrace.open(small(BLOCK_BYTES / 4))) {
            Table table = engine.table("t");
            Transaction transaction = engine.transaction();
            int documents = fill(table, transaction, 4_000, 0);
            assertThat(transaction.commit().error()).isEqualTo(WriteError.NONE);
            int known = engine.dictionary().fieldCount();
            for (int id = 0; id < documents; id++) {
                transaction.add(table.upsert(id).put("n" + id, "y".repeat(3_900)));
            }
            assertThatThrownBy(() -> transaction.commit().orThrow())
                    .isInstanceOf(WriteRefusedException.class)
                    .hasMessageContaining("reason=TRANSACTION_LIMIT");
            assertThat(engine.dictionary().fieldCount()).isEqualTo(known);
            assertThat(stored(table, 0)).containsOnlyKeys("id", "text");
        }
    }
}
