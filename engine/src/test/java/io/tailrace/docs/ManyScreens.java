package io.tailrace.docs;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.FeedGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A thousand screens on one market, served by one reader. */
final class ManyScreens {
    private ManyScreens() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            Table quotes = engine.table("quotes");
            try (FeedGroup screens = engine.group()) {
                for (int i = 0; i < 1_000; i++) {
                    int screen = i;
                    screens.add(
                            quotes.filter(row("desk").eq(screen)).changes(ChangesOptions.squash(false)),
                            change -> seen.add(screen + " " + change.newVal()));
                }
                quotes.upsert("ada").put("desk", 7).commit(); // concerns one of the thousand
                quotes.update("ada").put("desk", 8).commit(); // leaves one screen, enters another
                screens.poll(64);
                seen.add(screens.explain().toString());
            }
            // end::guide
        }
        return seen;
    }
}
