package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recorded market, written twice and played again in several ways: each way gives the same lines every time. */
@Timeout(180)
class ReplayRecordingTest {
    private static final String INSTRUMENT = "spot_btcusdt";
    private static final String[][] QUERIES = {
        {"--table", "book"},
        {"--table", "book", "--squash", "0.1"},
        {"--table", "book", "--filter", "row.qty > 100000000", "--include-types"},
        {"--table", "quotes", "--order-by", "id", "--limit", "1", "--include-initial", "--include-offsets"},
        {"--table", "quotes", "--from", "2024-08-08T23:55:00Z", "--carry", "askQty"},
    };

    /** The same on every JDK. */
    private static final String[] SUMS = {
        "3f7a310e05d7f382be1d31b2394c3fe00ded21b117190a92e51f719cff472532",
        "6b83609bb7ebffb0b9d28f114eb26b30687ac22721ab2fc731ba49b920c3d9d0",
        "f70c808ade0200c12513b40bcf052dc4412501adc5167ad52d5913eb16b8ea32",
        "c37fff569ec97ee429e505964180d00fbe181c5cfe9057710018b6fb0f1351cf",
        "449c0ef62c9578e7aea1e3f6a4066e40a92beb8ca146c1d8beae9ccb55c7b62d",
    };

    @Test
    void shouldGiveEqualDigestsEachTime(@TempDir Path base) throws IOException {
        Recordings.required();
        Path first = write(base.resolve("first"), Threading.DEDICATED);
        Path second = write(base.resolve("second"), Threading.INVOKER);
        for (int i = 0; i < QUERIES.length; i++) {
            String[] query = QUERIES[i];
            String digest = digest(first, query);
            assertThat(digest).as(String.join(" ", query)).contains("\"sha256\":\"" + SUMS[i] + "\"");
            if (i == 0) {
                assertThat(digest(first, query, "--speed", "100000000000x")).isEqualTo(digest);
                assertThat(digest(second, query)).isEqualTo(digest);
            }
        }
    }

    private static String digest(Path directory, String[] query, String... more) {
        List<String> args = new ArrayList<>(List.of("replay", "--digest", "--dir", directory.toString()));
        args.addAll(List.of(query));
        args.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    private static Path write(Path directory, Threading threading) throws IOException {
        TailraceConfig config = new TailraceConfig()
                .directory(directory)
                .threading(threading)
                .hashSeed(5)
                .clock(() -> 0)
                .earliness(Duration.ofDays(100 * 365));
        try (Tailrace engine = Tailrace.open(config);
                MarketFile file = Recordings.market(INSTRUMENT)) {
            BookTable book = new BookTable(engine, "book");
            QuoteTable quotes = new QuoteTable(engine);
            BookWrites books = new BookWrites(engine, book);
            WritesInFlight<String> writes = quotes.writes();
            for (MarketLine line = file.next(); line != null; line = file.next()) {
                switch (line.kind()) {
                    case DEPTH, SNAPSHOT -> {
                        writes.drain();
                        books.lineAtItsTime(line);
                        books.drain();
                    }
                    case QUOTE -> quotes.write(line, writes);
                    default -> assertThat(line.instrument()).isEqualTo(INSTRUMENT);
                }
            }
            writes.drain();
        }
        return directory;
    }
}
