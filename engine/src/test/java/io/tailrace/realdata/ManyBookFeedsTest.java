package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Query;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many feeds on one recorded order book, opened and closed at random moments while it is loaded at full speed. What
 * each was told is what a feed of the same query is told that reads the same stretch of the journal for itself. How
 * many they are, {@code -Dtailrace.feeds=N} says.
 */
@Timeout(value = 1_200, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyBookFeedsTest {
    private static final int FEEDS = Integer.getInteger("tailrace.feeds", 300);
    private static final String INSTRUMENT = "usdm_btcusdt";
    /** Changes of the recording: inserts, modifications and deletes. */
    private static final long CHANGES = 404_792;

    private static final int LIMIT = 20_000;
    private static final long PAUSE_NS = 100_000;

    /** How many events a feed has had when its handler closes it, or opens another. */
    private static final int OWN_MOMENT = 40;

    private final List<Told> open = new ArrayList<>();
    /** Added to by the opening thread, and by handlers on the polling one. */
    private final List<Told> all = Collections.synchronizedList(new ArrayList<>());

    private FeedGroup group;
    private volatile boolean loaded;

    @Test
    void shouldTellEachOfManyFeedsWhatItWouldBeToldAlone(@TempDir Path directory) throws IOException {
        Recordings.required();
        Random random = Seeds.random(ManyBookFeedsTest.class);
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.DEDICATED);
        try (Tailrace engine = Tailrace.open(config)) {
            LevelTable levels = new LevelTable(engine);
            group = engine.group();
            long start = engine.lastSequence();
            long pollSeed = random.nextLong();
            CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> load(engine, levels));
            CompletableFuture<Void> polling = CompletableFuture.runAsync(() -> poll(engine::lastSequence, pollSeed));
            try {
                openAndClose(engine, levels, start, polling, random);
                loading.join();
                assertThat(engine.lastSequence()).isEqualTo(start + CHANGES);
            } finally {
                loaded = true;
            }
            polling.join();
            all.forEach(Told::close);
            checkEachAgainstASingleFeed();
        }
    }

    private static void load(Tailrace engine, LevelTable levels) {
        WritesInFlight<Level> writes = new WritesInFlight<>(engine, (level, ack) -> {});
        try (MarketFile file = Recordings.market(INSTRUMENT)) {
            for (MarketLine line = file.next(); line != null; line = file.next()) {
                if (line.kind() == MarketLine.Kind.DEPTH) {
                    line.levels((level, qtyE8) -> writes.commit(levels.write(level, qtyE8), level));
                }
            }
            writes.drain();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void poll(LongSupplier last, long seed) {
        Random random = new Random(seed);
        while (!loaded || !reached(last.getAsLong())) {
            if (group.poll(1 + random.nextInt(LIMIT)) == 0) {
                Thread.yield();
            }
        }
    }

    private boolean reached(long sequence) {
        synchronized (all) {
            return all.stream().allMatch(told -> told.closed || told.run != null && told.run.position() >= sequence);
        }
    }

    /** Opens feeds as the load goes on, and closes some of those that are open; about half stay until the end. */
    private void openAndClose(
            Tailrace engine, LevelTable levels, long start, CompletableFuture<Void> polling, Random random) {
        for (int opened = 0; opened < FEEDS && !polling.isDone(); ) {
            long due = FEEDS * (engine.lastSequence() - start) / CHANGES + 1;
            for (; opened < Math.min(due, FEEDS); opened++) {
                Told told = new Told(levels.query(random), opened % 10);
                told.stand();
                if (told.role != Told.CLOSES_ITSELF) {
                    open.add(told);
                }
                if (random.nextInt(2) == 0 && !open.isEmpty()) {
                    open.remove(random.nextInt(open.size())).close();
                }
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private void checkEachAgainstASingleFeed() {
        long events = 0;
        for (Told told : all) {
            Told single = new Told(told.query, Told.ALONE);
            single.readAlone(told.from, told.until);
            assertThat(told.toString()).isEqualTo(single.toString());
            events += told.events;
        }
        assertThat(events).isPositive();
    }

    /** A query, from where to where it was followed, and what was told of it. */
    private final class Told implements ChangeHandler {
        private static final int CLOSES_ITSELF = 0;
        private static final int OPENS_ANOTHER = 1;
        private static final int ALONE = -1;

        private final Query query;
        private final int role;
        /** Written by who adds it, while the polling thread may have events for it already. */
        private volatile FeedRun run;

        private volatile boolean closed;
        private long from;
        private long until;
        private long events;
        private long hash;

        Told(Query query, int role) {
            this.query = query;
            this.role = role;
        }

        void stand() {
            Feed feed = query.changes(ChangesOptions.squash(false).includeInitial(false));
            from = feed.position();
            all.add(this);
            run = group.add(feed, this);
        }

        /** Of one that closes itself the polling thread, else the opening one, until there is no polling any more. */
        void close() {
            if (!closed) {
                closed = true;
                run.close();
                until = run.position();
            }
        }

        void readAlone(long first, long last) {
            from = first;
            until = last;
            try (Feed feed = query.changes(ChangesOptions.squash(false)
                    .includeInitial(false)
                    .from(first + 1)
                    .until(last))) {
                while (!feed.ended()) {
                    feed.poll(this, LIMIT);
                }
            }
        }

        @Override
        public void onChange(Change change) {
            events++;
            hash = 31 * (31 * hash + change.sequence()) + change.type().ordinal();
            if (events >= OWN_MOMENT && role == CLOSES_ITSELF && run != null) {
                close();
                until = change.sequence(); // what the handler is looking at counts
            } else if (events == OWN_MOMENT && role == OPENS_ANOTHER) {
                new Told(query, ALONE).stand();
            }
        }

        @Override
        public String toString() {
            return query + " from=" + from + " until=" + until + " events=" + events + " hash=" + hash;
        }
    }
}
