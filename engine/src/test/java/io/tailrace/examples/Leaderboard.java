package io.tailrace.examples;

import io.tailrace.Direction;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.ArrayList;
import java.util.List;

/** The best players of a game, best first: points are added from any thread, and the board follows. Not thread safe. */
public final class Leaderboard implements AutoCloseable {
    private final Table players;
    private final Feed best;
    private final List<String> board = new ArrayList<>();

    /** @param places how many players the board shows */
    public Leaderboard(Tailrace engine, int places) {
        players = engine.table("players", "name");
        if (!players.indexes().contains("points")) {
            players.createIndex("points");
        }
        best = players.orderBy("points", Direction.DESC)
                .limit(places)
                .changes(ChangesOptions.squash(true).includeOffsets());
    }

    /** Adds points to what a player has, whoever else does so at the same time. */
    public void score(String player, long points) {
        // tag::score
        players.compute(player, (current, next) -> {
            next.put("points", (current == null ? 0 : current.longValue("points")) + points);
            return true;
        });
        // end::score
    }

    /** The board with all that was scored until now. */
    public List<String> board() {
        best.poll(this::move, Integer.MAX_VALUE);
        return List.copyOf(board);
    }

    private void move(Change change) {
        if (change.oldOffset() != Change.NO_OFFSET) {
            board.remove(change.oldOffset());
        }
        if (change.newOffset() != Change.NO_OFFSET) {
            Document player = change.newVal();
            board.add(change.newOffset(), player.string("name") + " " + player.longValue("points"));
        }
    }

    @Override
    public void close() {
        best.close();
    }
}
