package io.tailrace.docs;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.oldVal;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Games in which somebody beats the previous score, and only the new value of them. */
final class BeatPreviousScore {
    private BeatPreviousScore() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            Table scores = engine.table("scores");
            try (Feed records = scores.changes(ChangesOptions.squash(false))
                    .filter(newVal("score").gt(oldVal("score")))
                    .field("new_val")) {
                scores.upsert("ada").put("score", 10).commit(); // no previous score, so no event
                scores.upsert("ada").put("score", 12).commit();
                scores.upsert("ada").put("score", 11).commit();
                scores.upsert("ada").put("score", 15).commit();
                records.poll(change -> seen.add(change.value().toString()), 64);
            }
            // end::guide
        }
        return seen;
    }
}
