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

/** Bytes allocated where a position is saved after each poll, or committed with a transaction: none. */
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
        ChangesOptions[] all = {
            ChangesOptions.squash(false).cursor("verbatim"),
            ChangesOptions.defaults().cursor("squashed")
        };
        for (ChangesOptions options : all) {
            try (Feed feed = orders.changes(options).withoutLending()) {
                assertThat(allocatedBy(feed, change -> events++))
                        .as(options.toString())
                        .isZero();
            }
        }
        assertThat(engine.cursors()).allMatch(cursor -> cursor.sequence() > POLLS);
    }

    @Test
    void shouldCommitWithATransactionWithoutGarbage() {
        ChangesOptions options = ChangesOptions.squash(false).cursor("booking", CursorOption.BY_TRANSACTION);
        Transaction transaction = engine.transaction();
        try (Feed feed = orders.changes(options).withoutLending()) {
            long allocated = allocatedBy(feed, change -> {
                transaction.add(booked.upsert(change.sequence() % KEYS).put("amount", change.sequence()));
                change.commitWith(transaction);
                transaction.commit().orThrow();
            });
            assertThat(allocated).isZero();
        }
    }
}
