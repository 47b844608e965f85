package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.AllocationMeter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what lies after the end of a segment is looked at however long the file is, in little memory. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SegmentTailTest {
    private static final long FAR = (1L << 31) - (2 << 20);
    private static final long TERABYTE = 1L << 40;

    @TempDir
    Path base;

    private Path closed;
    private CrashImage killed;

    @BeforeEach
    void write() throws IOException {
        closed = base.resolve("closed");
        try (Journal journal = Journal.open(JournalFixture.small(closed))) {
            journal.recover(JournalFixture.IGNORE);
            new JournalFixture().write(journal.appender(), 20, 2);
            killed = CrashImage.of(closed, base.resolve("killed"));
        }
    }

    private static void put(Path file, long at, byte[] bytes) throws IOException {
        JournalFixture.small(null).disk().write(file, ByteBuffer.wrap(bytes), at);
    }

    @Test
    void shouldRefuseBytesFarBeyondASeal() throws IOException {
        put(closed.resolve(SegmentFiles.fileName(1)), FAR, new byte[] {1});
        assertThat(Journal.verify(closed).defects()).singleElement().satisfies(defect -> {
            assertThat(defect.offset()).isEqualTo(FAR);
            assertThat(defect.what()).contains("not zero");
        });
        try (Journal journal = Journal.open(JournalFixture.small(closed))) {
            assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining("not zero");
        }
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void shouldRefuseASegmentByItsLengthWhereThatCannotBe() throws IOException {
        lengthen(closed.resolve(SegmentFiles.fileName(1)), TERABYTE);
        assertRefused(closed);
        lengthen(killed.segment(1), TERABYTE);
        assertRefused(killed.directory);
    }

    private static void lengthen(Path file, long length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    private static void assertRefused(Path directory) {
        String what = "file is longer than any segment: length=" + TERABYTE;
        assertThat(Journal.verify(directory).defects()).singleElement().satisfies(defect -> {
            assertThat(defect.offset()).isEqualTo(SegmentMap.LARGEST);
            assertThat(defect.what()).contains(what);
        });
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContaining(what);
        }
    }

    @Test
    void shouldLookForSoundBlocksAfterDamageInLittleMemory() throws IOException {
        killed.putWord(1, killed.frames(1).get(5), 0);
        assertThat(Journal.verify(killed.directory).defects()).hasSize(1);
        put(killed.segment(1), FAR, new byte[] {1});
        long before = AllocationMeter.allocated();
        long directBefore = direct();
        assertThat(Journal.verify(killed.directory).defects())
                .singleElement()
                .extracting(VerifyReport.Defect::what)
                .asString()
                .contains("a sound block lies after the end");
        assertThat(AllocationMeter.allocated() - before).isLessThan(8 << 20);
        assertThat(direct() - directBefore).isLessThan(40 << 20);
    }

    @Test
    void shouldFindASoundBlockWhereverItBegins() throws IOException {
        FrameWalk walk = new FrameWalk(SegmentMap.open(killed.segment(1)));
        assertThat(walk.next() && walk.next()).isTrue();
        byte[] block = new byte[walk.blockLength()];
        SegmentMap.open(killed.segment(1)).buffer().getBytes((int) walk.blockStart(), block);
        long id = FormatFile.read(closed, null).journalId();
        for (long at : new long[] {0, 40, 16 << 20, (16 << 20) - 8, (16 << 20) + 40, 2 * (16 << 20) + 8}) {
            Path file = Files.createFile(base.resolve("at" + at));
            long begin = 4_096 + at;
            put(file, begin, block);
            long end = SegmentTail.dirtyEnd(file, 4_096);
            assertThat(end).isBetween(begin + 1, begin + block.length);
            assertThat(SegmentTail.findSound(file, 4_096, end, id, 1)).isEqualTo(begin);
            assertThat(SegmentTail.findSound(file, begin + 1, end, id, 1)).isEqualTo(TailScan.NONE);
            assertThat(SegmentTail.findSound(file, 4_096, end, id + 1, 1)).isEqualTo(TailScan.NONE);
        }
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
