package io.tailrace.bench.comparison;

import io.tailrace.Tailrace;
import io.tailrace.Threading;
import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.comparison.protocol.Told;
import io.tailrace.bench.comparison.protocol.Work;
import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Standing;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ours: a journaled table, and feeds on expressions. */
final class EnginePeer implements Peer {
    private static final int LIMIT = 1 << 16;

    private final Threading threading;
    private final List<FeedRun> runs = new ArrayList<>();
    private PeerWork work;
    private Tailrace engine;
    private EngineRows rows;
    private Standing standing;
    private Beside reader;
    private volatile boolean closed;

    /** With feeds on a thread that polls them, or {@link Threading#SHARED} on that of the writer. */
    EnginePeer(Threading threading) {
        this.threading = threading;
    }

    @Override
    public void open(Work asked, Path directory, long mostUpdates) {
        work = (PeerWork) asked;
        engine = Tailrace.open(EngineRows.config(directory).threading(threading));
        rows = new EngineRows(engine, work.updates());
    }

    @Override
    public void subscribe(Told told) throws Exception {
        if (threading == Threading.SHARED) {
            for (int query = 0; query < work.queries(); query++) {
                Feed feed = rows.open(work.screens(), query);
                runs.add(engine.run(feed, handler(told, query)));
            }
            return;
        }
        long filled = rows.committed();
        standing = Standing.in(engine);
        for (int query = 0; query < work.queries(); query++) {
            standing.add(rows.open(work.screens(), query), handler(told, query));
        }
        standing.takeIn();
        standing.drain(filled, LIMIT);
        reader = new Beside("peer-reader", () -> {
            while (!closed) {
                if (standing.poll(LIMIT) == 0) {
                    Thread.yield();
                }
            }
        });
        reader.go();
    }

    private ChangeHandler handler(Told told, int query) {
        Field number = engine.field("qty");
        Field sent = rows.sentField();
        return change -> {
            Document before = change.oldVal();
            Document after = change.newVal();
            told.told(
                    query,
                    before != null,
                    before == null ? 0 : before.longValue(number),
                    after != null,
                    after == null ? 0 : after.longValue(number),
                    after == null ? 0 : after.longValue(sent));
        };
    }

    @Override
    public void send(int key, double price, long number, long sentNs) {
        rows.write(key, price, number, sentNs);
    }

    @Override
    public void flush() {
        rows.committed();
        if (engine.isFailed()) {
            throw new IllegalStateException("the engine has failed, see what its error handler was told");
        }
        if (reader != null) {
            reader.check();
        }
        for (FeedRun run : runs) {
            if (run.failure() != null) {
                throw run.failure();
            }
        }
    }

    @Override
    public Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "threads",
                threading == Threading.SHARED
                        ? "2: producer, writer with feeds"
                        : "3: producer, writer, feeds polled as a group");
        facts.put("durability", "journal with checksums and both images; survives a kill, forced once in a while");
        facts.put("settings", "defaults, but segments of 512 MiB");
        return facts;
    }

    @Override
    public void end() throws Exception {
        closed = true;
        if (reader != null) {
            reader.join();
            standing.close();
        }
        runs.forEach(FeedRun::close);
        engine.close();
    }
}
