package io.tailrace.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.json.JsonLines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoaderTest {
    private static final int REFUSED = 200;
    private static final long NOW_NS = 2_000_000_000_000_000_000L;

    private final LoadClock clock = new LoadClock(() -> NOW_NS);
    private final Tailrace engine =
            Tailrace.open(new TailraceConfig().inMemory().clock(clock));
    private final List<String> errors = new ArrayList<>();
    private final Loader loader = new Loader(engine, clock, "t", null, errors::add);

    @AfterEach
    void close() {
        engine.close();
    }

    private void operations(String... lines) throws IOException {
        try (JsonLines in = lines(lines)) {
            while (in.next()) {
                loader.operation(in);
            }
        }
        loader.finish();
    }

    private static JsonLines lines(String... lines) {
        return new JsonLines(
                new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)), 1 << 20);
    }

    private List<Long> times() {
        List<Long> times = new ArrayList<>();
        try (Feed feed = engine.existingTable("t")
                .changes(ChangesOptions.squash(false).fromStart().until(engine.lastSequence()))) {
            while (!feed.ended()) {
                feed.poll(change -> times.add(change.timeNs()), 100);
            }
        }
        return times;
    }

    @Test
    void shouldDateOperationsWithTheirOwnTimesAndThoseBetweenWithTheLastOne() throws IOException {
        operations(
                "{\"op\":\"upsert\",\"doc\":{\"id\":1},\"ts\":1000}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":2}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":3},\"ts\":5000}",
                "{\"op\":\"delete\",\"key\":1}");

        assertThat(times()).containsExactly(1000L, 1000L, 5000L, 5000L);
        assertThat(engine.clampedTimes()).isZero();
    }

    @Test
    void shouldRefuseALineWhoseTimeCannotBeAndGoOnWithTheTimeBefore() throws IOException {
        operations(
                "{\"op\":\"upsert\",\"doc\":{\"id\":1},\"ts\":1000}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":2},\"ts\":9223372036854775807}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":3}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":4},\"ts\":2000}");

        assertThat(times()).containsExactly(1000L, 1000L, 2000L);
        assertThat(loader.counts().operations()).isEqualTo(4);
        assertThat(loader.counts().errors()).isEqualTo(1);
        assertThat(errors).singleElement().asString().startsWith("line 2: time is too far ahead of what was loaded");
    }

    @Test
    void shouldDateOperationsWithTheSystemWhenTheyBringNoTime() throws IOException {
        operations("{\"op\":\"upsert\",\"doc\":{\"id\":1}}");

        assertThat(times()).containsExactly(NOW_NS);
    }

    @Test
    void shouldTakeNoMemoryForLinesThatAreRefused() throws IOException {
        load("{\"id\":1}");
        long before = directBuffers();
        for (int i = 0; i < REFUSED; i++) {
            load("{\"id\":1,\"n\":}");
            operations("{\"op\":\"update\",\"key\":{\"no\":\"key\"},\"doc\":{}}");
        }
        assertThat(errors).hasSize(2 * REFUSED);
        assertThat(directBuffers() - before).isLessThan(REFUSED);
    }

    private void load(String line) throws IOException {
        try (JsonLines in = lines(line)) {
            while (in.next()) {
                loader.document(in);
            }
        }
        loader.finish();
    }

    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    @Test
    void shouldCountWhatEachOperationDid() throws IOException {
        operations(
                "{\"op\":\"insert\",\"doc\":{\"id\":1,\"a\":{\"b\":1}}}",
                "{\"op\":\"insert\",\"doc\":{\"id\":1}}",
                "{\"op\":\"update\",\"key\":1,\"doc\":{\"a\":{\"c\":2}}}",
                "{\"op\":\"update\",\"doc\":{\"id\":1,\"d\":3}}",
                "{\"op\":\"update\",\"key\":9,\"doc\":{\"a\":1}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":2}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":2}}",
                "{\"op\":\"replace\",\"key\":2,\"doc\":{\"id\":2,\"x\":1}}",
                "{\"op\":\"replace\",\"key\":2,\"doc\":{\"id\":3}}",
                "{\"op\":\"delete\",\"key\":2}",
                "{\"op\":\"delete\",\"key\":2}",
                "{\"op\":\"update\",\"doc\":{\"no\":\"key\"}}",
                "{\"op\":\"upsert\",\"table\":\"../x\",\"doc\":{\"id\":1}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":1,}}");

        LoadCounts counts = loader.counts();
        assertThat(counts.summary(new io.tailrace.document.JsonWriter(engine.dictionary()), 7, 0.5)
                        .toString())
                .isEqualTo("{\"operations\":14,\"inserted\":2,\"replaced\":3,\"unchanged\":1,\"deleted\":1,"
                        + "\"skipped\":2,\"errors\":5,\"lastSequence\":7,\"seconds\":0.5}");
        assertThat(errors).hasSize(5);
        assertThat(errors).anyMatch(error -> error.startsWith("line 2: duplicate key"));
        assertThat(errors).anyMatch(error -> error.startsWith("line 14 column 30: "));
        List<String> read = new ArrayList<>();
        engine.existingTable("t").scanInKeyOrder((document, version) -> read.add(document.toString()));
        assertThat(read).containsExactly("{\"a\":{\"b\":1,\"c\":2},\"d\":3,\"id\":1}");
    }

    @Test
    void shouldRefuseLinesThatPassALimitAndGoOn() throws IOException {
        operations(
                "{\"op\":\"upsert\",\"doc\":{\"id\":1}}",
                "{\"op\":\"delete\",\"key\":\"" + "k".repeat(128) + "\"}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":\"" + "k".repeat(128) + "\"}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":4,\"a\":" + "[".repeat(32) + "]".repeat(32) + "}}",
                "{\"op\":\"upsert\",\"doc\":{\"id\":5}}");
        load("{\"id\":\"" + "k".repeat(128) + "\"}");

        assertThat(loader.counts().errors()).isEqualTo(4);
        assertThat(errors).hasSize(4).allMatch(error -> error.contains("limit="));
        assertThat(errors).anyMatch(error -> error.startsWith("line 4 column "));
        assertThat(engine.existingTable("t").count()).isEqualTo(2);
    }

    @Test
    void shouldKeepManyWritesUnderWay() throws IOException {
        int count = 20_000;
        String[] lines = new String[count];
        for (int i = 0; i < count; i++) {
            lines[i] = "{\"id\":" + i % 1_000 + ",\"n\":" + i + ",\"text\":\"" + "x".repeat(i % 700) + "\"}";
        }
        try (JsonLines in = lines(lines)) {
            while (in.next()) {
                loader.document(in);
            }
        }
        loader.finish();

        assertThat(errors).isEmpty();
        assertThat(loader.counts().operations()).isEqualTo(count);
        assertThat(engine.existingTable("t").count()).isEqualTo(1_000);
        assertThat(engine.lastSequence()).isEqualTo(count + 1);
    }
}
