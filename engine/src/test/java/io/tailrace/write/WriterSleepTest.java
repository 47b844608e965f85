package io.tailrace.write;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.KeyEncoder;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever comes into the ring, or is asked of the writer, ends its sleep, however the steps of both interleave. */
@Timeout(60)
class WriterSleepTest {
    /** A sleep that nobody ends outlasts the test. */
    private static final long FOR_EVER_NS = TimeUnit.HOURS.toNanos(1);

    private static final long MILLISECOND_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PRODUCERS = 2;
    private static final int ROUNDS = 20_000;

    private static final long HASH_SEED = 1;

    private final WriteSettings settings = new WriteSettings(64, 512, 256, 64 * 1024, BackPressure.BLOCK, 1, 0, 0);
    private final EngineState state = new EngineState();
    private final List<Throwable> errors = new ArrayList<>();
    private final AtomicLong nowNs = new AtomicLong();
    private final DocumentLimits limits = new DocumentLimits().documentBytes(4 * 1024);
    private final Journal journal =
            Journal.inMemory(new JournalConfig().largestBlockBytes(8 * 1024).limits(limits));
    private final Ring ring = new Ring(settings, state, null, () -> 0, HASH_SEED);
    private final Forcing forcing = new Forcing(journal, ring, state, SyncPolicy.onDemand(), () -> 0, errors::add);
    private final LiveTables tables = new LiveTables(new IndexMemory(), HASH_SEED);
    private final Writer writer =
            new Writer(ring, forcing, new Sleepers(), journal, tables, settings, nowNs::get, errors::add);
    private final Sleeper sleeper = writer.sleeper();

    @BeforeEach
    void makeTable() {
        UnsafeBuffer id = new UnsafeBuffer("id".getBytes(US_ASCII));
        UnsafeBuffer name = new UnsafeBuffer(new byte[16]);
        int length = name.putStringWithoutLengthUtf8(0, "t");
        ring.send(Operation.CREATE_TABLE, 0, Ring.NO_TIME, 0, name, length, id, 0, 2, null, false);
        writer.doWork();
    }

    /** Keys and documents of one producer. */
    private final class Producer {
        private final DocumentWriter document = new DocumentWriter(journal.dictionary(), limits);
        private final KeyEncoder keys = new KeyEncoder(limits);
        private final Ack ack = new Ack();
        private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);

        /** What is between claim and publish. */
        private Runnable whileEncoding = () -> {};

        Ack put(long id, boolean synced) {
            document.reset().put("id", id).put("n", id);
            int length = document.measure();
            int keyLength = keys.encode(id, key, 0);
            ring.send(
                    Operation.UPSERT,
                    0,
                    Ring.NO_TIME,
                    Ring.ANY_VERSION,
                    key,
                    keyLength,
                    (target, offset) -> {
                        whileEncoding.run();
                        document.encode(target, offset);
                    },
                    length,
                    ack,
                    synced);
            return ack;
        }

