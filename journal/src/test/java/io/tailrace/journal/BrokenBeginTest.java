package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a block or a segment that could not be begun costs nothing that was committed. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class BrokenBeginTest {
    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();

    /** What the store does last with a block that it begins is to wrap it. */
    private static final class Breaking extends UnsafeBuffer {
        private boolean armed;

        Breaking() {
            super(0, 0);
        }

        @Override
        public void wrap(long address, int length) {
            if (armed) {
                throw new IllegalStateException("planted");
            }
            super.wrap(address, length);
        }
    }

    private ChronicleBlockStore store(Path directory) {
        JournalConfig config = BlockStoreTest.small();
        ForceOrder order = new ForceOrder(directory, config.disk());
        return new ChronicleBlockStore(new SegmentFiles(directory), 1, 0, config, order, Fence.NONE, null);
    }

    private static void breakBegin(ChronicleBlockStore store) {
        Breaking broken = new Breaking();
        broken.armed = true;
        assertThatThrownBy(() -> store.begin(broken, 8)).hasMessage("planted");
    }

    @Test
    void shouldCloseAStoreWhoseBlockWasBegunInPart() {
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        try (ChronicleBlockStore store = store(base)) {
            store.begin(block, 8);
            block.putLong(0, 1);
            store.commit(8);
            breakBegin(store);
        }
        BlockCursor cursor = new SegmentFiles(base).cursor();
        assertThat(cursor.next(block)).isTrue();
        assertThat(block.getLong(0)).isEqualTo(1);
        assertThat(cursor.next(block)).isFalse();
    }

    @Test
    void shouldTakeASegmentAwayThatGotNoBlock() {
        ChronicleBlockStore store = store(base);
        breakBegin(store);
        store.close();
        assertThat(store.lastSegment()).isZero();
        assertThat(base.resolve(SegmentFiles.fileName(1))).doesNotExist();
    }

    @Test
    void shouldFailForGoodAndKeepWhatIsThereWhereASegmentCannotBeBegun() throws IOException {
        Path directory = base.resolve("journal");
        Path second = directory.resolve(SegmentFiles.fileName(2));
        long last;
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            JournalAppender appender = journal.appender();
            Files.createDirectory(second);
            assertThatThrownBy(() -> fixture.write(appender, 10_000, 5)).isInstanceOf(JournalException.class);
            Files.delete(second);
            last = journal.lastSequence();
            assertThatThrownBy(() -> appender.open(0))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("must be opened anew");
        }
        assertThat(Journal.verify(directory).defects()).isEmpty();
        assertThat(Journal.verify(directory).notes()).isEmpty();
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            long[] count = new long[1];
            Recovery recovery = journal.recover(change -> JournalFixture.check(change, ++count[0]));
            assertThat(recovery.notes()).isEmpty();
            assertThat(count[0]).isEqualTo(last).isGreaterThan(100);
            fixture.write(journal.appender(), 100, 5);
        }
        assertThat(Journal.verify(directory).lastSequence()).isEqualTo(last + 100);
    }
}
