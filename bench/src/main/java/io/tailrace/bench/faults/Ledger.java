package io.tailrace.bench.faults;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.Transaction;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.SnapshotPolicy;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transfers are written to one table, read from it through a named cursor, and booked in others of the same engine,
 * each once: in the end the accounts hold what the transfers say. One thread books.
 */
final class Ledger {
    /** Who books, and how. */
    enum Booking {
        /** A thread of the engine, each transfer for itself, waited for. */
        EACH(Threading.DEDICATED),
        /** A thread of the engine, each transfer for itself, many under way. */
        UNDER_WAY(Threading.DEDICATED),
        /** The one thread of the engine, which may not wait. */
        SHARED(Threading.SHARED),
        /** The caller, all transfers of a poll together. */
        POLLS(Threading.DEDICATED);

        private final Threading threading;

        Booking(Threading threading) {
            this.threading = threading;
        }

        static Booking of(long seed) {
            return values()[(int) Math.floorMod(seed, (long) values().length)];
        }
    }

    private static final int ACCOUNTS = 16;
    private static final int SAY_EVERY = 64;
    /** A handler on the thread of the writer cannot wait for room: a poll of the engine is of 1,024 events at most. */
    private static final int RING_SLOTS = 4_096;

    private static final int MOST_IN_A_POLL = 7;
    private static final ChangesOptions OPTIONS =
            ChangesOptions.defaults().fromStart().cursor("booking", CursorOption.BY_TRANSACTION);

    private final Tailrace engine;
    private final PrintStream out;
    private final Table transfers;
    private final Table accounts;
    private final Table booked;
    /** As the transactions handed in leave them; of the thread that books. */
    private final long[] balances = new long[ACCOUNTS];

    private final List<Ack> underWay = new ArrayList<>();
    private final AtomicLong count = new AtomicLong();

    Ledger(Tailrace engine, PrintStream out) {
        this.engine = engine;
        this.out = out;
        transfers = engine.table("transfers");
        accounts = engine.table("accounts");
        booked = engine.table("booked");
        accounts.scan((account, version) -> balances[(int) account.longValue("id")] = account.longValue("balance"));
        count.set(booked.count());
    }

    /** With many segments, and snapshots by which the position is found again. */
    static TailraceConfig config(Path directory, Booking booking) {
        return Writing.config(directory)
                .threading(booking.threading)
                .ringSlots(RING_SLOTS)
                .snapshots(SnapshotPolicy.onDemand().every(Duration.ofMillis(200)));
    }

    /** Writes transfers, and has them booked, until the process is killed. */
    void forever(Booking booking, long seed) {
        Feed feed = transfers.changes(OPTIONS);
        switch (booking) {
            case EACH -> engine.run(feed, change -> book(change, true));
            case UNDER_WAY, SHARED -> engine.run(feed, change -> book(change, false));
            case POLLS -> new Thread(() -> poll(feed, Long.MAX_VALUE), "booking").start();
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (long id = transfers.count(); ; id++) {
            transfers
                    .insert()
                    .put("id", id)
                    .put("from", random.nextInt(ACCOUNTS))
                    .put("to", random.nextInt(ACCOUNTS))
                    .put("amount", 1 + random.nextInt(100))
                    .commit()
                    .orThrow();
            if (!feed.ended() && id % SAY_EVERY == 0) {
                out.println("booked " + count.get());
            } else if (feed.ended()) {
                throw new IllegalStateException("feed has ended: " + engine.feeds());
            }
        }
    }

    private void poll(Feed feed, long target) {
        Transaction all = engine.transaction();
        while (count.get() < target) {
            int polled = feed.poll(change -> add(change, all), MOST_IN_A_POLL);
            if (polled > 0) {
                feed.commitWith(all);
                all.commit().orThrow();
                count.addAndGet(polled);
            }
        }
    }

    private void book(Change change, boolean waits) {
        Transaction booking = engine.transaction();
        add(change, booking);
        change.commitWith(booking);
        if (waits) {
            booking.commit().orThrow();
        } else {
            underWay.removeIf(ack -> ack.isDone() && ack.orThrow() == ack);
            Ack ack = new Ack();
            booking.commit(ack);
            underWay.add(ack);
        }
        count.incrementAndGet();
    }

    private void add(Change change, Transaction booking) {
        int from = (int) change.newVal().longValue("from");
        int to = (int) change.newVal().longValue("to");
        long amount = change.newVal().longValue("amount");
        balances[from] -= amount;
        balances[to] += amount;
        booking.add(booked.insert().put("id", change.newVal().longValue("id")))
                .add(accounts.upsert(from).put("balance", balances[from]))
                .add(accounts.upsert(to).put("balance", balances[to]));
    }

    void checkCounts() {
        long all = transfers.count();
        WrongAnswer.unless(booked.count() == all, "booked=" + booked.count() + " of transfers=" + all);
    }

    /**
     * Books what is left, and compares.
     *
     * @return how many transfers there are
     * @throws WrongAnswer where one was lost, or booked twice
     */
    long check() {
        long all = transfers.count();
        try (Feed feed = transfers.changes(OPTIONS)) {
            poll(feed, all);
        }
        checkCounts();
        long[] expected = new long[ACCOUNTS];
        transfers.scan((transfer, version) -> {
            expected[(int) transfer.longValue("from")] -= transfer.longValue("amount");
            expected[(int) transfer.longValue("to")] += transfer.longValue("amount");
        });
        accounts.scan((account, version) -> {
            int id = (int) account.longValue("id");
            WrongAnswer.unless(
                    account.longValue("balance") == expected[id],
                    "account=" + id + " balance=" + account.longValue("balance") + " transfers say " + expected[id]);
            expected[id] = 0;
        });
        for (int id = 0; id < ACCOUNTS; id++) {
            WrongAnswer.unless(expected[id] == 0, "account=" + id + " is missing");
        }
        return all;
    }
}
