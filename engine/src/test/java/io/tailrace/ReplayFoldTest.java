package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.index.IndexMemory;
import io.tailrace.index.IndexWalk;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.testing.Seeds;
import io.tailrace.write.LiveTable;
import io.tailrace.write.LiveTables;
import io.tailrace.write.TableReplay;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A replay that applies of each key the last change of a stretch comes to the same as one that applies them all. */
@Timeout(120)
class ReplayFoldTest {
    private static final int WRITES = 6_000;
    private static final int TABLES = 3;
    private static final int SEGMENT_BYTES = 256 << 10;
    private static final DocumentLimits LIMITS = new DocumentLimits().documentBytes(1_024);
    private static final int[] STRETCHES = {1, 15, 16, 17, 1_000, 1 << 20};

    @TempDir
    Path directory;

    private final Random random = Seeds.random(ReplayFoldTest.class);

    @Test
    void shouldComeToTheSameAsOneThatAppliesAllChanges() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .limits(LIMITS)
                .threading(Threading.INVOKER))) {
            for (int i = 0; i < WRITES; i++) {
                write(engine);
            }
        }
        TreeMap<String, String> all = content(0);
        assertThat(all).hasSizeGreaterThan(100);
        for (int most : STRETCHES) {
            assertThat(content(most)).as("most=" + most).isEqualTo(all);
        }
    }

    private void write(Tailrace engine) {
        String name = "t" + random.nextInt(TABLES);
        if (random.nextInt(WRITES / 5) == 0) {
            engine.table(name);
            engine.dropTable(name);
            return;
        }
        Table table = engine.table(name);
        Object key = key();
        if (random.nextInt(5) == 0) {
            table.delete(key).commit();
        } else {
            table.upsert(key).put("n", random.nextInt()).put("s", text(80)).commit();
        }
    }

    /** Encoded they have two bytes, and up to many more than a slot has room for; some differ in the last one only. */
    private Object key() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextBoolean();
            case 1 -> random.nextInt(200) / 2.0;
            case 2 -> "x".repeat(random.nextInt(40)) + (char) ('a' + random.nextInt(3));
            default -> text(2);
        };
    }

    private String text(int bound) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(bound); length >= 0; length--) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    /** What a replay comes to that folds so many changes at most, or none where they are 0. */
    private TreeMap<String, String> content(int most) {
        TreeMap<String, String> content = new TreeMap<>();
        JournalConfig config = new JournalConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .largestBlockBytes(SEGMENT_BYTES / 4)
                .limits(LIMITS);
        try (Journal journal = Journal.open(config)) {
            LiveTables tables = new LiveTables(new IndexMemory(), journal.hashSeed());
            TableReplay replay = new TableReplay(journal, tables);
            assertThat(journal.recover(most == 0 ? replay : replay.folding(most))
                            .segments())
                    .isGreaterThan(1);
            replay.finish();
            for (LiveTable table : tables.all()) {
                IndexWalk walk = table.index().walk();
                while (walk.next()) {
                    byte[] key = new byte[walk.entry().keyLength()];
                    walk.entry().buffer().getBytes(walk.entry().keyOffset(), key);
                    byte[] document = new byte[walk.entry().docLength()];
                    walk.entry().buffer().getBytes(walk.entry().docOffset(), document);
                    content.put(
                            table.name() + " " + HexFormat.of().formatHex(key),
                            walk.entry().sequence() + " " + HexFormat.of().formatHex(document));
                }
            }
        }
        return content;
    }
}
