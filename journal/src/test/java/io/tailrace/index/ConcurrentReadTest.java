package io.tailrace.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineClosedException;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers beside the writer: nothing torn, nothing missed, nobody waits for anybody. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConcurrentReadTest {
    private static final int READERS = 2;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean done = new AtomicBoolean();
    private final IndexMemory memory = new IndexMemory();
    private final Index index = new Index(memory, 42);
    private final Documents documents = new Documents();
    private long sequence;

    @AfterEach
    void stopThreads() {
        done.set(true);
        threads.shutdownNow();
    }

    /** A few keys replaced, removed and put back all the time, so that blocks are reused at once. */
    @Test
    void shouldNeverShowATornDocument() throws Exception {
        long seed = Seeds.fresh(ConcurrentReadTest.class);
        int keys = 50;
        List<Future<Long>> readers = start(READERS, () -> readAtRandom(seed, keys));
        Random random = new Random(seed);
        for (int i = 0; i < 400_000; i++) {
            documents.key(random.nextInt(keys));
            if (random.nextInt(4) == 0) {
                documents.remove(index);
            } else {
                documents.doc(++sequence, random.nextInt(600)).put(index, sequence);
            }
        }
        assertReadSomething(readers);
    }

    private long readAtRandom(long seed, int keys) {
        Random random = new Random(seed + 1);
        Documents own = new Documents();
        ReadCopy copy = new ReadCopy();
        long found = 0;
        while (!done.get()) {
            own.key(random.nextInt(keys));
            int length = own.read(index, copy);
            if (length != Index.NOT_FOUND) {
                found++;
                long keyStamp = Documents.keyStamp(own.key, 0, own.keyLength);
                assertThat(Documents.isWhole(copy.buffer(), 0, length, copy.sequence(), keyStamp))
                        .as("sequence=%d length=%d is whole", copy.sequence(), length)
                        .isTrue();
            }
        }
        return found;
    }

    /**
     * The even keys stay: walks and scans must meet each of them once while the odd ones come and go and stripes split.
     */
    @Test
    void shouldMeetEveryKeyThatStaysOnceWhileStripesSplit() throws Exception {
        int staying = 4000;
        for (int i = 0; i < staying; i++) {
            documents.key(2L * i).doc(++sequence, 40).put(index, sequence);
        }
        EntryScan scan = index.entries();
        while (!scan.ready()) {
            index.work(100);
        }
        List<Future<Long>> readers = start(1, () -> walkAll(staying));
        readers.addAll(start(1, () -> scanAll(staying)));
        Random random = Seeds.random(ConcurrentReadTest.class);
        for (int i = 0; i < 600_000; i++) {
            documents.key(random.nextInt(150_000));
            if ((documents.key.getByte(Long.BYTES - 1) & 1) == 1 && random.nextInt(3) == 0) {
                documents.remove(index);
            } else {
                documents.doc(++sequence, 30 + random.nextInt(30)).put(index, sequence);
            }
        }
        assertReadSomething(readers);
    }

    private long walkAll(int staying) {
        IndexWalk walk = index.walk();
        long walks = 0;
        while (!done.get() || walks == 0) {
            boolean[] met = new boolean[staying];
            walk.rewind();
            while (walk.next()) {
                meet(walk.entry(), met);
            }
            for (int i = 0; i < staying; i++) {
                assertThat(met[i]).as("walk=%d met key=%d", walks, 2 * i).isTrue();
            }
            walks++;
        }
        return walks;
    }

    private long scanAll(int staying) {
        EntryScan scan = index.entries();
        long scans = 0;
        while (!done.get() || scans == 0) {
            boolean[] met = new boolean[staying];
            long last = -1;
            scan.all();
            while (scan.next()) {
                long number = Documents.number(scan.entry());
                assertThat(number).as("key order").isGreaterThan(last);
                last = number;
                meet(scan.entry(), met);
            }
            for (int i = 0; i < staying; i++) {
                assertThat(met[i]).as("scan=%d met key=%d", scans, 2 * i).isTrue();
            }
            scans++;
        }
        return scans;
    }

    private static void meet(IndexEntry entry, boolean[] met) {
        Documents.checkWhole(entry);
        long number = Documents.number(entry);
        if ((number & 1) == 0 && number / 2 < met.length) {
            assertThat(met[(int) number / 2]).as("key=%d is met once", number).isFalse();
            met[(int) number / 2] = true;
        }
    }

    @Test
    void shouldNotDelayTheWriterByAReaderThatStopsInside() throws Exception {
        documents.key("a").doc(++sequence, 100).put(index, sequence);
        Stopping stopping = new Stopping();
        Documents own = new Documents().key("a");
        Future<Integer> reader = threads.submit(() -> own.read(index, stopping));
        await(stopping.inside);
        for (int i = 0; i < 20_000; i++) {
            documents
                    .key(i % 3 == 0 ? "a" : "key" + i)
                    .doc(++sequence, 100 + i % 100)
                    .put(index, sequence);
        }
        documents.key("a").doc(++sequence, 333).put(index, sequence);
        stopping.goOn.countDown();
        assertThat(reader.get()).isEqualTo(333);
        assertThat(stopping.sequence()).isEqualTo(sequence);
    }

    /** The stripe of a reader is replaced, and where its version was stands a number of a document that is the same. */
    @Test
    void shouldSeeThatAStripeWasReplacedEvenIfItsMemoryLooksTheSame() throws Exception {
        int room = Stripe.room(Stripe.buckets(512));
        for (int i = 0; i < room; i++) {
            documents.key(i).doc(++sequence, 200).put(index, sequence);
        }
        long hashBytes = index.hashBytes();
        documents.key(0);
        long hash = index.hash(documents.key, 0, documents.keyLength);
        int homeAt = Stripe.bucketAt(0, Stripe.home((int) (hash >>> 32), Stripe.buckets(512)));
        int stripe = StripeDirectory.ref(index.directory().find(hash));
        long version = Stripe.version(memory.buffer(stripe), IndexMemory.offset(stripe) + homeAt);
        Stopping stopping = new Stopping();
        Documents own = new Documents().key(0);
        Future<Integer> reader = threads.submit(() -> own.read(index, stopping));
        await(stopping.inside);
        documents.key(room).doc(++sequence, 200).put(index, sequence);
        assertThat(index.hashBytes()).as("the stripe was replaced").isGreaterThan(hashBytes);
        documents.key(0).doc(777, 200).put(index, 777);
        documents.key(room + 1).doc(778, 200).put(index, 778);
        documents
                .key(room + 2)
                .doc(779, 512 - 32)
                .doc
                .putLong(homeAt - RecordDescriptor.docOffset(Long.BYTES), version);
        documents.put(index, 779);
        assertThat(Stripe.version(memory.buffer(stripe), IndexMemory.offset(stripe) + homeAt))
                .isEqualTo(version);
        stopping.goOn.countDown();
        assertThat(reader.get()).isEqualTo(200);
        assertThat(stopping.sequence()).isEqualTo(777);
    }

    /** A copy whose reader stops between having found the record and copying it, the first time. */
    private static final class Stopping extends ReadCopy {
        private final CountDownLatch inside = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        boolean take(UnsafeBuffer source, int keyAt, int keyLength, int docAt, int docLength, long changeSequence) {
            if (docLength <= capacity()) {
                inside.countDown();
                await(goOn);
            }
            return super.take(source, keyAt, keyLength, docAt, docLength, changeSequence);
        }

        private int capacity() {
            return buffer().capacity();
        }
    }

    @Test
    void shouldRefuseALateReaderEvenWhenItsMemoryIsUsedAgain() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            documents.key(i).doc(++sequence, 100).put(index, sequence);
        }
        EntryScan scan = index.entries();
        while (!scan.ready()) {
            index.work(100);
        }
        List<Future<Long>> readers = start(READERS, () -> readAtRandom(1, 20_000));
        readers.addAll(start(1, () -> scanAll(0)));
        readers.addAll(start(1, () -> walkAll(0)));
        Index other = new Index(memory, 7);
        index.close();
        index.close();
        while (index.release(50)) {
            for (int i = 0; i < 50; i++) {
                documents.key(++sequence).doc(-1, (int) (sequence % 3000)).put(other, sequence);
            }
        }
        for (Future<Long> reader : readers) {
            assertThatThrownBy(reader::get).hasCauseInstanceOf(EngineClosedException.class);
        }
        assertThatThrownBy(() -> documents.put(index, 1)).isInstanceOf(EngineClosedException.class);
        assertThat(index.work(1)).isFalse();
    }

    @Test
    void shouldCatchATornDocumentInTheTestItself() {
        documents.key(1).doc(7, 64);
        long keyStamp = Documents.keyStamp(documents.key, 0, documents.keyLength);
        assertThat(Documents.isWhole(documents.doc, 0, 64, 7, keyStamp)).isTrue();
        documents.doc.putByte(33, (byte) (documents.doc.getByte(33) + 1));
        assertThat(Documents.isWhole(documents.doc, 0, 64, 7, keyStamp)).isFalse();
    }

    private List<Future<Long>> start(int count, Callable<Long> task) {
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(threads.submit(task));
        }
        return futures;
    }

    private void assertReadSomething(List<Future<Long>> readers) throws Exception {
        done.set(true);
        for (Future<Long> reader : readers) {
            assertThat(reader.get()).as("reads beside the writer").isPositive();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
