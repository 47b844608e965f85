package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.LimitException;
import io.tailrace.expression.Expression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each segment begins with stays a small part of it, whatever names and shapes the documents have. */
@Timeout(60)
class CatalogueBoundTest {
    private static final int SEGMENT_BYTES = 256 << 10;
    private static final int FIELDS = 300;

    @TempDir
    Path directory;

    private TailraceConfig small(int segmentBytes) {
        return new TailraceConfig()
                .directory(directory.resolve("journal"))
                .threading(Threading.INVOKER)
                .clock(() -> 0)
                .segmentBytes(segmentBytes)
                .limits(new DocumentLimits().documentBytes(segmentBytes / 16));
    }

    /** All documents have 300 fields, each one another one of 320 left out: 600 shapes of 600 bytes. */
    private static void write(Table table, int from, int to) {
        for (int id = from; id < to; id++) {
            Write write = table.upsert(id);
            for (int field = 0; field < FIELDS; field++) {
                write.put("f" + (field + (field < id % FIELDS ? 0 : id / FIELDS + 1)), id);
            }
            assertThat(write.commit().error()).isEqualTo(io.tailrace.write.WriteError.NONE);
        }
    }

    private static void check(Table table, int count) {
        for (int id = 0; id < count; id++) {
            int number = id;
            boolean[] met = new boolean[1];
            table.read(id, (document, version) -> {
                met[0] = true;
                assertThat(document.toMap()).hasSize(FIELDS + 1).containsEntry("id", (long) number);
            });
            assertThat(met[0]).isTrue();
        }
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".cq4")).count();
        }
    }

    @Test
    void shouldBeginNoSegmentForEachCommitWhenShapesAreMany() throws IOException {
        try (Tailrace engine = Tailrace.open(small(SEGMENT_BYTES))) {
            write(engine.table("t"), 0, 600);
            check(engine.table("t"), 600);
            assertThat(engine.dictionary().bytes()).isBetween(SEGMENT_BYTES / 8 - 2_000, SEGMENT_BYTES / 8);
        }
        long before = segments();
        assertThat(before).isBetween(2L, 30L);
        try (Tailrace engine = Tailrace.open(small(SEGMENT_BYTES))) {
            write(engine.table("t"), 600, 700);
            check(engine.table("t"), 700);
        }
        assertThat(segments()).isBetween(before, before + 6);
    }

    @Test
    void shouldOpenTheJournalOfLargerSegmentsOnlyWhereItsCatalogueLeavesRoom() throws IOException {
        try (Tailrace engine = Tailrace.open(small(8 * SEGMENT_BYTES))) {
            write(engine.table("t"), 0, 400);
        }
        assertThatThrownBy(() -> Tailrace.open(small(SEGMENT_BYTES)))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("limit=catalogueBytes")
                .hasMessageContaining("this journal needs segmentBytes=");
        long before = segments();
        try (Tailrace engine = Tailrace.open(small(4 * SEGMENT_BYTES))) {
            write(engine.table("t"), 400, 500);
            check(engine.table("t"), 500);
        }
        assertThat(segments()).isBetween(before, before + 4);
    }

    @Test
    void shouldRefuseDefinitionsThatWouldFillTheSegments() {
        TailraceConfig config = small(SEGMENT_BYTES);
        try (Tailrace engine = Tailrace.open(config)) {
            Table table = engine.table("t");
            String half = "row.f == '" + "x".repeat(SEGMENT_BYTES / 16) + "'";
            table.createIndex("first", Expression.parse(half));
            assertThatThrownBy(() -> table.createIndex("second", Expression.parse(half)))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("limit=definitionBytes")
                    .hasMessageContaining("maximum=32768 table=t index=second, raise segmentBytes");
            table.createIndex("third", Expression.parse("row.f"));
            assertThatThrownBy(() -> tables(engine))
                    .isInstanceOf(LimitException.class)
                    .hasMessageContaining("limit=definitionBytes")
                    .hasMessageContaining("table=t");
            table.upsert(1).put("f", 2).commit();
        }
        try (Tailrace engine = Tailrace.open(small(SEGMENT_BYTES))) {
            assertThat(engine.table("t").indexes()).containsExactly("first", "third");
        }
    }

    private static void tables(Tailrace engine) {
        for (int i = 0; i < 1_000; i++) {
            engine.table("t" + i);
        }
    }
}
