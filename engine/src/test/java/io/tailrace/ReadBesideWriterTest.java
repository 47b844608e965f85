package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine that only reads, beside one that writes into segment after segment. */
@Timeout(60)
class ReadBesideWriterTest {
    private static final int SEGMENT_BYTES = 16 << 20;
    private static final int MOST_LOOKS = 200;
    /** Of a million bytes each: some are the first of a segment. */
    private static final int WRITES = 40;

    @TempDir
    private Path directory;

    private final String text = "x".repeat(1_000_000);
    private int written;

    private Tailrace open(boolean readOnly) {
        return Tailrace.open(new TailraceConfig()
                .directory(directory.resolve("journal"))
                .segmentBytes(SEGMENT_BYTES)
                .readOnly(readOnly)
                .threading(Threading.INVOKER));
    }

    private long write(Table table) {
        return table.upsert("k").put("n", ++written).put("text", text).commit().sequence();
    }

    /** Asks for the end alone, as often as it takes to come upon a new segment. */
    private static void see(Tailrace reader, long sequence) {
        for (int i = 0; i < MOST_LOOKS && reader.lastSequence() < sequence; i++) {}
        assertThat(reader.lastSequence()).isEqualTo(sequence);
    }

    @Test
    void shouldShowWhatItHasToldOfInWhateverSegmentItLies() {
        try (Tailrace engine = open(false)) {
            Table table = engine.table("t");
            write(table);
            try (Tailrace reader = open(true)) {
                Table seen = reader.existingTable("t");
                for (int round = 0; round < WRITES; round++) {
                    assertThat(seen.count()).isEqualTo(1); // comes to the end, and waits there
                    see(reader, write(table));
                    int last = written;
                    seen.scan((document, version) ->
                            assertThat(document.longValue("n")).as("scan").isEqualTo(last));
                    try (Cursor cursor = seen.read()) {
                        assertThat(cursor.sequence()).isEqualTo(reader.lastSequence());
                        assertThat(cursor.next()).isTrue();
                        assertThat(cursor.value().document().longValue("n"))
                                .as("read")
                                .isEqualTo(last);
                        assertThat(cursor.next()).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void shouldDeliverInOneReadWhatWasCommittedBeforeIt() {
        try (Tailrace engine = open(false)) {
            Table table = engine.table("t");
            write(table);
            try (Tailrace reader = open(true);
                    Feed feed = reader.existingTable("t").changes(ChangesOptions.squash(true))) {
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
}
