package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.DocumentFilter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lines of a chat as they come, nested JSON of many shapes; a document for each user that follows a feed of them. */
class ChatTest extends RecordedFacts {
    private static final String USERS = "nick_docs(key nick; count,last _id)";
    private static final String CHECKSUM = "final_checksum(nick|count|lastId)";

    private Object scannedAfterReopening;
    private long linesAfterReopening;

    ChatTest() {
        super(List.of("irc/ubuntu.jsonl.gz"), List.of());
    }

    @Override
    void find(Path directory) throws IOException {
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.INVOKER);
        try (Tailrace engine = Tailrace.open(config)) {
            Table lines = engine.table("lines", "_id");
            loadLines(engine, lines);
            ChatTotals totals = new ChatTotals(engine);
            try (Feed feed = lines.changes(EventCounts.everything())) {
                EventCounts.drain(feed, totals);
            }
            found().putAll(totals.facts(lines::exists));
            assertThat(lines.count()).isEqualTo(found().get("docs"));
            found(
                    "docs_with_text_containing_'sudo'",
                    added(lines, line -> line.string("text").contains("sudo")));
            found(USERS, users(engine, lines));
        }
        try (Tailrace engine = Tailrace.open(config)) {
            scannedAfterReopening = new ChatUsers(engine).scanned();
            linesAfterReopening = engine.existingTable("lines").count();
        }
    }

    private static void loadLines(Tailrace engine, Table table) throws IOException {
        WritesInFlight<String> writes = new WritesInFlight<>(engine, (line, ack) -> {});
        try (BufferedReader lines = Recordings.lines("irc/ubuntu.jsonl.gz")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writes.commit(table.insert().json(line), line);
            }
        }
        writes.drain();
    }

    private static long added(Table table, DocumentFilter filter) {
        return EventCounts.of(table.filter(filter).changes(EventCounts.everything()))
                .added();
    }

    private static Map<String, Object> users(Tailrace engine, Table lines) {
        ChatUsers users = new ChatUsers(engine);
        ChatUsers.Copy copy = new ChatUsers.Copy();
        try (Feed written = lines.filter(line -> !line.stringEquals("kind", "system"))
                        .changes(EventCounts.everything());
                Feed feed = users.table().changes(ChangesOptions.squash(false))) {
            while (written.poll(users, 10_000) > 0) {
                EventCounts.drain(feed, copy);
            }
        }
        assertThat(copy.counts().all()).isEqualTo(users.updates());
        assertThat(copy.counts().added()).isEqualTo(users.table().count()).isEqualTo(copy.size());
        assertThat(users.scanned()).isEqualTo(copy.checksum());

        Feed often = users.table().filter(user -> user.longValue("count") >= 50).changes(EventCounts.everything());
        Map<String, Object> found = new HashMap<>();
        found.put("docs", users.table().count());
        found.put("updates", copy.counts().all());
        found.put("top5", copy.top(5));
        found.put("filters", Map.of("count>=50", EventCounts.of(often).facts()));
        found.put(CHECKSUM, copy.checksum());
        return found;
    }

    @Test
    void shouldHoldTheSameUsersAfterACleanClose() {
        assertThat(scannedAfterReopening)
                .isEqualTo(Facts.section(facts(), USERS).get(CHECKSUM));
        assertThat(linesAfterReopening).isEqualTo(facts().get("docs"));
    }
}
