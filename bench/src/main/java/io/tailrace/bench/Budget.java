package io.tailrace.bench;

import java.util.List;
import java.util.function.Consumer;

/** What Tailrace promises of its speed and thrift, and how each promise is measured. */
enum Budget {
    /** Appending to the journal. */
    B1((effort, scratch, progress) -> {
        int records = effort.records();
        return ratio(
                "B1",
                "append of 200-byte changes in blocks with CRC, against one excerpt each in a raw queue",
                4,
                effort.rounds(progress),
                RawAppend.baseline(scratch, records),
                RawAppend.baseline(scratch, records),
                RawAppend.recipe(scratch, records),
                new CopyLimit(scratch, records));
    }),
    B3((effort, scratch, progress) -> {
        int records = effort.records();
        return ratio(
                "B3",
                "feed",
                1.5,
                effort.rounds(progress),
                RawTail.sequential(scratch, records),
                RawTail.sequential(scratch, records),
                RawTail.sequential(scratch, records).recipe(),
                new ReadLimit(records));
    }),
    B3L((effort, scratch, progress) -> {
        int records = effort.records();
        return ratio(
                "B3L",
                "feed",
                1.5,
                effort.rounds(progress),
                RawTail.live(scratch, records),
                RawTail.live(scratch, records),
                RawTail.live(scratch, records).recipe(),
                new ReadLimit(records));
    });

    private final Measurement measurement;

    Budget(Measurement measurement) {
        this.measurement = measurement;
    }

    List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception {
        return measurement.measure(effort, scratch, progress);
    }

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

    private interface Measurement {
        List<Verdict> measure(Effort effort, Scratch scratch, Consumer<String> progress) throws Exception;
    }
}
