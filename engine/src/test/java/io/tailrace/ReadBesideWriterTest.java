package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine that only reads, beside one that writes into segment after segment. */
@Timeout(60)
class ReadBesideWriterTest {
    private static final int SEGMENT_BYTES = 100_000;
    private static final int DOCUMENT_BYTES = 8_192;
    private static final int MOST_LOOKS = 200;
    /** Of which some are the first of a segment. */
    private static final int WRITES = 60;

    private static final String TEXT = "x".repeat(7_000);

    @TempDir
    private Path directory;

    private int written;

    /** What shows the number in the one document there is. */
    private enum Reading {
        COUNT_AND_SCAN {
            @Override
            long number(Table table) {
                long[] number = {0};
                assertThat(table.scan((document, version) -> number[0] = document.longValue("n")))
                        .isEqualTo(1);
                return number[0];
            }
        },
        SCAN_IN_KEY_ORDER {
            @Override
            long number(Table table) {
                long[] number = {0};
                assertThat(table.scanInKeyOrder((document, version) -> number[0] = document.longValue("n")))
                        .isEqualTo(1);
                return number[0];
            }
        },
        READ_INTO_BUFFER {
            @Override
            long number(Table table) {
                DocumentBuffer buffer = table.newBuffer();
                assertThat(table.read("k", buffer)).isTrue();
                return buffer.document().longValue("n");
            }
        },
        READ_BY_FUNCTION {
            @Override
            long number(Table table) {
                return table.read("k", (Document document) -> document.longValue("n"));
            }
        },
        EXACT {
            @Override
            long number(Table table) {
                return only(table.all());
            }
        },
        EXACT_BY_KEY {
            @Override
            long number(Table table) {
                return only(table.get("k"));
            }
        },
        EXACT_IN_ORDER {
            @Override
            long number(Table table) {
                return only(table.orderBy("n", Direction.DESC));
            }
        },
        INITIAL_VALUES {
            @Override
            long number(Table table) {
                return initial(table.all());
            }
        },
        INITIAL_VALUES_IN_ORDER {
            @Override
            long number(Table table) {
                return initial(table.orderBy("n").limit(3));
            }
        };

        abstract long number(Table table);

        private static long only(Query query) {
            try (Cursor cursor = query.read()) {
                assertThat(cursor.next()).isTrue();
                long number = cursor.value().document().longValue("n");
                assertThat(cursor.next()).isFalse();
                return number;
            }
        }

        private static long initial(Query query) {
            List<Long> numbers = new ArrayList<>();
            try (Feed feed = query.changes(ChangesOptions.defaults().includeInitial())) {
                feed.poll(
                        change -> {
                            assertThat(change.kind()).isEqualTo(ChangeKind.INITIAL);
                            numbers.add(change.newVal().longValue("n"));
                        },
                        10);
            }
            assertThat(numbers).hasSize(1);
            return numbers.get(0);
        }
    }

    private Tailrace open(boolean readOnly) {
        return Tailrace.open(new TailraceConfig()
                .directory(directory.resolve("journal"))
                .segmentBytes(SEGMENT_BYTES)
                .limits(new DocumentLimits().documentBytes(DOCUMENT_BYTES).catalogueBytes(DOCUMENT_BYTES))
                .readOnly(readOnly)
                .threading(Threading.INVOKER));
    }

    private static Table indexed(Tailrace engine) {
        Table table = engine.table("t");
        table.createIndex("n");
        return table;
    }

    private Write next(Table table, Object key) {
        return table.upsert(key).put("n", written).put("text", TEXT);
    }

    private long write(Table table) {
        written++;
        return next(table, "k").commit().sequence();
    }

