package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.error.JournalException;
import io.tailrace.error.LimitException;
import io.tailrace.testing.Seeds;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal does, in memory and on disk. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JournalTest {
    @Parameter
    boolean memory;

    @TempDir
    Path directory;

    private final JournalFixture fixture = new JournalFixture();
    private Journal journal;
    private JournalAppender appender;

    @BeforeEach
    void open() {
        journal = memory ? Journal.inMemory(JournalFixture.small(null)) : Journal.open(JournalFixture.small(directory));
        Recovery recovery = journal.recover(JournalFixture.IGNORE);
        assertThat(recovery.changes()).isZero();
        appender = journal.appender();
    }

    @AfterEach
    void close() {
        journal.close();
        journal.close();
    }

    @Test
    void shouldGiveBackEveryByteOfEveryChange() {
        JournalReader reader = journal.reader(1);
        for (int block = 1; block < 200; block++) {
            fixture.write(appender, block % 30 + 1, 30);
        }
        for (long sequence = 1; sequence <= journal.lastSequence(); sequence++) {
            assertThat(reader.next()).isTrue();
            JournalFixture.check(reader, sequence);
        }
        assertThat(reader.next()).isFalse();
        assertThat(journal.lastSequence()).isGreaterThan(2_900);
        assertThat(journal.timeFloor()).isEqualTo(journal.lastSequence() * 10);
        assertThat(journal.info().segments()).isGreaterThan(3);
    }

    @Test
    void shouldStartAtAnySequence() {
        fixture.write(appender, 3_000, 17);
        long seed = Seeds.fresh(JournalTest.class);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            long from = 1 + random.nextInt(3_000);
            JournalReader reader = journal.reader(from);
            assertThat(reader.position()).isEqualTo(from - 1);
            for (long sequence = from; sequence < Math.min(from + 40, 3_001); sequence++) {
                assertThat(reader.next()).isTrue();
                JournalFixture.check(reader, sequence);
            }
        }
    }

    @Test
    void shouldWaitAtTheEndForWhatComes() {
        JournalReader atEnd = journal.reader(journal.lastSequence() + 1);
        JournalReader beyond = journal.reader(100);
        assertThat(atEnd.next()).isFalse();
        for (int i = 0; i < 120; i++) {
            fixture.write(appender, 1, 1);
            assertThat(atEnd.next()).isTrue();
            JournalFixture.check(atEnd, i + 1);
            assertThat(atEnd.next()).isFalse();
        }
        assertThat(beyond.next()).isTrue();
        JournalFixture.check(beyond, 100);
    }

    @Test
    void shouldNotGoBeyondTheEndAskedFor() {
        fixture.write(appender, 100, 10);
        JournalReader reader = journal.reader(1);
        for (long end : new long[] {0, 3, 3, 10, 11, 55, 100, 200}) {
            while (reader.nextUpTo(end)) {
                JournalFixture.check(reader, reader.sequence());
                assertThat(reader.sequence()).isLessThanOrEqualTo(end);
            }
            assertThat(reader.position()).isEqualTo(Math.min(end, 100));
        }
        JournalReader later = journal.reader(50);
        assertThat(later.nextUpTo(49)).isFalse();
        assertThat(later.nextUpTo(50)).isTrue();
    }

    @Test
    void shouldShowNothingBeforeTheCommitAndNothingOfAnAbortedBlock() {
        JournalReader reader = journal.reader(1);
        appender.open(0);
        fixture.change(appender);
        fixture.change(appender);
        assertThat(appender.changeCount()).isEqualTo(2);
        assertThat(appender.nextSequence()).isEqualTo(3);
        assertThat(reader.next()).isFalse();
        appender.abort();
        assertThat(appender.isOpen()).isFalse();
        assertThat(appender.nextSequence()).isEqualTo(1);
        assertThat(reader.next()).isFalse();
        fixture.write(appender, 1, 1);
        assertThat(reader.next()).isTrue();
        JournalFixture.check(reader, 1);
    }

    @Test
    void shouldCommitNothingOfAnEmptyBlock() {
        long blocks = journal.info().usedBytes();
        appender.open(5);
        appender.ensure(100);
        appender.commit();
        appender.open(5);
        appender.commit();
        assertThat(journal.lastSequence()).isZero();
        assertThat(journal.reader(1).next()).isFalse();
        assertThat(blocks).isNotNegative();
    }

    @Test
    void shouldRefuseABlockBeyondTheLimitAndGoOn() {
        appender.open(0);
        fixture.change(appender);
        assertThat(appender.fits(32 << 10)).isFalse();
        assertThatThrownBy(() -> appender.ensure(32 << 10))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("largestBlockBytes");
        fixture.change(appender);
        appender.commit();
        assertThat(journal.lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldNeverLetTimesGoBack() {
        UnsafeBuffer key = JournalFixture.text("k");
        long[] given = {500, 400, 600, -5, 600, 700};
        long[] kept = {500, 500, 600, 600, 600, 700};
        JournalReader reader = journal.reader(1);
        for (int i = 0; i < given.length; i++) {
            appender.open(9_999);
            appender.change(0, given[i], key, 0, 1, key, 0, -1, key, 0, 1);
            appender.commit();
            assertThat(journal.timeFloor()).isEqualTo(kept[i]);
            assertThat(reader.next()).isTrue();
            assertThat(reader.timeNs()).isEqualTo(kept[i]);
        }
        assertThat(journal.info().clampedTimes()).isEqualTo(2);
    }

    @Test
    void shouldDateNoChangeBeforeAMarkedTime() {
        UnsafeBuffer key = JournalFixture.text("k");
        appender.open(0);
        appender.change(0, 500, key, 0, 1, key, 0, -1, key, 0, 1);
        appender.time(700);
        appender.commit();
        long last = journal.lastSequence();
        assertThat(journal.timeFloor()).isEqualTo(700);
        appender.open(0);
        appender.time(600);
        appender.commit();
        assertThat(journal.timeFloor()).isEqualTo(700);
        assertThat(journal.lastSequence()).isEqualTo(last);
        appender.open(0);
        appender.change(0, 650, key, 0, 1, key, 0, -1, key, 0, 1);
        appender.commit();
        JournalReader reader = journal.reader(last);
        assertThat(reader.next()).isTrue();
        assertThat(reader.timeNs()).isEqualTo(500);
        assertThat(reader.next()).isTrue();
        assertThat(reader.timeNs()).isEqualTo(700);
    }

    @Test
    void shouldKeepATimeThatAnAbortedBlockMovedOn() {
        UnsafeBuffer key = JournalFixture.text("k");
        appender.open(0);
        appender.change(0, 1_000_000, key, 0, 1, key, 0, -1, key, 0, 1);
        appender.abort();
        appender.open(0);
        appender.change(0, 7, key, 0, 1, key, 0, -1, key, 0, 1);
        appender.commit();
        assertThat(journal.timeFloor()).isEqualTo(7);
    }

    @Test
    void shouldMarkTransactions() {
        fixture.write(appender, 1, 1);
        appender.open(0);
        fixture.change(appender);
        fixture.change(appender);
        appender.markTransaction();
        appender.commit();
        fixture.write(appender, 1, 1);
        JournalReader reader = journal.reader(1);
        boolean[] transaction = {false, true, true, false};
        boolean[] more = {false, true, false, false};
        for (int i = 0; i < 4; i++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.isTransaction()).isEqualTo(transaction[i]);
            assertThat(reader.hasMoreInBlock()).isEqualTo(more[i]);
        }
    }

    @Test
    void shouldLookAheadInTheBlockAndGoBack() {
        fixture.write(appender, 5, 4);
        JournalReader reader = journal.reader(1);
        assertThat(reader.lookAhead()).as("before the first").isFalse();
        assertThat(reader.next()).isTrue();
        long first = reader.timeNs();
        assertThat(reader.lookAhead()).isTrue();
        assertThat(reader.lookAhead()).isTrue();
        int third = reader.keyOffset();
        assertThat(reader.lookAhead()).isTrue();
        assertThat(reader.lookAhead()).as("the next block").isFalse();
        assertThat(reader.sequence()).isEqualTo(1);
        assertThat(reader.goBack()).isEqualTo(3);
        assertThat(reader.goBack()).isZero();
        for (int sequence = 2; sequence <= 5; sequence++) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.sequence()).isEqualTo(sequence);
            assertThat(reader.timeNs()).isGreaterThanOrEqualTo(first);
            assertThat(reader.hasMoreInBlock()).isEqualTo(sequence < 4);
            assertThat(reader.keyOffset() == third).isEqualTo(sequence == 3);
        }
        assertThat(reader.next()).isFalse();
    }

    @Test
    void shouldKnowTablesWhenTheirBlockIsCommitted() {
        appender.open(1);
        appender.table(0, "quotes", "id");
        appender.tableCreated(0, 11);
        assertThat(journal.tables().idOf("quotes")).isEqualTo(TableCatalogue.NOT_FOUND);
        appender.abort();
        assertThat(journal.tables().size()).isZero();
        appender.open(1);
        appender.table(0, "quotes", "id");
        assertThat(appender.tableCreated(0, 11)).isEqualTo(1);
        appender.commit();
        assertThat(journal.tables().idOf("quotes")).isZero();
        assertThat(journal.tables().keyField(0)).isEqualTo("id");
        appender.open(1);
        assertThat(appender.tableDropped(0, 12)).isEqualTo(2);
        appender.commit();
        assertThat(journal.tables().idOf("quotes")).isEqualTo(TableCatalogue.NOT_FOUND);
        assertThat(journal.tables().exists(0)).isFalse();
        JournalReader reader = journal.reader(1);
        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(RecordKind.TABLE_CREATED);
        assertThat(reader.next()).isTrue();
        assertThat(reader.kind()).isEqualTo(RecordKind.TABLE_DROPPED);
        assertThat(reader.keyLength()).isZero();
    }

    @Test
    void shouldWriteNewNamesAndShapesBeforeTheyAreUsed() {
        DocumentWriter writer =
                new DocumentWriter(journal.dictionary(), journal.dictionary().limits());
        Interner interner = new Interner(journal.dictionary(), appender);
        UnsafeBuffer key = JournalFixture.text("k");
        UnsafeBuffer interned = JournalFixture.direct(1 << 16);
        JournalReader reader = journal.reader(1);
        Document seen = new Document(journal.dictionary());
        for (int i = 0; i < 500; i++) {
            writer.reset().put("name" + i % 100, i).put("fixed", "text");
            int length = writer.finish();
            if (i % 7 == 3) {
                appender.open(i);
                interner.intern(writer.buffer(), writer.offset(), length, interned, 0);
                appender.abort();
            }
            appender.open(i);
            int whole = interner.intern(writer.buffer(), writer.offset(), length, interned, 0);
            appender.change(0, i, key, 0, 1, key, 0, -1, interned, 0, whole);
            appender.commit();
            assertThat(reader.next()).isTrue();
            seen.wrap(reader.block(), reader.newOffset(), reader.newLength());
            assertThat(seen.longValue(journal.dictionary().field("name" + i % 100)))
                    .isEqualTo(i);
        }
        assertThat(journal.dictionary().shapeCount()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLeaveNothingOfAChangeThatFailedHalfWay(boolean commit) {
        UnsafeBuffer small = JournalFixture.direct(64);
        small.setMemory(0, 64, (byte) 1);
        fixture.write(appender, 1, 1);
        appender.open(0);
        fixture.change(appender);
        assertThatThrownBy(() -> appender.change(1, 0, small, 0, 8, small, 0, 64, small, 60, 64))
                .isInstanceOf(IndexOutOfBoundsException.class);
        if (commit) {
            appender.commit();
        } else {
            appender.abort();
        }
        fixture.write(appender, 5, 2);
        JournalReader reader = journal.reader(1);
        for (long sequence = 1; sequence <= (commit ? 7 : 6); sequence++) {
            assertThat(reader.next()).isTrue();
            JournalFixture.check(reader, sequence);
        }
        assertThat(reader.next()).isFalse();
        journal.close();
        assertThat(memory || Journal.verify(directory).defects().isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseWritesAfterClose() {
        fixture.write(appender, 3, 1);
        JournalReader reader = journal.reader(1);
        assertThat(reader.next()).isTrue();
        journal.close();
        JournalFixture.check(reader, 1);
        assertThat(reader.next()).isTrue();
        JournalFixture.check(reader, 2);
        assertThatThrownBy(() -> appender.open(0)).isInstanceOf(JournalException.class);
    }

    @Test
    void shouldServeReadersOnOtherThreads() throws InterruptedException {
        int count = 20_000;
        long[] seen = new long[2];
        Thread[] readers = new Thread[2];
        for (int r = 0; r < 2; r++) {
            int index = r;
            readers[r] = new Thread(() -> {
                JournalReader reader = journal.reader(1);
                while (seen[index] < count) {
                    if (reader.next()) {
                        JournalFixture.check(reader, seen[index] + 1);
                        seen[index]++;
                    } else {
                        Thread.yield();
                    }
                }
            });
            readers[r].start();
        }
        for (int i = 0; i < count / 20; i++) {
            fixture.write(appender, 20, 7);
            journal.maintain();
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(seen).containsExactly(count, count);
    }
}
