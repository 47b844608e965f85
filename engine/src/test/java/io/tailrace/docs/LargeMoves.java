package io.tailrace.docs;

import static io.tailrace.expression.Expressions.abs;
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

/** Only the changes that matter: moves of half a unit at least, and all but those of a time. */
final class LargeMoves {
    private LargeMoves() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            Table quotes = engine.table("quotes");
            try (Feed moves = quotes.changes(ChangesOptions.squash(false))
                            .onlyIf(abs(newVal("price").sub(oldVal("price"))).ge(0.5));
                    Feed quoted = quotes.changes(ChangesOptions.squash(false)).carry("ts")) {
                quotes.upsert("ada").put("price", 100.0).put("ts", 1).commit();
                quotes.update("ada").put("price", 100.25).put("ts", 2).commit(); // a small move
                quotes.update("ada").put("ts", 3).commit(); // no move
                quotes.update("ada").put("price", 101.0).put("ts", 4).commit();
                moves.poll(change -> seen.add("moves " + change.newVal()), 64);
                quoted.poll(change -> seen.add("quoted " + change.newVal()), 64);
            }
            // end::guide
        }
        return seen;
    }
}
