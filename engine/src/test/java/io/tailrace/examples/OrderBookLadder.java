package io.tailrace.examples;

import io.tailrace.Direction;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The best bids of a recorded order book, best first. The ladder is a plain list that sees nothing but the events of an
 * ordered feed, and is equal to the query after each of them.
 */
public final class OrderBookLadder {
    /** A price and how much is bid for it, both whole numbers of their smallest unit; none removes the level. */
    public record Level(long timeNs, long price, long quantity) {}

    private final List<Level> ladder = new ArrayList<>();
    private final int depth;
    private long moves;

    /** @param depth how many levels the ladder shows */
    public OrderBookLadder(int depth) {
        this.depth = depth;
    }

    /** Plays recorded levels in the order of their times, which become those of the journal. */
    public void play(Iterator<Level> recording) {
        long[] nowNs = new long[1];
        TailraceConfig config =
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(() -> nowNs[0]);
        try (Tailrace engine = Tailrace.open(config)) {
            Table bids = engine.table("bids", "price");
            // tag::ladder
            ChangesOptions everyMove = ChangesOptions.squash(false).includeOffsets();
            try (Feed best = bids.orderBy("price", Direction.DESC).limit(depth).changes(everyMove)) {
                while (recording.hasNext()) {
                    Level level = recording.next();
                    nowNs[0] = level.timeNs();
                    if (level.quantity() == 0) {
                        bids.delete(level.price()).commit();
                    } else {
                        bids.upsert(level.price())
                                .put("quantity", level.quantity())
                                .commit();
                    }
                    best.poll(this::move, Integer.MAX_VALUE);
                }
            }
            // end::ladder
        }
    }

    // tag::move
    private void move(Change change) {
        if (change.oldOffset() != Change.NO_OFFSET) {
            ladder.remove(change.oldOffset());
        }
        if (change.newOffset() != Change.NO_OFFSET) {
            Document bid = change.newVal();
            ladder.add(
                    change.newOffset(), new Level(change.timeNs(), bid.longValue("price"), bid.longValue("quantity")));
        }
        moves++;
    }
    // end::move

    /** The ladder as it is now, each level with the time at which it last moved. */
    public List<Level> ladder() {
        return List.copyOf(ladder);
    }

    /** How many events it has seen: far fewer than there were levels, for most lie below it. */
    public long moves() {
        return moves;
    }
}
