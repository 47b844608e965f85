package io.tailrace.crash;

import io.tailrace.DocumentBuffer;
import io.tailrace.DocumentHandler;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.Document;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.DocumentFilter;
import io.tailrace.query.Projection;
import io.tailrace.write.Ack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** Drives one engine through everything that must not allocate, and says what it allocated. */
final class AllocationProcess {
    private static final int SLICE = AllocationWindow.SLICE;
    private static final int IN_FLIGHT = 512;
    private static final int POLL = 256;

    private final Tailrace engine;
    private final Path directory;
    private final Table table;
    private final Market market;
    private final Ack[] acks = new Ack[IN_FLIGHT];
    private final DocumentBuffer buffer;
    private final Projection projection;
    private final ChangeHandler handler;
    private final DocumentHandler reader;
    private long written;
    private long seen;

    private AllocationProcess(Tailrace engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
        table = engine.table("market");
        market = new Market(engine, table);
        buffer = table.newBuffer();
        projection = (in, out) -> out.put(market.id(), in, market.id())
                .put(market.price(), in.doubleValue(market.price(), 0) * 2)
                .put(market.venue(), "projected");
        handler = change -> seen += change.sequence()
                + (change.newVal() == null ? 0 : change.newVal().size());
        reader = (document, version) -> seen += version + document.size();
        for (int i = 0; i < IN_FLIGHT; i++) {
            acks[i] = new Ack();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int warmUp = Integer.parseInt(arguments[2]);
        Threading threading = Threading.valueOf(arguments[1]);
        TailraceConfig config = new TailraceConfig()
                .directory(directory)
                .threading(threading)
                .segmentBytes(512 << 20)
                .errorHandler(Throwable::printStackTrace);
        try (Tailrace engine = Tailrace.open(config)) {
            AllocationProcess process = new AllocationProcess(engine, directory);
            if (threading == Threading.INVOKER) {
                process.blocking(warmUp);
                process.canary(warmUp);
            } else {
                process.pipelined(warmUp);
                process.replay(warmUp);
            }
            System.out.println("done " + process.seen);
        }
        System.out.flush();
    }

    /** Pipelined writes with feeds that follow; one of them on a thread of its own. */
    private void pipelined(int warmUp) throws Exception {
        try (Feed beside = table.filter(filter()).changes(ChangesOptions.squash(false));
                Feed onRead = table.filter(filter()).pluck("id", "price", "bid").changes();
                Feed inWindows = table.changes(ChangesOptions.squash(Duration.ofMillis(5)))) {
            AutoCloseable run = engine.run(beside, handler);
            window().measure(
                            warmUp,
                            new String[] {"write-pipelined", "squash-on-read", "squash-window"},
                            this::writeSlice,
                            () -> drain(onRead),
                            () -> drain(inWindows));
            run.close();
        }
        window().measure(warmUp, new String[] {"read"}, this::readSlice);
    }

    private AllocationWindow window() {
        return new AllocationWindow(this::rolls, System.out);
    }

    /** A number that differs after a segment has begun, and after the one before it has been sealed. */
    private long rolls() {
        long segments = directory.toFile().list((parent, name) -> name.endsWith(".cq4")).length;
        return segments << 32 | directory.resolve("seal.tailrace").toFile().length();
    }

    private long writeSlice() {
        for (int i = 0; i < SLICE; i++) {
            Ack ack = acks[(int) (written % IN_FLIGHT)];
            if (ack.isPending()) {
                engine.await(ack);
            }
            market.write(written++, ack);
        }
        for (int i = 0; i < IN_FLIGHT; i++) {
            if (acks[i].isPending()) {
                engine.await(acks[i]);
            }
        }
        return SLICE;
    }

    /** Reads a feed to its end; how many changes that were. */
    private long drain(Feed feed) {
        while (feed.poll(handler, POLL) > 0) {
            seen++;
        }
        return SLICE;
    }

    private long readSlice() {
        for (int i = 0; i < SLICE; i++) {
            String key = market.key(i);
            boolean found = switch (i & 3) {
                case 0 -> table.read(key, buffer) && buffer.document().size() > 0;
                case 1 -> table.read(key, reader);
                case 2 -> table.exists(market.key(i - 1));
                default -> !table.exists(key);
            };
            if (!found) {
                throw new AssertionError("key=" + key);
            }
        }
        return SLICE;
    }

    /** Feeds that read what was written before. */
    private void replay(int warmUp) {
        ChangesOptions all = ChangesOptions.squash(false).fromStart();
        replay(warmUp, "tail", () -> table.changes(all));
        replay(warmUp, "filter", () -> table.filter(filter()).changes(all));
        replay(warmUp, "projection", () -> table.map(projection).changes(all));
        replay(
                warmUp,
                "filter-pluck",
                () -> table.filter(filter()).pluck("id", "price", "bid").changes(all));
        replay(
                warmUp,
                "window-replay",
                () -> table.pluck("id", "bid")
                        .changes(ChangesOptions.squash(Duration.ofMillis(1)).fromStart()));
    }

    /** From the start again where the end is near, which allocates: another window will do then. */
    private void replay(int warmUp, String name, Supplier<Feed> feeds) {
        Feed[] feed = {feeds.get()};
        window().measure(warmUp, new String[] {name}, () -> {
            if (feed[0].lag() < 2 * SLICE) {
                feed[0].close();
                feed[0] = feeds.get();
            }
            long begin = feed[0].position();
            while (feed[0].position() - begin < SLICE && feed[0].lag() > 0) {
                feed[0].poll(handler, POLL);
            }
            if (feed[0].lag() == 0) {
                throw new AssertionError("too few changes written for feed=" + name + " at " + feed[0].position());
            }
            return feed[0].position() - begin;
        });
        feed[0].close();
    }

    /** Blocking writes of an engine that runs on the caller's thread. */
    private void blocking(int warmUp) {
        try (Feed onRead = table.filter(filter()).map(projection).changes()) {
            window().measure(
                            warmUp,
                            new String[] {"write-blocking", "squash-on-read-projection"},
                            () -> {
                                for (int i = 0; i < SLICE; i++) {
                                    seen += market.compose(written++).commit().sequence();
                                }
                                return SLICE;
                            },
                            () -> drain(onRead));
        }
    }

    /** The same with a predicate that allocates: the count must notice. */
    private void canary(int warmUp) {
        try (Feed feed = table.filter(document -> document.toMap().size() > 1)
                .changes(ChangesOptions.squash(false).fromStart())) {
            window().measure(0, new String[] {"canary"}, () -> feed.poll(handler, 1) * (long) SLICE);
        }
    }

    /** A predicate for one feed: the nested document that it looks into is its own. */
    private DocumentFilter filter() {
        Document nested = new Document(engine.dictionary());
        return document -> {
            if (document.has(market.bid())) {
                return document.document(market.venue(), nested)
                        && nested.stringEquals(market.name(), "Zürich")
                        && document.doubleValue(market.bid()) > 100;
            }
            return document.doubleValue(market.price(), 0) > 10;
        };
    }
}
