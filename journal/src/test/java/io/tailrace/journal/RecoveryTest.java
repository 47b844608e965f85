package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CorruptJournalException;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the files of a writer that died, and of damaged ones. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
class RecoveryTest {
    private static final int CHANGES = 900;
    private static final int PER_BLOCK = 9;

    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();

    /** Of a writer that died in its second segment and had never forced anything but the empty journal. */
    private CrashImage crash() throws IOException {
        return crash(false);
    }

    /** Of one that has forced everything. */
    private CrashImage crashForced() throws IOException {
        return crash(true);
    }

    private CrashImage crash(boolean forced) throws IOException {
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), CHANGES, PER_BLOCK);
            assertThat(journal.info().segments()).isEqualTo(2);
            if (forced) {
                journal.force();
            }
            return CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
    }

    private Recovery recover(CrashImage image, long expected) {
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            long[] count = new long[1];
            Recovery recovery = journal.recover(change -> JournalFixture.check(change, ++count[0]));
            assertThat(count[0]).isEqualTo(expected);
            assertThat(journal.lastSequence()).isEqualTo(expected);
            JournalReader early = journal.reader(Math.max(1, expected - 20));
            fixture.write(journal.appender(), 500, 4);
            while (early.next()) {
                JournalFixture.check(early, early.sequence());
            }
            assertThat(early.position()).isEqualTo(expected + 500);
            assertReplayed(journal, expected + 500);
            return recovery;
        } finally {
            assertThat(Journal.verify(image.directory).defects()).isEmpty();
        }
    }

    private void assertReplayed(Journal journal, long expected) {
        JournalReader reader = journal.reader(1);
        for (long sequence = 1; sequence <= expected; sequence++) {
            assertThat(reader.next()).isTrue();
            JournalFixture.check(reader, sequence);
        }
        assertThat(reader.next()).isFalse();
    }

    private void assertRefused(CrashImage image, int segment, String what) {
        for (int attempt = 0; attempt < 2; attempt++) {
            try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
                assertThatThrownBy(() -> journal.recover(JournalFixture.IGNORE))
                        .isInstanceOf(CorruptJournalException.class)
                        .hasMessageContaining(image.segment(segment).toString())
                        .hasMessageContaining(what)
                        .hasMessageContaining("restore it from a copy");
            }
        }
    }

    @Test
    void shouldFindEverythingAfterAKill() throws IOException {
        Recovery recovery = recover(crash(), CHANGES);
        assertThat(recovery.notes()).isEmpty();
        assertThat(recovery.segments()).isEqualTo(2);
        assertThat(recovery.changes()).isEqualTo(CHANGES);
        assertThat(recovery.cutFile()).isNull();
    }

    @Test
    void shouldCutATornLastBlockAndReportIt() throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        long last = frames.get(frames.size() - 2);
        image.flip(2, last + 200, 3);
        Recovery recovery = recover(image, CHANGES - PER_BLOCK);
        assertThat(recovery.cutBytes()).isPositive();
        assertThat(recovery.cutFile()).isEqualTo(image.segment(2).toString());
        assertThat(recovery.cutOffset()).isEqualTo(last);
        assertThat(recovery.notes()).hasSize(1).first().asString().contains("checksum differs");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x80000000, 0xC0000000, 0x00000008, 0x3FFFFFF0, 0x40000040, 0x80001000})
    void shouldTakeInALastBlockWhoseFrameWordWasLost(int word) throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        long last = frames.get(frames.size() - 2);
        image.putWord(2, last, word);
        Recovery recovery = recover(image, CHANGES);
        assertThat(recovery.notes()).isNotEmpty();
    }

    @Test
    void shouldLetAReaderOfAnotherProcessFollowTheFileThatRecoveryMadeAnew() throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        long last = frames.get(frames.size() - 2);
        image.putWord(2, last, 0x80000000);
        image.flip(2, last + 200, 3);
        try (Journal beside = Journal.openReadOnly(JournalFixture.small(image.directory))) {
            JournalReader reader = beside.reader(1);
            while (reader.next()) {
                JournalFixture.check(reader, reader.sequence());
            }
            assertThat(reader.position()).isEqualTo(CHANGES - PER_BLOCK);
            recover(image, CHANGES - PER_BLOCK);
            long sequence = reader.position();
            while (sequence < CHANGES - PER_BLOCK + 500) {
                if (reader.next()) {
                    JournalFixture.check(reader, ++sequence);
                }
            }
            while (beside.lastSequence() < sequence) {
                Thread.onSpinWait();
            }
            assertThat(beside.lastSequence()).isEqualTo(sequence);
        }
    }

    @Test
    void shouldLearnFromATakenInBlockWithoutChanges() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 2);
            journal.appender().open(0);
            journal.appender().table(0, "quotes", "id");
            journal.appender().commit();
            image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
        List<Long> frames = image.frames(1);
        image.putWord(1, frames.get(frames.size() - 2), 0x80000000);
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).notes()).hasSize(1);
            assertThat(journal.tables().idOf("quotes")).isZero();
            assertThat(journal.lastSequence()).isEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x80000000, 0xC0000000, 0x00000008, 0x3FFFFFF0, 0x40000040, 0x80001000})
    void shouldRefuseDamagedFrameWordsWithBlocksAfterThem(int word) throws IOException {
        CrashImage image = crashForced();
        List<Long> frames = image.frames(2);
        image.putWord(2, frames.get(frames.size() / 2), word);
        assertRefused(image, 2, "");
    }

    @Test
    void shouldRefuseADamagedBlockWithSoundOnesAfterIt() throws IOException {
        CrashImage image = crashForced();
        List<Long> frames = image.frames(2);
        image.flip(2, frames.get(frames.size() / 2) + 100, 0);
        assertRefused(image, 2, "checksum differs");
    }

    @Test
    void shouldReadWhatIsBeforeDamageAndTellWhoeverGetsThere() throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        image.flip(2, frames.get(frames.size() / 2) + 100, 0);
        try (Journal journal =
                Journal.openReadOnly(JournalFixture.small(image.directory).readOnly(true))) {
            assertThatThrownBy(journal::lastSequence).isInstanceOf(CorruptJournalException.class);
            JournalReader reader = journal.reader(1);
            long[] last = new long[1];
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> {
                            while (reader.next()) {
                                JournalFixture.check(reader, ++last[0]);
                            }
                        })
                        .isInstanceOf(CorruptJournalException.class)
                        .hasMessageContaining("checksum differs");
            }
            assertThat(last[0]).isBetween(CHANGES / 2L, (long) CHANGES);
        }
    }

    @Test
    void shouldRefuseDamageInAnEarlierSegmentEvenAtItsEnd() throws IOException {
        CrashImage image = crashForced();
        List<Long> frames = image.frames(1);
        image.flip(1, frames.get(frames.size() - 2) + 100, 0);
        assertRefused(image, 1, "checksum differs");
        try (Journal journal =
                Journal.openReadOnly(JournalFixture.small(image.directory).readOnly(true))) {
            JournalReader reader = journal.reader(1);
            assertThatThrownBy(() -> {
                        while (reader.next()) {
                            JournalFixture.check(reader, reader.sequence());
                        }
                    })
                    .isInstanceOf(CorruptJournalException.class);
            assertThat(reader.position()).isGreaterThan(300);
        }
    }

    @Test
    void shouldRefuseWhereASegmentIsMissing() throws IOException {
        CrashImage image = crashForced();
        Files.delete(image.segment(1));
        assertRefused(image, 1, "segment is missing");
    }

    @Test
    void shouldRefuseAFlippedByteInASealedJournal() throws IOException {
        crash();
        CrashImage image = CrashImage.of(base.resolve("live"), base.resolve("sealed"));
        List<Long> frames = image.frames(2);
        image.flip(2, frames.get(frames.size() - 2) + 100, 0);
        assertRefused(image, 2, "checksum differs");
    }

    @Test
    void shouldRemoveWhatWasBeingComposed() throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        long end = frames.get(frames.size() - 1);
        ByteBuffer garbage = ByteBuffer.allocate(20_000);
        new SplittableRandom(1).nextBytes(garbage.array());
        image.put(2, ExcerptDescriptor.blockPosition(end), garbage);
        Recovery recovery = recover(image, CHANGES);
        assertThat(recovery.notes()).hasSize(1).first().asString().contains("being composed");
    }

    @Test
    void shouldRemoveABlockThatWasBeingComposedAndReleaseTheLockOfItsWriter() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 10, 1);
            journal.appender().open(0);
            fixture.change(journal.appender());
            fixture.change(journal.appender());
            image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
        Recovery recovery = recover(image, 10);
        assertThat(recovery.notes()).hasSize(1).first().asString().contains("being composed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "zeros", "incomplete"})
    void shouldRemoveAHalfMadeNewestSegment(String kind) throws IOException {
        CrashImage image = crash();
        byte[] content = new byte[kind.equals("empty") ? 0 : 70_000];
        if (kind.equals("incomplete")) {
            content[0] = (byte) 0xC1;
            content[3] = (byte) 0xC0;
        }
        Files.write(image.segment(3), content);
        Recovery recovery = recover(image, CHANGES);
        assertThat(recovery.notes()).hasSize(1).first().asString().contains("half-made");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x80000000, 0x80000040})
    void shouldEndAnEarlierSegmentThatWasLeftOpen(int word) throws IOException {
        CrashImage image = crash();
        long end = FrameWalk.whole(SegmentMap.open(image.segment(1))).position();
        assertThat(image.word(1, end)).isEqualTo(ExcerptDescriptor.END);
        image.putWord(1, end, word);
        image.putWord(1, end + ExcerptDescriptor.WORD_LENGTH, 0);
        recover(image, CHANGES);
        assertThat(image.word(1, end)).isEqualTo(ExcerptDescriptor.END);
    }

    @Test
    void shouldGoOnInTheNextSegmentAfterAKillBetweenTheEndOfOneAndTheBeginOfTheNext() throws IOException {
        CrashImage image = crash();
        Files.delete(image.segment(2));
        long[] last = new long[1];
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            Recovery recovery = journal.recover(change -> last[0] = change.sequence());
            assertThat(recovery.notes()).hasSize(1).first().asString().contains("19700101-02F.cq4");
            fixture.write(journal.appender(), 300, 4);
            assertReplayed(journal, last[0] + 300);
            assertThat(journal.info().segments()).isGreaterThanOrEqualTo(2);
        }
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
    }

    @Test
    void shouldWriteTheCatalogueAgainThatAKillCutShort() throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(image.directory), 2);
        assertThat(cursor.next(block)).isTrue();
        long before = BlockDescriptor.sequence(block) - 1;
        long from = frames.get(1);
        image.put(2, from, ByteBuffer.allocate((int) (frames.get(frames.size() - 1) - from)));
        recover(image, before);
        assertThat(image.frames(2).size()).isGreaterThan(2);
    }

    @Test
    void shouldNeverGiveWrongDataForAnySingleFlippedBit() throws IOException {
        CrashImage original = crashForced();
        long seed = Seeds.fresh(RecoveryTest.class);
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            CrashImage image = CrashImage.of(original.directory, base.resolve("flip" + i));
            List<Long> frames = image.frames(2);
            long at = random.nextLong(frames.get(0), frames.get(frames.size() - 1) - 4);
            image.flip(2, at, random.nextInt(32));
            try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
                long[] count = new long[1];
                journal.recover(change -> JournalFixture.check(change, ++count[0]));
                assertThat(count[0]).as("at=" + at).isEqualTo(CHANGES);
            } catch (CorruptJournalException e) {
                refused++;
                assertThat(e.file()).contains("19700101");
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x80000000, 0xC0000000, 0x00000008, 0x3FFFFFF0, 0x40000040, 0x80001000})
    void shouldCutAnUnsyncedTailWithHolesAndKeepItAside(int word) throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(2);
        int at = frames.size() / 2;
        long before = changesBefore(image, 2, frames.get(at));
        image.putWord(2, frames.get(at), word);
        image.flip(2, frames.get(at) + 100, 0);
        Recovery recovery = recover(image, before);
        assertThat(recovery.cutFile()).isEqualTo(image.segment(2).toString());
        assertThat(recovery.cutOffset()).isEqualTo(frames.get(at));
        assertThat(recovery.cutChanges()).isEqualTo(CHANGES - before - PER_BLOCK);
        assertThat(recovery.notes()).last().asString().contains("kept=").contains(CutTail.DIRECTORY);
        try (Stream<Path> kept = Files.list(image.directory.resolve(CutTail.DIRECTORY))) {
            assertThat(kept.mapToLong(file -> file.toFile().length()).sum()).isEqualTo(recovery.cutBytes());
        }
    }

    /** Sequence of the block at a frame, less one. */
    private long changesBefore(CrashImage image, int segment, long frame) {
        long changes = 0;
        UnsafeBuffer block = new UnsafeBuffer(0, 0);
        SegmentCursor cursor = new SegmentCursor(new SegmentFiles(image.directory), 1);
        while (cursor.next(block) && !(cursor.segment() == segment && cursor.position() >= frame)) {
            changes = BlockDescriptor.sequence(block) + BlockDescriptor.changes(block) - 1;
        }
        return changes;
    }

    @Test
    void shouldCutWhatFollowsASegmentThatWasNotSyncedWhole() throws IOException {
        CrashImage image = crash();
        List<Long> frames = image.frames(1);
        long frame = frames.get(frames.size() - 3);
        long before = changesBefore(image, 1, frame);
        image.put(1, frame, ByteBuffer.allocate(4096));
        Recovery recovery = recover(image, before);
        assertThat(recovery.cutChanges()).isPositive();
        assertThat(recovery.notes().toString()).contains("kept=").contains("19700101-02F");
    }

    /** It was made ahead of a segment that is gone now, and lies where the writer comes later. */
    @Test
    void shouldTakeAwayAFileThatWasMadeAheadOfASegmentThatWasCut() throws IOException {
        CrashImage image;
        int ahead = 4;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            Path live = new SegmentFiles(base.resolve("live")).prepared(ahead);
            while (!Files.exists(live)) {
                assertThat(journal.info().segments()).isLessThan(ahead);
                fixture.write(journal.appender(), PER_BLOCK, PER_BLOCK);
                while (journal.maintain()) {
                    Thread.onSpinWait();
                }
            }
            image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
        image.put(1, image.frames(1).get(2), ByteBuffer.allocate(4096));
        try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
            assertThat(journal.recover(JournalFixture.IGNORE).cutChanges()).isPositive();
            assertThat(new SegmentFiles(image.directory).prepared(ahead)).doesNotExist();
            while (journal.info().segments() <= ahead) {
                fixture.write(journal.appender(), PER_BLOCK, PER_BLOCK);
            }
        }
        assertThat(Journal.verify(image.directory).defects()).isEmpty();
    }

    /** The seal of a segment forces the name of the next one, and nothing of what is in it. */
    @Test
    void shouldCutWhatFollowsASealedSegmentWhereTheNextOneIsEmpty() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), CHANGES, PER_BLOCK);
            boolean more = true;
            while (more) {
                more = journal.sealBehind();
            }
            while (journal.info().segments() < 3) {
                fixture.write(journal.appender(), PER_BLOCK, PER_BLOCK);
            }
            image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
        long before = changesBefore(image, 2, image.frames(2).get(0));
        Files.write(image.segment(2), new byte[0]);
        Recovery recovery = recover(image, before);
        assertThat(recovery.cutChanges()).isPositive();
        assertThat(recovery.notes().toString()).contains("kept=").contains("19700101-03F");
    }

    /** Who reads beside would see a hole, and never an end, were the oldest the first to go. */
    @Test
    void shouldSetTheNewestSegmentAsideFirst() throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 3 * CHANGES, PER_BLOCK);
            image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
        int newest = new SegmentFiles(image.directory).lastSegment();
        assertThat(newest).isGreaterThan(3);
        Files.delete(image.segment(2));
        RecordingDisk disk = new RecordingDisk();
        try (Journal journal =
                Journal.open(JournalFixture.small(image.directory).disk(disk))) {
            journal.recover(JournalFixture.IGNORE);
        }
        List<String> moved = IntStream.iterate(newest, i -> i > 2, i -> i - 1)
                .mapToObj(i -> "rename " + SegmentFiles.fileName(i))
                .toList();
        assertThat(disk.did).containsSubsequence(moved).hasSizeGreaterThan(moved.size());
    }

    @Test
    void shouldOpenWhereTheNameOfAnUnsyncedSegmentWasLost() throws IOException {
        CrashImage image = crash();
        Files.delete(image.segment(1));
        Recovery recovery = recover(image, 0);
        assertThat(recovery.cutChanges()).isPositive();
        assertThat(recovery.notes().toString()).contains("segment is missing");
    }

    @Test
    void shouldRefuseAJournalThatEndsBeforeWhatWasForced() throws IOException {
        CrashImage image = crashForced();
        List<Long> frames = image.frames(2);
        long last = frames.get(frames.size() - 2);
        image.put(2, last, ByteBuffer.allocate((int) (frames.get(frames.size() - 1) - last)));
        assertRefused(image, 2, "forced=" + CHANGES);
    }

    @Test
    void shouldRefuseAJournalWhoseForcedSegmentsAreGone() throws IOException {
        CrashImage image = crashForced();
        Files.delete(image.segment(2));
        assertRefused(image, 2, "segment is missing");
        Files.delete(image.segment(1));
        assertRefused(image, 1, "segment is missing");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseAJournalWithoutTheMarkOfTimeThatWasForced(boolean zeroed) throws IOException {
        CrashImage image;
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), 100, 5);
            journal.appender().open(0);
            journal.appender().time(5_000);
            journal.appender().commit();
            journal.force();
            image = CrashImage.of(base.resolve("live"), base.resolve("image"));
        }
        List<Long> frames = image.frames(1);
        long mark = frames.get(frames.size() - 2);
        if (zeroed) {
            image.put(1, mark, ByteBuffer.allocate((int) (frames.get(frames.size() - 1) - mark)));
        } else {
            image.flip(1, mark + 80, 3);
        }
        assertRefused(image, 1, zeroed ? "time=1000 forced=5000" : "checksum differs");
        try (Journal journal = Journal.openReadOnly(JournalFixture.small(image.directory))) {
            assertThatThrownBy(journal::lastSequence).isInstanceOf(CorruptJournalException.class);
        }
        assertThat(Journal.verify(image.directory).defects()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldTakeWhatHasNoSealForATailWhereTheWatermarkIsLost(boolean bad) throws IOException {
        CrashImage image = crashForced();
        Path watermark = image.directory.resolve(WatermarkFile.NAME);
        if (bad) {
            Files.write(watermark, new byte[WatermarkDescriptor.FILE_LENGTH]);
        } else {
            Files.delete(watermark);
        }
        List<Long> frames = image.frames(2);
        long frame = frames.get(frames.size() - 4);
        long before = changesBefore(image, 2, frame);
        image.flip(2, frame + 100, 0);
        Recovery recovery = recover(image, before);
        assertThat(recovery.notes().toString()).contains("watermark");
        assertThat(recovery.cutChanges()).isEqualTo(CHANGES - before - PER_BLOCK);
    }

    @Test
    void shouldGiveChronicleNothingOfAKilledWriterThatIsNotWhatItMustBe() throws IOException {
        CrashImage original = crash();
        long seed = Seeds.fresh(RecoveryTest.class);
        SplittableRandom random = new SplittableRandom(seed);
        int whole = 0;
        for (int i = 0; i < 40; i++) {
            CrashImage image = CrashImage.of(original.directory, base.resolve("header" + i));
            int segment = 1 + i % 2;
            int at = random.nextInt(i % 4 < 2 ? 250 : Bookkeeping.LENGTH - Integer.BYTES);
            image.flip(segment, at, random.nextInt(32));
            try (Journal journal = Journal.open(JournalFixture.small(image.directory))) {
                long[] count = new long[1];
                Recovery recovery = journal.recover(change -> JournalFixture.check(change, ++count[0]));
                assertThat(count[0] == CHANGES || recovery.cutBytes() > 0)
                        .as("segment=" + segment + " at=" + at)
                        .isTrue();
                whole += count[0] == CHANGES ? 1 : 0;
                fixture.write(journal.appender(), 400, 4);
                assertReplayed(journal, count[0] + 400);
            }
            assertThat(Journal.verify(image.directory).defects()).isEmpty();
        }
        assertThat(whole).isGreaterThan(20);
    }

    @Test
    void shouldKeepASegmentAsideWhoseFramesLeadPastItsBlocks() throws IOException {
        CrashImage image = crash();
        image.putWord(2, 200, image.word(2, 200) + (1 << 18));
        long before = changesBefore(image, 2, 0);
        Recovery recovery = recover(image, before);
        assertThat(before).isBetween(1L, CHANGES - 1L);
        assertThat(recovery.cutChanges()).isEqualTo(CHANGES - before);
        assertThat(recovery.notes().toString()).contains("lead past").contains("kept=");
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 4336})
    void shouldKeepAllThatADamagedFrameOfAnEarlierSegmentHides(long frame) throws IOException {
        CrashImage image = crash();
        image.putWord(1, frame, 0x80000000);
        Recovery recovery = recover(image, 0);
        assertThat(recovery.cutChanges()).isEqualTo(CHANGES);
        assertThat(recovery.cutFile()).isEqualTo(image.segment(1).toString());
        assertThat(recovery.notes().toString())
                .contains("kept=")
                .contains("19700101-01F")
                .contains("19700101-02F");
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 4336})
    void shouldRefuseADamagedFrameOfAnEarlierSegmentThatWasForced(long frame) throws IOException {
        CrashImage image = crashForced();
        image.putWord(1, frame, 0x80000000);
        assertRefused(image, 1, "");
    }

    @Test
    void shouldKnowWhatChronicleWritesForItself() throws IOException {
        try (Journal journal = Journal.open(JournalFixture.small(base.resolve("live")))) {
            journal.recover(JournalFixture.IGNORE);
            fixture.write(journal.appender(), CHANGES, PER_BLOCK);
            Path directory = base.resolve("live");
            try (SegmentMap map = SegmentMap.open(new SegmentFiles(directory).path(1));
                    SegmentMap other = SegmentMap.open(new SegmentFiles(directory).path(2))) {
                byte[] pattern = new byte[Bookkeeping.LENGTH];
                other.buffer().getBytes(0, pattern);
                assertThat(Bookkeeping.equal(map, Bookkeeping.of(map, pattern))).isTrue();
                map.buffer().getBytes(0, pattern);
                assertThat(Bookkeeping.equal(other, Bookkeeping.of(other, pattern)))
                        .isTrue();
                assertThat(Bookkeeping.equal(map, Bookkeeping.of(other, pattern)))
                        .isFalse();
            }
        }
    }
}
