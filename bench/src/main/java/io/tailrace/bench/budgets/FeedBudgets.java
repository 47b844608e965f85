package io.tailrace.bench.budgets;

import io.tailrace.bench.incumbent.Incumbent;
import io.tailrace.bench.latency.EngineRoute;
import io.tailrace.bench.latency.MedianLatency;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Rounds;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Series;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Verdict;
import io.tailrace.bench.rows.Load;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The budgets that rows and feeds are measured for: B5, B8, B9, B11 and B13. */
public final class FeedBudgets {
    private static final int SYMBOLS = 1_000;
    private static final int MANY = 10_000;
    private static final int RUN = 1_000;
    private static final int HOT = 100;
    private static final long SEED = 1;

    private final Effort effort;
    private final Scratch scratch;
    private final Rounds rounds;

    public FeedBudgets(Effort effort, Scratch scratch, Consumer<String> progress) {
        this.effort = effort;
        this.scratch = scratch;
        rounds = effort.rounds(progress);
    }

    /** Ten thousand feeds of which at most one is concerned, against one feed. */
    public List<Verdict> manyAgainstOne() throws Exception {
        int feeds = Math.min(MANY, effort.keys());
        Updates updates = new Updates(SEED, effort.keys(), feeds, effort.records() / 2);
        Screens one = new Screens(Screens.Kind.EQUALITY, 1);
        Screens many = new Screens(Screens.Kind.EQUALITY, feeds);
        List<Series> read = rounds.run(
                List.of(EngineFeeds.reading(scratch, one, updates), EngineFeeds.reading(scratch, many, updates)));
        List<Series> live =
                rounds.run(List.of(EngineFeeds.live(scratch, one, updates), EngineFeeds.live(scratch, many, updates)));
        String what = many + ", one matches a change, against one feed, ";
        return List.of(
                Verdict.against("B5", what + "reading what is written", 0.5, read.get(0), read.get(1)),
                Verdict.against("B5-live", what + "beside a live writer", 0.5, live.get(0), live.get(1)));
    }

    /** One feed that folds the changes of each key, against one that delivers them all. */
    List<Verdict> squashed() throws Exception {
        Updates updates = new Updates(SEED, HOT, HOT, effort.records());
        try (Side every = HotFeed.verbatim(scratch, updates);
                Side folded = HotFeed.squashed(scratch, updates)) {
            List<Series> series = rounds.run(List.of(every, folded));
            String what = "squash on read, a change of " + HOT + " hot keys, against the same feed unsquashed";
            return List.of(Verdict.atMost("B8", what, 1.5, series.get(0), series.get(1)));
        }
    }

    /** Opening a journal by replay, against reading its bytes. */
    List<Verdict> replayed() throws Exception {
        ReplayedJournal journal =
                new ReplayedJournal(scratch, new Updates(SEED, effort.keys(), SYMBOLS, effort.records()));
        try (Side read = journal.read();
                Side replay = journal.replay()) {
            List<Series> series = rounds.run(List.of(read, replay));
            String what = "recovery by replay of updates of " + effort.keys()
                    + " keys, against a sequential read of the same bytes from the page cache";
            return List.of(Verdict.against("B9", what, 0.3, series.get(0), series.get(1)));
        }
    }

    /** Feeds against the same work written by hand, and against our own rate with one feed. */
    public List<Verdict> againstTheIncumbent() throws Exception {
        Updates many = new Updates(SEED, effort.keys(), SYMBOLS, effort.records());
        Updates fewer =
                new Updates(SEED, effort.keys(), SYMBOLS, effort.records() / 2); // the incumbent takes 6 us each
        List<Cell> cells = List.of(
                new Cell("B11-range-1", new Screens(Screens.Kind.RANGE, 1), many, 3, 0),
                new Cell("B11-range-100", new Screens(Screens.Kind.RANGE, 100), many, 3, 0.8),
                new Cell("B11-range-1000", new Screens(Screens.Kind.RANGE, 1_000), fewer, 10, 0.4),
                new Cell("B11-eq-1000", new Screens(Screens.Kind.EQUALITY, SYMBOLS), many, 1.5, 0.8));
        List<Side> sides = new ArrayList<>();
        for (Cell cell : cells) {
            sides.add(new Incumbent(scratch, cell.screens, cell.updates));
            sides.add(EngineFeeds.live(scratch, cell.screens, cell.updates));
        }
        List<Series> series = rounds.run(sides);
        List<Verdict> verdicts = new ArrayList<>();
        Series own = series.get(1);
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            Series ours = series.get(2 * i + 1);
            String what = "updates with " + cell.screens + " standing, journal on, against ";
            verdicts.add(Verdict.against(
                    cell.id, what + "the same work by hand", cell.againstByHand, series.get(2 * i), ours));
            if (cell.againstOne > 0) {
                verdicts.add(Verdict.against(cell.id + "-own", what + "our own with 1", cell.againstOne, own, ours));
            }
        }
        return verdicts;
    }

    /** Feeds that the engine runs with all defaults: latency when busy, cost when idle. */
    List<Verdict> runByTheEngine() throws Exception {
        Updates updates = new Updates(SEED, effort.keys(), SYMBOLS, Math.min(effort.records(), 200_000));
        List<Series> latency = rounds.run(
                List.of(median(updates, EngineRoute.Mode.SPINNING), median(updates, EngineRoute.Mode.DEDICATED)));
        IdleFeeds.Cost idle = new IdleFeeds()
                .measure(
                        scratch.fresh("idle"),
                        new Screens(Screens.Kind.EQUALITY, RUN),
                        updates,
                        effort.windows() * 1_000_000_000L);
        return List.of(
                Verdict.atMost(
                        "B13-p50",
                        "write to handler at 50,000/s, p50, run by the engine, against a spinning poller",
                        3,
                        latency.get(0),
                        latency.get(1)),
                Verdict.percent(
                        "B13-idle",
                        "of a core taken by an idle engine that runs 1,000 feeds: " + idle.threads(),
                        idle.percent(),
                        2));
    }

    private Side median(Updates updates, EngineRoute.Mode mode) {
        return new MedianLatency(new EngineRoute(scratch, updates, mode), Load.GOAL.perSecond(), updates.count());
    }

    private record Cell(String id, Screens screens, Updates updates, double againstByHand, double againstOne) {}
}
