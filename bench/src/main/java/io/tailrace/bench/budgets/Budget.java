package io.tailrace.bench.budgets;

import io.tailrace.bench.journal.CopyLimit;
import io.tailrace.bench.journal.JournalAppend;
import io.tailrace.bench.journal.JournalFeed;
import io.tailrace.bench.journal.RawAppend;
import io.tailrace.bench.journal.RawTail;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.Rounds;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Verdict;
import java.util.List;
import java.util.function.Consumer;

/** What Tailrace promises of its speed and thrift, and how each promise is measured. */
public enum Budget {
    /** Appending to the journal. */
    B1 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            int records = effort.records();
            return ratio(
                    "B1",
                    "append of changes of 200 bytes, in blocks of 64 with CRC, against a raw append",
                    4,
                    effort.rounds(progress),
                    RawAppend.baseline(scratch, records),
                    new JournalAppend(scratch, records),
                    RawAppend.recipe(scratch, records),
                    CopyLimit.write(scratch, records));
        }
    },
    /** Writing through the engine. */
    B2 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            int records = effort.records() / 2;
            return ratio(
                    "B2",
                    "acknowledged write, pipelined, replacing 200-byte documents of 100,000 keys, against a raw append",
                    1,
                    effort.rounds(progress),
                    RawAppend.baseline(scratch, records),
                    new EngineWrites(scratch, records, effort.keys()),
                    RawAppend.recipe(scratch, records),
                    CopyLimit.write(scratch, records));
        }
    },
    /** Following the journal. */
    B3 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            int records = effort.records();
            return ratio(
                    "B3",
                    "feed with a filter on one field, 1 % match, CRC checked, against a raw tailer with the same test",
                    1.5,
                    effort.rounds(progress),
                    RawTail.sequential(scratch, records),
                    JournalFeed.sequential(scratch, records),
                    RawTail.sequential(scratch, records).recipe(),
                    CopyLimit.read(records));
        }
    },
    /** Following the journal while it is written. */
    B3_LIVE {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            int records = effort.records();
            return ratio(
                    "B3-live",
                    "the same feed beside a live writer of blocks, against a raw tailer beside a raw appender",
                    3,
                    effort.rounds(progress),
                    RawTail.live(scratch, records),
                    JournalFeed.live(scratch, records),
                    RawTail.live(scratch, records).recipe(),
                    CopyLimit.read(records));
        }
    },
    /** Asking a predicate. */
    B4 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return PredicateSide.measure(effort, effort.rounds(progress));
        }
    },
    /** Many feeds for the cost of the one that a change concerns. */
    B5 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new FeedBudgets(effort, scratch, progress).manyAgainstOne();
        }
    },
    /** Making no garbage. */
    B6 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return EngineThrift.measure(scratch.fresh("thrift"), effort);
        }
    },
    /** Telling of a change soon. */
    B7 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new LatencyBudgets(effort, scratch, progress).againstChronicle();
        }
    },
    /** Folding changes for the cost of little more than delivering them. */
    B8 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new FeedBudgets(effort, scratch, progress).squashed();
        }
    },
    /** Opening again what was written. */
    B9 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new FeedBudgets(effort, scratch, progress).replayed();
        }
    },
    /** Taking little memory. */
    B10 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) {
            double bytes = IndexOverhead.measure(effort.records());
            String what = "hash table and entry header a key, the most on the way to " + effort.records() + " keys";
            return List.of(Verdict.bytes("B10", what, bytes, 32));
        }
    },
    /** Standing queries against those that one would write by hand. */
    B11 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new FeedBudgets(effort, scratch, progress).againstTheIncumbent();
        }
    },
    /** Telling of a change sooner than what one would write by hand. */
    B12 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new LatencyBudgets(effort, scratch, progress).againstByHand();
        }
    },
    /** Feeds that the engine runs. */
    B13 {
        @Override
        public List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
            return new FeedBudgets(effort, scratch, progress).runByTheEngine();
        }
    };

    /**
     * Measures it.
     *
     * @param effort how long
     * @param scratch where the journals are made
     * @param progress told of each round
     * @return what came of it, a verdict a row
     */
    public abstract List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception;

    private static List<Verdict> ratio(
            String id, String what, double goal, Rounds rounds, Side baseline, Side ours, Side recipe, Side limit)
            throws Exception {
        try (baseline;
                ours;
                recipe;
                limit) {
            return List.of(Verdict.ratio(id, what, goal, rounds.run(List.of(baseline, ours, recipe, limit))));
        }
    }
}
