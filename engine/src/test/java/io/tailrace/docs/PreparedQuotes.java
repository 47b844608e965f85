package io.tailrace.docs;

import io.tailrace.PreparedWrite;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.write.Ack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes quotes by the numbers of their fields, one alone and two in one hand-over. */
final class PreparedQuotes {
    private PreparedQuotes() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        DirectBuffer message = new UnsafeBuffer("ETHUSDT spot".getBytes(StandardCharsets.US_ASCII));
        Ack last = new Ack();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table quotes = engine.table("quotes");
            // tag::guide
            PreparedWrite quote = quotes.prepare("bid", "ask", "venue");
            quote.key("BTCUSDT").put(0, 61_800.2).put(1, 61_800.3).commit();
            quote.keyUtf8(message, 0, 7)
                    .put(0, 2_681.38)
                    .putUtf8(2, message, 8, 4)
                    .gather();
            quote.key("XRPUSDT").put(0, 0.5).put(1, 0.51).gather(last);
            quote.commitAll();
            // end::guide
            engine.await(last);
            quotes.scanInKeyOrder((document, version) -> seen.add(document.toString()));
        }
        return seen;
    }
}