        void putLargeTransaction() {
            Batch batch = new Batch(HASH_SEED);
            for (long id = 0; batch.length() <= ring.largestMessage(); id++) {
                document.reset().put("id", id).put("n", id);
                int length = document.finish();
                int keyLength = keys.encode(id, key, 0);
                batch.add(
                        Operation.UPSERT,
                        0,
                        Ring.ANY_VERSION,
                        key,
                        keyLength,
                        document.buffer(),
                        document.offset(),
                        length);
            }
            ring.send(batch, Ring.NO_TIME, ack, false);
        }
    }

    private void announce() {
        sleeper.announce();
        assertThat(writer.doWork()).isZero();
    }

    private void shouldBeWokenBy(Runnable request) {
        announce();
        assertThat(writer.sleepNs()).isGreaterThan(MILLISECOND_NS);
        request.run();
        assertThat(sleeper.isAnnounced()).isFalse();
        sleeper.sleep(FOR_EVER_NS);
    }

    @Test
    void shouldNotSleepAfterAPublishBetweenTheLastLookAndTheSleep() {
        Producer producer = new Producer();
        shouldBeWokenBy(() -> producer.put(1, false));
        assertThat(writer.doWork()).isPositive();
        assertThat(producer.ack.isDone()).isTrue();
    }

    @Test
    void shouldNotSleepWhileAProducerIsBetweenClaimAndPublishWhichMayNotSeeTheAnnouncement() {
        Producer producer = new Producer();
        long[] sleepNs = {-1};
        producer.whileEncoding = () -> {
            announce();
            sleepNs[0] = writer.sleepNs();
            sleeper.withdraw();
        };
        producer.put(1, false);
        assertThat(sleepNs[0]).isZero();
        assertThat(writer.doWork()).isPositive();
        announce();
        assertThat(writer.sleepNs()).isGreaterThan(MILLISECOND_NS);
    }

    @Test
    void shouldLeaveNoSlotUnpublishedWhereEncodingFailsEvenSo() {
        Producer producer = new Producer();
        producer.whileEncoding = () -> {
            throw new IllegalStateException("planted");
        };
        assertThatThrownBy(() -> producer.put(1, false)).hasMessage("planted");
        assertThat(producer.ack.isPending()).isFalse();
        assertThat(writer.doWork()).isPositive();
        assertThat(journal.lastSequence()).isEqualTo(1); // the table
        producer.whileEncoding = () -> {};
        producer.put(1, false);
        assertThat(writer.doWork()).isPositive();
        assertThat(producer.ack.outcome()).isEqualTo(Outcome.INSERTED);
    }

    @Test
    void shouldBeWokenByATransactionThatGoesAroundTheArena() {
        shouldBeWokenBy(new Producer()::putLargeTransaction);
        assertThat(writer.doWork()).isPositive();
    }

    @Test
    void shouldBeWokenForWhateverIsAskedOfTheWriter() {
        shouldBeWokenBy(writer::wakeUp);
        shouldBeWokenBy(() -> writer.wantTime(Long.MAX_VALUE - 1));
    }

    @Test
    void shouldLookEachMillisecondAsLongAsATimeIsWaitedFor() {
        nowNs.set(10);
        writer.wantTime(20);
        announce();
        assertThat(writer.sleepNs()).isEqualTo(MILLISECOND_NS);
        nowNs.set(30);
        assertThat(writer.doWork()).isPositive();
        assertThat(journal.timeFloor()).isEqualTo(20);
        sleeper.withdraw();
        announce();
        assertThat(writer.sleepNs()).isGreaterThan(MILLISECOND_NS);
    }

    @Test
    void shouldLookEachMillisecondAsLongAsAnAckWaitsForTheDevice() {
        Producer producer = new Producer();
        Ack ack = producer.put(1, true);
        writer.doWork();
        announce();
        assertThat(writer.sleepNs()).isEqualTo(MILLISECOND_NS);
        forcing.doWork();
        assertThat(sleeper.isAnnounced()).isFalse();
        assertThat(writer.doWork()).isPositive();
        assertThat(ack.isDone()).isTrue();
        announce();
        assertThat(writer.sleepNs()).isGreaterThan(MILLISECOND_NS);
    }

    @Test
    void shouldLookEachMillisecondWhileTheEngineCloses() {
        state.beginClose();
        announce();
        assertThat(writer.isSealed()).isTrue();
        assertThat(writer.sleepNs()).isEqualTo(MILLISECOND_NS);
    }

    /** A wake-up that is lost in one of the rounds hangs. */
    @Test
    void shouldLoseNoWakeUpOfSeveralProducersInAnyOfManyRaces() {
        AtomicInteger producing = new AtomicInteger(PRODUCERS);
        for (int i = 0; i < PRODUCERS; i++) {
            int seed = i;
            Thread producer = new Thread(() -> produce(seed, producing), "producer-" + i);
            producer.setDaemon(true);
            producer.start();
        }
        boolean announced = false;
        while (producing.get() > 0) {
            if (writer.doWork() > 0) {
                sleeper.withdraw();
                announced = false;
            } else if (!announced) {
                sleeper.announce();
                announced = true;
            } else if (writer.sleepNs() == 0) {
                Thread.onSpinWait();
            } else {
                sleeper.sleep(FOR_EVER_NS);
                announced = sleeper.isAnnounced();
            }
        }
        assertThat(journal.lastSequence()).isGreaterThanOrEqualTo(PRODUCERS * ROUNDS);
        assertThat(errors).isEmpty();
    }

    private void produce(int seed, AtomicInteger producing) {
        Producer producer = new Producer();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Ack ack = producer.put((long) seed * ROUNDS + round, false);
            while (!ack.isDone()) {
                Thread.onSpinWait();
            }
            for (int i = random.nextInt(200); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
        producing.decrementAndGet();
        writer.wakeUp();
    }
}
