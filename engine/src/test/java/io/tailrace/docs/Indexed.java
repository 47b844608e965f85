package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Direction;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.document.Value;
import io.tailrace.query.Cursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An index on an expression, and the first of its order at one sequence. */
final class Indexed {
    private Indexed() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            Table quotes = engine.table("quotes");
            quotes.createIndex("spread", row("ask").sub(row("bid")));
            quotes.upsert("BTCUSDT").put("bid", 61_800).put("ask", 61_803).commit();
            quotes.upsert("ETHUSDT").put("bid", 2_681).put("ask", 2_682).commit();
            quotes.upsert("XRPUSDT").put("bid", 1).commit(); // has no spread, so it is not listed

            try (Cursor widest = quotes.orderBy("spread", Direction.DESC)
                    .filter(row("bid").gt(1_000))
                    .limit(10)
                    .read()) {
                for (Value quote : widest) {
                    seen.add(quote.document().string("id"));
                }
                seen.add("at " + widest.sequence());
            }
            // end::guide
        }
        return seen;
    }
}