    /** Asks for the end alone, as often as it takes to come upon a new segment. */
    private static void see(Tailrace reader, long sequence) {
        for (int i = 0; i < MOST_LOOKS && reader.lastSequence() < sequence; i++) {}
        assertThat(reader.lastSequence()).isEqualTo(sequence);
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void shouldShowWhatItHasToldOfInWhateverSegmentItLies(Reading reading) {
        try (Tailrace engine = open(false)) {
            Table table = indexed(engine);
            write(table);
            try (Tailrace reader = open(true)) {
                Table seen = reader.existingTable("t");
                for (int round = 0; round < WRITES; round++) {
                    assertThat(seen.count()).isEqualTo(1); // comes to the end, and waits there
                    see(reader, write(table));
                    assertThat(reading.number(seen)).isEqualTo(written);
                }
            }
            assertThat(engine.info().segments()).isGreaterThan(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void shouldShowWhatWasWaitedFor(Reading reading) {
        try (Tailrace engine = open(false)) {
            Table table = indexed(engine);
            write(table);
            try (Tailrace reader = open(true)) {
                Table seen = reader.existingTable("t");
                for (int round = 0; round < WRITES; round++) {
                    assertThat(seen.count()).isEqualTo(1);
                    assertThat(reader.awaitSequence(write(table), Duration.ofSeconds(30)))
                            .isTrue();
                    assertThat(reading.number(seen)).isEqualTo(written);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reading.class)
    void shouldShowWhatAnotherThreadOfTheSameEngineHasSeen(Reading reading) throws Exception {
        try (Tailrace engine = open(false)) {
            Table table = indexed(engine);
            write(table);
            try (Tailrace reader = open(true)) {
                Table seen = reader.existingTable("t");
                for (int round = 0; round < WRITES; round++) {
                    assertThat(seen.count()).isEqualTo(1);
                    long last = write(table);
                    FutureTask<Void> seeing = new FutureTask<>(() -> see(reader, last), null);
                    new Thread(seeing, "another").start();
                    seeing.get();
                    assertThat(reading.number(seen)).isEqualTo(written);
                }
            }
        }
    }

    @Test
    void shouldNameTheSequenceWhoseStateIsRead() {
        try (Tailrace engine = open(false)) {
            Table table = indexed(engine);
            write(table);
            try (Tailrace reader = open(true)) {
                Table seen = reader.existingTable("t");
                for (int round = 0; round < WRITES; round++) {
                    assertThat(seen.count()).isEqualTo(1);
                    long last = write(table);
                    see(reader, last);
                    try (Cursor cursor = seen.read()) {
                        assertThat(cursor.sequence()).isEqualTo(last);
                    }
                    DocumentBuffer buffer = seen.newBuffer();
                    seen.read("k", buffer);
                    assertThat(buffer.version()).isEqualTo(last);
                }
            }
        }
    }

    @Test
    void shouldShowAllOfATransactionAfterARoll() {
        try (Tailrace engine = open(false)) {
            Table table = indexed(engine);
            Table other = engine.table("u");
            write(table);
            other.upsert("k").put("n", written).commit();
            try (Tailrace reader = open(true)) {
                Table seen = reader.existingTable("t");
                Query both = seen.all().union(reader.existingTable("u").all());
                for (int round = 0; round < WRITES; round++) {
                    assertThat(seen.count()).isEqualTo(1);
                    written++;
                    see(
                            reader,
                            engine.transaction()
                                    .add(next(table, "k"))
                                    .add(other.upsert("k").put("n", written))
                                    .commit()
                                    .sequence());
                    List<Long> numbers = new ArrayList<>();
                    try (Cursor cursor = both.read()) {
                        while (cursor.next()) {
                            numbers.add(cursor.value().document().longValue("n"));
                        }
                    }
                    assertThat(numbers).containsExactly((long) written, (long) written);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXACT", "EXACT_IN_ORDER"})
    void shouldDeliverInOneReadWhatWasCommittedBeforeIt(Reading reading) {
        try (Tailrace engine = open(false)) {
            Table table = indexed(engine);
            write(table);
            try (Tailrace reader = open(true);
                    Feed feed = query(reader.existingTable("t"), reading).changes(ChangesOptions.squash(true))) {
                feed.poll(change -> {}, 10); // an ordered feed begins with what there is
                for (int round = 0; round < WRITES; round++) {
                    assertThat(feed.poll(change -> {}, 10)).isZero();
                    long last = write(table);
                    see(reader, last);
                    assertThat(feed.poll(change -> assertThat(change.sequence()).isEqualTo(last), 10))
                            .isEqualTo(1);
                }
            }
        }
    }

    private static Query query(Table table, Reading reading) {
        return reading == Reading.EXACT ? table.all() : table.orderBy("n").limit(3);
    }
}
