package io.tailrace.write;

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
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What acks say when the writer fails between the first and the last message of a batch. */
@Timeout(30)
class WriterAcksTest {
    private static final long HASH_SEED = 1;

    private final WriteSettings settings = new WriteSettings(64, 512, 256, 64 * 1024, BackPressure.BLOCK, 1, 0, 0);
    private final EngineState state = new EngineState();
    private final List<Throwable> errors = new ArrayList<>();
    private final DocumentLimits limits = new DocumentLimits().documentBytes(4 * 1024);
    private final Journal journal =
            Journal.inMemory(new JournalConfig().largestBlockBytes(8 * 1024).limits(limits));
    private final Ring ring = new Ring(settings, state, new NoWaiting(), () -> 0, HASH_SEED);
    private final Writer writer = new Writer(
            ring,
            new Forcing(journal, ring, state, SyncPolicy.onDemand(), () -> 0, errors::add),
            new Sleepers(),
            journal,
            new LiveTables(new IndexMemory(), HASH_SEED),
            settings,
            () -> 0,
            errors::add);
    private final DocumentWriter document = new DocumentWriter(journal.dictionary(), limits);
    private final KeyEncoder keys = new KeyEncoder(limits);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KeyEncoder.MAX_ENCODED_BYTES]);
    private String text = "";

    @BeforeEach
    void makeTable() {
        create("t");
        writer.doWork();
    }

    private Ack create(String name) {
        Ack ack = new Ack();
        UnsafeBuffer id = new UnsafeBuffer("id".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        int length = key.putStringWithoutLengthUtf8(0, name);
        ring.send(Operation.CREATE_TABLE, 0, Ring.NO_TIME, 0, key, length, id, 0, 2, ack, false);
        return ack;
    }

    private Ack put(long id) {
        return put(id, new Ack());
    }

    private Ack put(long id, Ack ack) {
        document.reset().put("id", id).put("text", text);
        int length = document.finish();
        int keyLength = keys.encode(id, key, 0);
        ring.send(
                Operation.UPSERT,
                0,
                Ring.NO_TIME,
                Ring.ANY_VERSION,
                key,
                keyLength,
                document.buffer(),
                document.offset(),
                length,
                ack,
                false);
        return ack;
    }

    private Ack transaction(long id) {
        Ack ack = new Ack();
        Batch batch = new Batch(HASH_SEED);
        document.reset().put("id", id).put("text", text);
        int length = document.finish();
        int keyLength = keys.encode(id, key, 0);
        batch.add(Operation.UPSERT, 0, Ring.ANY_VERSION, key, keyLength, document.buffer(), document.offset(), length);
        ring.send(Operation.TRANSACTION, 0, Ring.NO_TIME, 0, key, 0, batch.buffer(), 0, batch.length(), ack, false);
        return ack;
    }

    /** A message that no producer makes: an update of a document that is there, with bytes that are no document. */
    private Ack poison(long id) {
        Ack ack = new Ack();
        UnsafeBuffer garbage = new UnsafeBuffer(new byte[64]);
        garbage.setMemory(0, 64, (byte) 0xFF);
        ring.send(
                Operation.UPDATE,
                0,
                Ring.NO_TIME,
                Ring.ANY_VERSION,
                key,
                keys.encode(id, key, 0),
                garbage,
                0,
                64,
                ack,
                false);
        return ack;
    }

    private void assertCommitted(Ack ack, long sequence) {
        assertThat(ack.toString()).isEqualTo("INSERTED sequence=" + sequence);
        assertThat(journal.lastSequence()).isGreaterThanOrEqualTo(sequence);
    }

    private static void assertDown(Ack ack, Outcome outcome) {
        assertThat(ack.isDone()).isTrue();
        assertThat(ack.error()).isEqualTo(WriteError.ENGINE_DOWN);
        assertThat(ack.outcome()).isEqualTo(outcome);
    }

    @Test
    void shouldAcknowledgeWhatATransactionCommittedBeforeALaterMessageFails() {
        Ack before = put(1);
        Ack transaction = transaction(2);
        Ack open = put(3);
        Ack failing = poison(1);
        Ack after = put(4);
        writer.doWork();
        assertThat(state.isFailed()).isTrue();
        assertThat(errors).hasSize(1);
        assertThat(journal.lastSequence()).isEqualTo(3);
        assertCommitted(before, 2);
        assertThat(transaction.toString()).isEqualTo("REPLACED sequence=3");
        assertDown(open, Outcome.UNKNOWN);
        assertDown(failing, Outcome.UNKNOWN);
        assertDown(after, Outcome.ERROR);
    }

    @Test
    void shouldAcknowledgeWhatADefinitionCommittedBeforeALaterMessageFails() {
        Ack before = put(1);
        Ack table = create("another");
        Ack failing = poison(1);
        writer.doWork();
        assertCommitted(before, 2);
        assertDown(table, Outcome.UNKNOWN);
        assertDown(failing, Outcome.UNKNOWN);
        assertThat(journal.lastSequence()).isEqualTo(2);
    }

    @Test
    void shouldAcknowledgeWhatAFullBlockCommittedBeforeALaterMessageFails() {
        text = "x".repeat(3_000);
        Ack first = put(1);
        Ack second = put(2);
        Ack third = put(3);
        Ack failing = poison(1);
        writer.doWork();
        assertCommitted(first, 2);
        assertCommitted(second, 3);
        assertDown(third, Outcome.UNKNOWN);
        assertDown(failing, Outcome.UNKNOWN);
        assertThat(journal.lastSequence()).isEqualTo(3);
    }

    @Test
    void shouldLeaveNoAckPendingAndNoSlotClaimedWhenTheCopyIntoTheRingThrows() {
        Ack ack = new Ack();
        UnsafeBuffer shorter = new UnsafeBuffer(new byte[8]);
        int keyLength = keys.encode(7, key, 0);
        assertThatThrownBy(() -> ring.send(
                        Operation.UPSERT,
                        0,
                        Ring.NO_TIME,
                        Ring.ANY_VERSION,
                        key,
                        keyLength,
                        shorter,
                        0,
                        4_000,
                        ack,
                        false))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(ack.isPending()).isFalse();
        assertThat(writer.doWork()).isPositive();
        assertThat(state.isFailed()).isFalse();
        put(7, ack);
        writer.doWork();
        assertCommitted(ack, 2);
    }

    @Test
    void shouldTakeAnAckBackWhenTheWaitForRoomEndsWithAnError() {
        int keyLength = keys.encode(1, key, 0);
        Ack ack = new Ack();
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= 64; i++) {
                        ring.send(
                                Operation.DELETE,
                                0,
                                Ring.NO_TIME,
                                0,
                                key,
                                keyLength,
                                null,
                                0,
                                0,
                                i < 64 ? null : ack,
                                false);
                    }
                })
                .isInstanceOf(AssertionError.class);
        assertThat(ack.isPending()).isFalse();
    }

    @Test
    void shouldNotDoubtWhatAForceHasAnsweredWhenTheEngineFails() {
        Forcing forcing = new Forcing(journal, ring, state, SyncPolicy.onDemand(), () -> 0, errors::add);
        SyncingAcks syncing = new SyncingAcks(forcing);
        put(1);
        writer.doWork();
        Ack forced = synced(2);
        Ack later = synced(3);
        assertThat(syncing.takes(forced)).isTrue();
        forcing.ask();
        forcing.doWork();
        assertThat(syncing.takes(later)).isTrue();
        assertThat(syncing.fail()).isEqualTo(2);
        assertThat(forced.outcome()).isEqualTo(Outcome.INSERTED);
        assertThat(later.error()).isEqualTo(WriteError.NOT_SYNCED);
    }

    /** An ack that was decided and waits for the device. */
    private Ack synced(long sequence) {
        Ack ack = new Ack();
        ring.send(Operation.DELETE, 0, Ring.NO_TIME, 0, key, keys.encode(9, key, 0), null, 0, 0, ack, true);
        ack.decide(Outcome.INSERTED, WriteError.NONE, sequence);
        return ack;
    }
}
