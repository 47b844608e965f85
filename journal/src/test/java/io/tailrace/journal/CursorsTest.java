package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.CursorException;
import io.tailrace.testing.AllocationMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CursorsTest {
    private static final int SAVES = 100_000;

    @TempDir
    Path base;

    private final JournalFixture fixture = new JournalFixture();

    private Journal open() {
        Journal journal = Journal.open(JournalFixture.small(base));
        journal.recover(JournalFixture.IGNORE);
        return journal;
    }

    private static NamedCursor begun(Journal journal, String name, boolean holding, long sequence) {
        NamedCursor cursor = Cursors.of(journal).use(name, 7, "query");
        Cursors.of(journal)
                .begin(cursor, cursor.generation(), 7, "query", holding, new CursorPlace().set(sequence), true);
        return cursor;
    }

    private Path file() {
        return base.resolve("cursors/risk.cursor");
    }

    /** A file with the positions 3 and 5, of which the second counts. */
    private byte[] written() throws IOException {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 1);
            NamedCursor cursor = begun(journal, "risk", false, 3);
            cursor.save(cursor.generation(), new CursorPlace().set(5, 8, 2));
        }
        return Files.readAllBytes(file());
    }

    private String found(long id) {
        CursorFile.Content content = CursorFile.read(file(), id, 0);
        return content.defect != null ? "defect" : content.newest.place.toString();
    }

    @Test
    void shouldGiveNoPositionThatWasNeverSavedWhicheverBitIsWrong() throws IOException {
        byte[] sound = written();
        long id = FormatFile.read(base, null).journalId();
        TreeSet<String> found = new TreeSet<>();
        for (int at = 0; at < sound.length; at++) {
            if (at % CursorDescriptor.PAGE_LENGTH < 160) { // zeros follow
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    byte[] damaged = sound.clone();
                    damaged[at] ^= (byte) (1 << bit);
                    Files.write(file(), damaged);
                    found.add(found(id));
                }
            }
        }
        assertThat(found).containsExactly("defect", "sequence=3", "sequence=5 end=8 events=2");
    }

    @Test
    void shouldGiveNoPositionOfAFileThatIsCut() throws IOException {
        byte[] sound = written();
        long id = FormatFile.read(base, null).journalId();
        for (int length = 0; length < sound.length; length += length < 200 ? 1 : 97) {
            Files.write(file(), Arrays.copyOf(sound, length));
            assertThat(found(id)).as("length=" + length).isEqualTo("defect");
        }
        Files.write(file(), sound);
        assertThat(found(id)).isEqualTo("sequence=5 end=8 events=2");
        assertThat(found(id + 1)).isEqualTo("defect");
    }

    @Test
    void shouldTellOfADamagedOneWhenTheJournalIsVerified() throws IOException {
        byte[] damaged = written();
        assertThat(Journal.verify(base).sound()).isTrue();
        damaged[40] ^= 1;
        Files.write(file(), damaged);
        assertThat(Journal.verify(base).defects())
                .anyMatch(defect -> defect.file().equals("cursors/risk.cursor")
                        && defect.what().contains("checksum"));
        Files.write(base.resolve("cursors/other.cursor"), damaged);
        assertThat(Journal.verify(base).defects()).hasSize(2);
    }

    @Test
    void shouldGiveNumbersAgainHoweverManyCameAndWent() {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 1);
            Cursors cursors = Cursors.of(journal);
            NamedCursor stays = begun(journal, "stays", false, 3);
            long before = 0;
            for (int i = 0; i < 200; i++) {
                NamedCursor cursor = begun(journal, "cursor-" + i, false, 3);
                assertThat(cursors.byId(cursor.id())).isSameAs(cursor);
                assertThat(cursor.claim(before, cursor.nextGeneration(), 5, 5, 0))
                        .as("by a transaction of the one before")
                        .isFalse();
                before = cursor.generation();
                cursors.release(cursor);
                cursors.deleted(cursors.delete(cursor.name()));
            }
            assertThat(cursors.idBound()).isEqualTo(2);
            assertThat(cursors.byId(stays.id())).isSameAs(stays);
        }
    }

    @Test
    void shouldSaveWithoutGarbageAndFast() {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 1);
            NamedCursor cursor = begun(journal, "risk", false, 3);
            CursorPlace place = new CursorPlace();
            long[] handed = {cursor.generation()};
            Runnable save = () -> handed[0] = cursor.save(handed[0], place.set(handed[0] & 7));
            for (int i = 0; i < SAVES; i++) {
                save.run();
            }
            long begin = System.nanoTime();
            assertThat(AllocationMeter.allocatedPerWindow(SAVES, save)).isZero();
            System.out.println("  ns a save: " + (System.nanoTime() - begin) / (3.0 * SAVES));
        }
    }

    @Test
    void shouldBeMovedOnlyFromWhereItStands() {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 1);
            NamedCursor cursor = begun(journal, "risk", false, 3);
            long first = cursor.generation();
            long second = cursor.save(first, new CursorPlace().set(4));
            assertThatThrownBy(() -> cursor.save(first, new CursorPlace().set(5)))
                    .isInstanceOf(CursorException.class)
                    .hasMessageContaining("stands elsewhere");
            assertThat(cursor.claim(first, cursor.nextGeneration(), 6, 6, 0)).isFalse();
            assertThat(cursor.claim(second, cursor.nextGeneration(), 6, 6, 0)).isTrue();
            assertThatThrownBy(() -> cursor.save(second, new CursorPlace().set(5)))
                    .isInstanceOf(CursorException.class);
            cursor.unclaim();
            assertThat(cursor.save(second, new CursorPlace().set(5))).isGreaterThan(second);
        }
    }

    /** Moves it with a transaction of nothing else. */
    private static long commit(Journal journal, NamedCursor cursor, long sequence) {
        long generation = cursor.nextGeneration();
        assertThat(cursor.claim(cursor.generation(), generation, sequence, sequence, 0))
                .isTrue();
        JournalAppender appender = journal.appender();
        appender.open(0);
        cursor.append(appender);
        appender.commit();
        return generation;
    }

    @Test
    void shouldKeepAPositionThatBuildsOnWhatThePowerLeaves() {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 1);
            long id = FormatFile.read(base, null).journalId();
            Cursors cursors = Cursors.of(journal);
            NamedCursor cursor = begun(journal, "risk", false, 3);
            CursorPlace place = new CursorPlace();
            cursor.save(cursor.generation(), place.set(4)); // which the device need not have when it has the next one
            long lost = commit(journal, cursor, 4);
            for (int i = 0; i < 3; i++) {
                cursor.save(cursor.generation(), place.set(5 + i));
                assertThat(CursorFile.read(file(), id, 0).newest.place).hasToString("sequence=3");
                assertThat(CursorFile.read(file(), id, lost).newest.place).hasToString("sequence=" + (5 + i));
            }
            journal.force();
            cursor.save(cursor.generation(), place.set(8));
            long later = commit(journal, cursor, 9);
            assertThat(CursorFile.read(file(), id, lost).newest.place).hasToString("sequence=8");
            assertThat(cursors.isForced(cursors.journaled())).isFalse();
            cursors.release(cursor);
            begun(journal, "risk", true, 10); // another file, which has one position
            assertThat(cursors.isForced(cursors.journaled())).isTrue();
            assertThat(CursorFile.read(file(), id, later).newest.place).hasToString("sequence=10");
        }
    }

    @Test
    void shouldSayWhichChangeCursorsNeed() {
        try (Journal journal = open()) {
            fixture.write(journal.appender(), 10, 1);
            Cursors cursors = Cursors.of(journal);
            begun(journal, "free", false, 1);
            assertThat(cursors.oldestNeeded()).isEqualTo(Long.MAX_VALUE);
            begun(journal, "first", true, 4);
            NamedCursor second = begun(journal, "second", true, 3);
            assertThat(cursors.oldestNeeded()).isEqualTo(4);
            second.save(second.generation(), new CursorPlace().set(7, 9, 1));
            assertThat(cursors.oldestNeeded()).isEqualTo(5);
        }
        try (Journal journal = open()) {
            assertThat(Cursors.of(journal).oldestNeeded()).isEqualTo(5);
        }
    }

    @Test
    void shouldCutALongTextBeforeACharacterThatDoesNotFit() {
        try (Journal journal = open()) {
            String text = "x" + "é".repeat(3_000);
            NamedCursor cursor = Cursors.of(journal).use("risk", 7, text);
            Cursors.of(journal).begin(cursor, cursor.generation(), 7, text, false, new CursorPlace().set(0), true);
        }
        try (Journal journal = open()) {
            assertThat(Cursors.of(journal).list().get(0).query()).isEqualTo("x" + "é".repeat(1_023));
        }
    }
}
