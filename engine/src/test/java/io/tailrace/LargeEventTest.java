package io.tailrace;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps after {@code changes} make values of two documents, each of which may be as large as a document may be. */
@Timeout(60)
class LargeEventTest {
    private static final int DOCUMENT_BYTES = 1_024;
    private static final int TEXT_BYTES = DOCUMENT_BYTES - 100;

    private static void deliver(Feed feed, List<String> events) {
        try (feed) {
            feed.poll(change -> events.add(change.value().toString()), 10);
        }
    }

    @Test
    void shouldMakeValuesOfBothDocuments() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .limits(new DocumentLimits().documentBytes(DOCUMENT_BYTES)))) {
            Table table = engine.table("t");
            table.upsert("x").put("text", "a".repeat(TEXT_BYTES)).commit();
            table.upsert("x").put("text", "b".repeat(TEXT_BYTES)).commit();
            ChangesOptions all = ChangesOptions.squash(false).fromStart();
            List<String> events = new ArrayList<>();

            deliver(table.changes(all).merge(Map.of("seen", true)).skip(1), events);
            deliver(table.changes(all).skip(1).map(oldVal("text").add(newVal("text"))), events);

            assertThat(events).hasSize(2);
            assertThat(events.get(0)).contains("aa", "bb", "\"seen\":true").hasSizeGreaterThan(2 * TEXT_BYTES);
            assertThat(events.get(1)).isEqualTo("\"" + "a".repeat(TEXT_BYTES) + "b".repeat(TEXT_BYTES) + "\"");
        }
    }
}
