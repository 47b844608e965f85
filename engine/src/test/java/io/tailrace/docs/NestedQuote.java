package io.tailrace.docs;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import java.nio.file.Path;
import java.time.Instant;

/** Puts nested values, and looks one of them up. */
final class NestedQuote {
    private NestedQuote() {}

    static String run(Path directory) {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = engine.table("quotes");
            // tag::guide
            quotes.upsert("BTCUSDT")
                    .put("bid", 61_800.2)
                    .put("seen", Instant.ofEpochSecond(1_723_161_255))
                    .putNull("halted")
                    .beginObject("venue")
                    .put("name", "spot")
                    .beginArray("levels")
                    .add(61_800.2)
                    .add(61_800.1)
                    .end()
                    .end()
                    .commit();
            double bid = quotes.read("BTCUSDT", quote -> quote.doubleValue("bid"));
            // end::guide
            return bid + " " + quotes.read("BTCUSDT", Object::toString);
        }
    }
}
