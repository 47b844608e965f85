package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.Transaction;
import io.tailrace.testing.AllocationMeter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes allocated where a position is saved after each poll, or committed with a transaction: no more than without,
 * which is what writes and waits allocate where assertions are on.
 */
@Timeout(120)
class CursorAllocationTest {
    private static final int POLLS = 2_000;
    private static final int KEYS = 64;

    @TempDir
    Path directory;

    private Tailrace engine;
    private Table orders;
    private Table booked;
    private int written;
    private long events;
    private boolean isPositioned;

    @BeforeEach
    void open() {
        engine = Tailrace.open(new TailraceConfig().directory(directory).threading(Threading.INVOKER));
        orders = engine.table("orders");
        booked = engine.table("booked");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void order() {
        orders.upsert(written % KEYS).put("amount", written++).commit();
    }

    private long allocatedBy(Feed feed, ChangeHandler handler) {
        for (int i = 0; i < 5 * POLLS; i++) {
            order();
            feed.poll(handler, 1);
        }
        return AllocationMeter.allocatedPerWindow(POLLS, () -> {
            order();
            order();
            events += feed.poll(handler, 1);
            events += feed.poll(handler, 4);
        });
    }

    @Test
    void shouldSaveWithoutGarbage() {
        for (ChangesOptions options : new ChangesOptions[] {ChangesOptions.squash(false), ChangesOptions.defaults()}) {
            ChangesOptions named = options.cursor("c" + options.squashNs());
            try (Feed without = orders.changes(options).withoutLending();
                    Feed feed = orders.changes(named).withoutLending()) {
                ChangeHandler handler = change -> events++;
                long writes = allocatedBy(without, handler);
                assertThat(allocatedBy(feed, handler)).as(options.toString()).isEqualTo(writes);
            }
        }
        assertThat(engine.cursors()).hasSize(2).allMatch(cursor -> cursor.sequence() > POLLS);
    }

    private void book(Change change, Transaction transaction) {
        transaction.add(booked.upsert(change.sequence() % KEYS).put("amount", change.sequence()));
        if (isPositioned) {
            change.commitWith(transaction);
        }
        transaction.commit().orThrow();
    }

    @Test
    void shouldCommitWithATransactionWithoutGarbage() {
        ChangesOptions options = ChangesOptions.squash(false);
        Transaction transaction = engine.transaction();
        ChangeHandler handler = change -> book(change, transaction);
        long writes;
        try (Feed without = orders.changes(options).withoutLending()) {
            writes = allocatedBy(without, handler);
        }
        isPositioned = true;
        try (Feed feed = orders.changes(options.cursor("booking", CursorOption.BY_TRANSACTION))
                .withoutLending()) {
            assertThat(allocatedBy(feed, handler)).isEqualTo(writes);
        }
    }
}
