package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Recovery;
import io.tailrace.query.Cursor;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.testing.Seeds;
import io.tailrace.write.SnapshotPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Snapshots are taken all the time while random writes and definitions go on; what a process leaves that is killed then
 * is opened with and without them, and has to be the same.
 */
@Timeout(180)
class SnapshotModelTest {
    private static final int SEEDS = 2;
    private static final int STEPS = 900;
    private static final int COPY_EVERY = 60;
    private static final String[] NAMES = {"a", "b", "c"};

    @TempDir
    Path base;

    private final long[] nowNs = {1};
    private int withState;
    private int copies;

    private TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .clock(() -> nowNs[0])
                .segmentBytes(64 << 10)
                .limits(new DocumentLimits().documentBytes(1_024))
                .errorHandler(error -> {
                    throw new AssertionError(error);
                });
    }

    @Test
    void shouldOpenWithASnapshotAsWithout() throws IOException {
        for (long seed : Seeds.of(SnapshotModelTest.class, SEEDS, SEEDS)) {
            Path directory = base.resolve("seed" + seed);
            run(directory, new Random(seed), seed);
        }
        if (!Seeds.isRepeated()) {
            assertThat(withState).isGreaterThan(copies / 2);
        }
    }

    private void run(Path directory, Random random, long seed) throws IOException {
        SnapshotPolicy policy =
                SnapshotPolicy.onDemand().every(Duration.ofMillis(5)).keep(1 + random.nextInt(3));
        try (Tailrace engine = Tailrace.open(config(directory).snapshots(policy))) {
            for (int step = 0; step < STEPS; step++) {
                step(engine, random, step);
                nowNs[0] += random.nextInt(1_000_000);
                if (random.nextInt(COPY_EVERY) == 0) {
                    compare(directory, random, "seed=" + seed + " step=" + step);
                }
            }
        }
        compare(directory, random, "seed=" + seed + " closed");
    }

    /** Writes, defines or takes a snapshot. */
    static void step(Tailrace engine, Random random, int step) {
        String name = NAMES[random.nextInt(NAMES.length)];
        int what = random.nextInt(100);
        if (what < 2 && engine.tables().contains(name)) {
            engine.dropTable(name);
        } else if (what < 4 && engine.lastSequence() > 0) {
            engine.snapshot();
        } else if (what < 7) {
            Table table = engine.table(name);
            String index = "x" + random.nextInt(2);
            if (!table.dropIndex(index)) {
                table.createIndex(index);
            }
        } else if (what < 20) {
            Transaction both = engine.transaction();
            for (int i = 0; i < 4; i++) {
                Table table = engine.table(NAMES[random.nextInt(NAMES.length)]);
                both.add(table.upsert(random.nextInt(60)).put("x0", step).put("t", i));
            }
            both.commit();
        } else if (what < 40) {
            engine.table(name).delete(random.nextInt(60)).commit();
        } else {
            engine.table(name)
                    .upsert(random.nextInt(60))
                    .put("x" + random.nextInt(2), random.nextInt(10))
                    .put("n" + random.nextInt(30), "text " + step)
                    .commit();
        }
    }

    private void compare(Path directory, Random random, String where) throws IOException {
        Path copy = DirectoryCopy.of(directory, base.resolve("copy" + copies++));
        String with;
        long stateSequence;
        long from;
        long last;
        try (Tailrace engine = Tailrace.open(config(copy))) {
            Recovery recovery = engine.recovery();
            assertThat(recovery.notes()).as(where).noneMatch(note -> note.contains("snapshot"));
            stateSequence = recovery.stateSequence();
            last = engine.lastSequence();
            from = 1 + random.nextInt((int) last);
            with = all(engine, from);
        }
        withState += stateSequence > 0 ? 1 : 0;
        removeSnapshots(copy);
        try (Tailrace engine = Tailrace.open(config(copy))) {
            assertThat(engine.recovery().stateSequence()).isZero();
            assertThat(engine.lastSequence()).as(where).isEqualTo(last);
            assertThat(with)
                    .as(where + " state=" + stateSequence + " from=" + from)
                    .isEqualTo(all(engine, from));
        }
    }

    private static void removeSnapshots(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("snapshot"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    /** Documents with their versions, what each index lists, and all changes from a sequence on. */
    private static String all(Tailrace engine, long from) {
        List<String> all = new ArrayList<>();
        for (String name : engine.tables()) {
            Table table = engine.existingTable(name);
            all.add(name + " " + table.count() + " " + table.indexes());
            table.scanInKeyOrder((document, version) -> all.add(version + " " + document));
            for (String index : table.indexes()) {
                for (int i = 0; !table.isIndexReady(index); i++) {
                    assertThat(i).isLessThan(10_000);
                    engine.doWork();
                }
                try (Cursor cursor = table.orderBy(index).read()) {
                    while (cursor.next()) {
                        all.add(index + " " + cursor.value());
                    }
                }
            }
            try (Feed feed = table.changes(ChangesOptions.squash(false).from(from))) {
                int count;
                do {
                    count = feed.poll(
                            change -> all.add(change.sequence() + " " + change.oldVal() + " " + change.newVal()),
                            1_000);
                } while (count > 0);
            }
        }
        return String.join("\n", all);
    }
}
