package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ordered scans in both directions beside the writer. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentEntryScanTest {
    private static final int STAYING = 3000;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean done = new AtomicBoolean();
    private final AtomicLong applied = new AtomicLong();
    private final IndexMemory memory = new IndexMemory();
    private final Index index = new Index(memory, 42);
    private final Documents documents = new Documents();
    private final Random random = Seeds.random(ConcurrentEntryScanTest.class);

    @AfterEach
    void stopThreads() {
        done.set(true);
        threads.shutdownNow();
    }

    private long announce() {
        long next = applied.getPlain() + 1;
        applied.setRelease(next);
        return next;
    }

    /** Even documents keep their keys, odd ones are listed under the sequence of their change. */
    private void write(long primary) {
        long sequence = announce();
        documents.key(primary);
        if ((primary & 1) == 0 && primary / 2 < STAYING) {
            String key = String.format("s%08d", primary * 7919 % 100_000);
            documents.docLength = ListedKeys.write(documents.doc, List.of(key, key + "x"), random.nextInt(40));
            documents.put(index, sequence);
        } else if (random.nextInt(3) == 0) {
            documents.remove(index);
        } else {
            List<String> keys = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                keys.add(String.format("s%08d", random.nextInt(100_000)) + "t" + sequence);
            }
            documents.docLength = ListedKeys.write(documents.doc, keys, random.nextInt(40));
            documents.put(index, sequence);
        }
    }

    @Test
    void shouldMeetEveryEntryThatStaysOnceInEitherDirection() throws Exception {
        SecondaryIndex added = index.addSecondary(new ListedKeys());
        for (int i = 0; i < STAYING; i++) {
            write(2L * i);
        }
        while (index.work(100)) {
            Thread.onSpinWait();
        }
        List<Future<Long>> readers = new ArrayList<>();
        readers.add(threads.submit((Callable<Long>) () -> scanAll(added.scan(), false)));
        readers.add(threads.submit((Callable<Long>) () -> scanAll(added.scan(), true)));
        readers.add(threads.submit(this::scanPrimaryDown));
        for (int i = 0; i < 60_000; i++) {
            write(random.nextInt(20_000));
            index.work(10);
        }
        done.set(true);
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).as("scans beside the writer").isPositive();
        }
    }

    private long scanAll(EntryScan scan, boolean descending) {
        UnsafeBuffer last = new UnsafeBuffer(new byte[EntryDescriptor.MAX_BYTES]);
        UnsafeBuffer none = new UnsafeBuffer(0, 0);
        long scans = 0;
        while (!done.get() || scans == 0) {
            int[] met = new int[STAYING];
            int lastLength = -1;
            scan.range(none, 0, none, 0, descending);
            while (scan.next()) {
                if (lastLength >= 0) {
                    int order = EntryDescriptor.compare(
                            last, 0, lastLength, scan.entryBuffer(), scan.entryOffset(), scan.entryLength());
                    assertThat(descending ? -order : order).as("order").isNegative();
                }
                lastLength = scan.entryLength();
                last.putBytes(0, scan.entryBuffer(), scan.entryOffset(), lastLength);
                meet(scan, met);
            }
            for (int i = 0; i < STAYING; i++) {
                assertThat(met[i]).as("scan=%d entries of key=%d", scans, 2 * i).isEqualTo(2);
            }
            scans++;
        }
        return scans;
    }

    private void meet(EntryScan scan, int[] met) {
        long number = Documents.number(scan.entry());
        String key = scan.entryBuffer().getStringWithoutLengthAscii(scan.entryOffset(), scan.keyLength() - 1);
        int stamp = key.indexOf('t');
        long announced = applied.getAcquire();
        assertThat(scan.entry().sequence()).as("the document is announced").isLessThanOrEqualTo(announced);
        if (stamp > 0) {
            assertThat(Long.parseLong(key.substring(stamp + 1)))
                    .as("the entry is announced")
                    .isLessThanOrEqualTo(announced);
        } else {
            met[(int) number / 2]++;
        }
    }

    private long scanPrimaryDown() {
        EntryScan scan = index.entries();
        UnsafeBuffer none = new UnsafeBuffer(0, 0);
        long scans = 0;
        while (!done.get() || scans == 0) {
            while (!scan.ready()) {
                Thread.onSpinWait();
            }
            long last = Long.MAX_VALUE;
            int met = 0;
            scan.range(none, 0, none, 0, true);
            while (scan.next()) {
                long number = Documents.number(scan.entry());
                assertThat(number).as("key order").isLessThan(last);
                last = number;
                met += (number & 1) == 0 && number / 2 < STAYING ? 1 : 0;
            }
            assertThat(met).as("scan=%d", scans).isEqualTo(STAYING);
            scans++;
        }
        return scans;
    }

    @Test
    void shouldRefuseALateReaderOfARemovedIndexEvenWhenItsMemoryIsUsedAgain() throws Exception {
        for (int i = 0; i < STAYING; i++) {
            write(2L * i);
        }
        for (int round = 0; round < 20; round++) {
            SecondaryIndex added = index.addSecondary(new ListedKeys());
            while (index.work(1000)) {
                Thread.onSpinWait();
            }
            AtomicLong scanned = new AtomicLong();
            Future<Long> reader = threads.submit((Callable<Long>) () -> {
                EntryScan scan = added.scan();
                while (true) {
                    scan.all();
                    int met = 0;
                    while (scan.next()) {
                        met++;
                        scanned.incrementAndGet();
                    }
                    assertThat(met).isEqualTo(2 * STAYING);
                }
            });
            while (scanned.get() < 1000 && !reader.isDone()) {
                Thread.onSpinWait();
            }
            index.removeSecondary(added);
            Index other = new Index(memory, round);
            int written = 0;
            while (index.work(5)) {
                documents.key(written++).doc(-1, random.nextInt(3000)).put(other, 1);
            }
            assertThatThrownBy(reader::get).hasCauseInstanceOf(EngineClosedException.class);
            other.close();
            while (other.release(100)) {
                Thread.onSpinWait();
            }
        }
    }
}
