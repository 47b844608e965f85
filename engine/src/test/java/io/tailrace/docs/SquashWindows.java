package io.tailrace.docs;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Five changes in two seconds and a bit, as windows of a second tell of them. */
final class SquashWindows {
    private SquashWindows() {}

    static List<String> run() {
        List<String> seen = new ArrayList<>();
        AtomicLong nowNs = new AtomicLong();
        TailraceConfig config =
                new TailraceConfig().inMemory().threading(Threading.INVOKER).clock(nowNs::get);
        try (Tailrace engine = Tailrace.open(config)) {
            // tag::guide
            Table quotes = engine.table("quotes");
            try (Feed seconds = quotes.changes(ChangesOptions.squash(Duration.ofSeconds(1)))) {
                for (int i = 1; i <= 5; i++) {
                    nowNs.set(i * 400_000_000L); // at 0.4, 0.8, 1.2, 1.6 and 2.0 s
                    quotes.upsert("BTCUSDT").put("bid", 100 + i).commit();
                    seconds.poll(change -> seen.add(change.oldVal() + " -> " + change.newVal()), 64);
                }
                engine.advanceTime(3_000_000_000L); // what comes is not before the third second
                seconds.poll(change -> seen.add(change.oldVal() + " -> " + change.newVal()), 64);
            }
            // end::guide
        }
        return seen;
    }
}
