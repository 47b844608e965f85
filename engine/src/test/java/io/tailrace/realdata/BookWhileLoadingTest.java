package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangeKind;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Feeds that begin with initial values at random moments while a book is loaded at full speed. */
@Timeout(240)
class BookWhileLoadingTest {
    private static final int FEEDS = 25;
    private static final String INSTRUMENT = "usdm_btcusdt";

    @Test
    void shouldStitchInitialValuesAndChangesAtOneSequence(@TempDir Path directory) throws IOException {
        Recordings.required();
        long seed = Seeds.fresh(BookWhileLoadingTest.class);
        Random random = new Random(seed);
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.DEDICATED);
        List<Receiver> receivers = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(config)) {
            BookTable book = new BookTable(engine, "book");
            long start = engine.lastSequence();
            CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> load(engine));
            long total = 404_792; // changes of the recording: inserts, modifications and deletes
            for (int i = 0; i < FEEDS; i++) {
                long moment = start + i * total / FEEDS + random.nextInt((int) (total / FEEDS));
                engine.awaitSequence(Math.min(moment, start + total), Duration.ofSeconds(60));
                receivers.add(new Receiver(book.table()
                        .changes(ChangesOptions.squash(false).includeInitial().includeStates())));
                receivers.forEach(receiver -> receiver.poll(1 + random.nextInt(2_000)));
            }
            loading.join();
            Map<List<Object>, Long> last = checkInitialValues(book, receivers);
            assertThat(engine.lastSequence()).isEqualTo(start + total);
            for (Receiver receiver : receivers) {
                receiver.pollAll();
                assertThat(receiver.held).isEqualTo(last);
                receiver.feed.close();
            }
        }
    }

    private static void load(Tailrace engine) {
        try (MarketFile file = Recordings.market(INSTRUMENT)) {
            BookWrites writes = new BookWrites(engine, new BookTable(engine, "book"));
            for (MarketLine line = file.next(); line != null; line = file.next()) {
                if (line.kind() == MarketLine.Kind.DEPTH) {
                    writes.line(line);
                }
            }
            writes.drain();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Replays all changes; at the start of each feed what was replayed must be its initial values. */
    private static Map<List<Object>, Long> checkInitialValues(BookTable book, List<Receiver> receivers) {
        receivers.forEach(Receiver::pollUntilReady);
        List<Receiver> inOrder = new ArrayList<>(receivers);
        inOrder.sort(Comparator.comparingLong(receiver -> receiver.readyAt));
        Map<List<Object>, Long> replayed = new HashMap<>();
        int[] next = new int[1];
        try (Feed all = book.table().changes(ChangesOptions.squash(false).fromStart())) {
            all.poll(
                    change -> {
                        while (next[0] < inOrder.size() && inOrder.get(next[0]).readyAt < change.sequence()) {
                            assertThat(inOrder.get(next[0]).initial).isEqualTo(replayed);
                            next[0]++;
                        }
                        fold(replayed, change);
                    },
                    Integer.MAX_VALUE);
        }
        for (; next[0] < inOrder.size(); next[0]++) {
            assertThat(inOrder.get(next[0]).initial).isEqualTo(replayed);
        }
        return replayed;
    }

    @SuppressWarnings("unchecked")
    private static void fold(Map<List<Object>, Long> held, Change change) {
        if (change.oldVal() != null) {
            Long old = held.remove((List<Object>) change.oldVal().value("id"));
            assertThat(old).isEqualTo(change.oldVal().longValue("qty"));
        }
        if (change.newVal() != null) {
            Long old = held.put(
                    (List<Object>) change.newVal().value("id"), change.newVal().longValue("qty"));
            assertThat(old).isNull();
        }
    }

    /** One feed and what it has told. */
    private static final class Receiver implements ChangeHandler {
        private final Feed feed;
        private final Map<List<Object>, Long> held = new HashMap<>();
        private Map<List<Object>, Long> initial;
        private long readyAt = -1;

        Receiver(Feed feed) {
            this.feed = feed;
        }

        @Override
        public void onChange(Change change) {
            if (change.kind() == ChangeKind.READY) {
                readyAt = change.sequence();
                initial = new HashMap<>(held);
            } else if (change.kind() != ChangeKind.INITIALIZING) {
                assertThat(change.kind() == ChangeKind.INITIAL).isEqualTo(readyAt < 0);
                assertThat(readyAt < 0 || change.sequence() > readyAt).isTrue();
                fold(held, change);
            }
        }

        void poll(int limit) {
            feed.poll(this, limit);
        }

        void pollUntilReady() {
            while (readyAt < 0) {
                feed.poll(this, 1_000);
            }
        }

        void pollAll() {
            feed.poll(this, Integer.MAX_VALUE);
        }
    }
}
