package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.DocumentLimits;
import io.tailrace.error.CorruptJournalException;
import io.tailrace.error.EngineClosedException;
import io.tailrace.error.EngineException;
import io.tailrace.error.ReadOnlyJournalException;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.Snapshot;
import io.tailrace.testing.DirectoryCopy;
import io.tailrace.write.Operation;
import io.tailrace.write.SnapshotPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class SnapshotTest {
    @TempDir
    Path directory;

    @TempDir
    Path copy;

    private TailraceConfig config() {
        return new TailraceConfig().directory(directory);
    }

    private static TailraceConfig invoked(Path path) {
        return new TailraceConfig().directory(path).threading(Threading.INVOKER);
    }

    /** Of many segments. */
    private TailraceConfig small() {
        return invoked(directory).segmentBytes(64 << 10).limits(new DocumentLimits().documentBytes(1_024));
    }

    private static String state(Tailrace engine) {
        StringBuilder state = new StringBuilder();
        for (String name : engine.tables()) {
            Table table = engine.existingTable(name);
            state.append(name).append(' ').append(table.keyField()).append(' ').append(table.indexes());
            table.scanInKeyOrder((document, version) ->
                    state.append('\n').append(version).append(' ').append(document));
            state.append('\n');
        }
        return state.toString();
    }

    private static void fill(Table table, int from, int to) {
        for (int i = from; i < to; i++) {
            table.upsert(i % 300)
                    .put("name", "quote-" + i)
                    .put("bid", i * 0.5)
                    .put("f" + i % 17, i)
                    .commit();
            if (i % 7 == 0) {
                table.delete((i * 31) % 300).commit();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Threading.class)
    void shouldOpenWithWhatASnapshotHoldsAndReplayWhatFollows(Threading threading) {
        String before;
        long sequence;
        try (Tailrace engine = Tailrace.open(config().threading(threading))) {
            Table table = engine.table("quotes");
            table.createIndex("bid");
            engine.table("dropped").upsert(1).commit();
            engine.dropTable("dropped");
            fill(table, 0, 2_000);
            Snapshot taken = engine.snapshot();
            assertThat(taken.sequence()).isEqualTo(engine.lastSequence());
            assertThat(engine.snapshots()).containsExactly(taken);
            assertThat(taken.file()).exists();
            sequence = taken.sequence();
            fill(table, 2_000, 3_000);
            engine.table("trades", "no").upsert("a").put("size", 1).commit();
            table.createIndex("name");
            table.dropIndex("bid");
            before = state(engine);
        }
        try (Tailrace engine = Tailrace.open(config().threading(threading))) {
            assertThat(engine.recovery().stateSequence()).isEqualTo(sequence);
            assertThat(engine.recovery().notes()).isEmpty();
            assertThat(engine.recovery().changes()).isEqualTo(engine.lastSequence() - sequence);
            assertThat(state(engine)).isEqualTo(before);
            Table table = engine.existingTable("quotes");
            assertThat(table.isIndexReady("name")).isTrue();
            assertThat(table.upsert("later").put("new", true).commit().sequence())
                    .isEqualTo(engine.lastSequence());
            assertThat(engine.table("dropped").count()).isZero();
        }
    }

    @Test
    void shouldHaveWhatComesInWhileItIsTaken() throws Exception {
        String after;
        try (Tailrace engine = Tailrace.open(config())) {
            Table table = engine.table("quotes");
            fill(table, 0, 5_000);
            AtomicBoolean enough = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 5_000; !enough.get() && i < 40_000; i += 100) {
                        fill(table, i, i + 100);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            writer.start();
            List<Snapshot> taken = new ArrayList<>();
            while (taken.size() < 3) {
                taken.add(engine.snapshot());
                DirectoryCopy.of(directory, copy.resolve("" + taken.size()));
            }
            enough.set(true);
            writer.join();
            assertThat(failure.get()).isNull();
            for (int i = 1; i <= taken.size(); i++) {
                String opened;
                try (Tailrace with = Tailrace.open(invoked(copy.resolve("" + i)))) {
                    assertThat(with.recovery().stateSequence())
                            .isEqualTo(taken.get(i - 1).sequence());
                    opened = state(with);
                }
                for (Snapshot snapshot : List.copyOf(taken)) {
                    Files.deleteIfExists(
                            copy.resolve("" + i).resolve(snapshot.file().getFileName()));
                }
                try (Tailrace without = Tailrace.open(invoked(copy.resolve("" + i)))) {
                    assertThat(without.recovery().stateSequence()).isZero();
                    assertThat(opened).isEqualTo(state(without));
                }
            }
            after = state(engine);
        }
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(state(engine)).isEqualTo(after);
        }
    }

    @Test
    void shouldReadTheJournalFromBeforeTheSnapshot() {
        List<String> expected = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(small())) {
            Table table = engine.table("quotes");
            fill(table, 0, 2_000);
            engine.snapshot();
            fill(table, 2_000, 2_100);
            drain(table, 1, expected);
        }
        try (Tailrace engine = Tailrace.open(small())) {
            assertThat(engine.recovery().segments()).isLessThan(engine.info().segments());
            Table table = engine.existingTable("quotes");
            for (int from : new int[] {1, 2, 500, 1_000, 2_200, expected.size()}) {
                List<String> seen = new ArrayList<>();
                drain(table, from, seen);
                assertThat(seen)
                        .hasSizeGreaterThan(0)
                        .isEqualTo(expected.subList(expected.size() - seen.size(), expected.size()));
            }
        }
    }

    @Test
    void shouldTellWhatHasChangedInASegmentThatOpeningDidNotRead() throws IOException {
        String before;
        try (Tailrace engine = Tailrace.open(small())) {
            fill(engine.table("quotes"), 0, 2_000);
            engine.snapshot();
            before = state(engine);
        }
        Path segment = directory.resolve("19700101-02F.cq4");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 1] ^= 1; // after the last block
        Files.write(segment, bytes);
        List<Throwable> told = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(small().errorHandler(told::add))) {
            assertThat(engine.recovery().notes()).isEmpty();
            assertThat(state(engine)).isEqualTo(before);
            turn(engine);
            assertThat(told).hasSize(1);
            assertThat(told.get(0))
                    .isInstanceOf(CorruptJournalException.class)
                    .hasMessageContainingAll(segment.toString(), "a sealed segment has changed");
            assertThat(engine.isFailed()).isFalse();
        }
    }

    @Test
    void shouldGiveUpWhatIsTakenWhenTheEngineIsClosed() {
        long[] nowNs = {1};
        Tailrace engine = Tailrace.open(invoked(directory)
                .clock(() -> nowNs[0])
                .snapshots(
                        SnapshotPolicy.onDemand().every(Duration.ofSeconds(10)).atClose()));
        fill(engine.table("quotes"), 0, 100);
        nowNs[0] += Duration.ofSeconds(10).toNanos();
        engine.doWork();
        assertThat(directory.resolve("snapshot.new")).exists();
        engine.close();
        assertThat(directory.resolve("snapshot.new")).doesNotExist();
        assertThatThrownBy(engine::snapshot).isInstanceOf(EngineClosedException.class);
        try (Tailrace again = Tailrace.open(config())) {
            assertThat(again.recovery().stateSequence()).isEqualTo(again.lastSequence());
            assertThat(again.snapshots()).hasSize(1);
        }
    }

    private static void drain(Table table, long from, List<String> into) {
        Feed feed = table.changes(ChangesOptions.squash(false).from(from));
        int count;
        do {
            count = feed.poll(
                    change -> into.add(change.sequence() + " " + change.oldVal() + " " + change.newVal()), 1_000);
        } while (count > 0);
        feed.close();
    }

    @Test
    void shouldKeepAsManyAsAskedFor() {
        try (Tailrace engine =
                Tailrace.open(config().snapshots(SnapshotPolicy.onDemand().keep(3)))) {
            Table table = engine.table("quotes");
            List<Snapshot> taken = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                table.upsert(i).commit();
                taken.add(0, engine.snapshot());
            }
            assertThat(engine.snapshots()).isEqualTo(taken.subList(0, 3));
        }
    }

    @Test
    void shouldTakeOneAtClose() {
        TailraceConfig asked = config().snapshots(SnapshotPolicy.onDemand().atClose());
        try (Tailrace engine = Tailrace.open(asked)) {
            engine.table("quotes").upsert(1).commit();
        }
        try (Tailrace engine =
                Tailrace.open(config().snapshots(SnapshotPolicy.onDemand().atClose()))) {
            assertThat(engine.recovery().stateSequence()).isEqualTo(2);
            assertThat(engine.snapshots()).hasSize(1);
            assertThat(engine.existingTable("quotes").exists(1)).isTrue();
        }
        try (Tailrace engine = Tailrace.open(config())) {
            assertThat(engine.snapshots()).hasSize(1); // nothing was written since
        }
    }

    @Test
    void shouldTakeOneWhenSoMuchWasWritten() {
        try (Tailrace engine = Tailrace.open(
                invoked(directory).snapshots(SnapshotPolicy.onDemand().everyBytes(1 << 20)))) {
            Table table = engine.table("quotes");
            byte[] much = new byte[100_000];
            for (int i = 0; i < 5; i++) {
                table.upsert(i).put("much", much).commit();
            }
            turn(engine);
            assertThat(engine.snapshots()).isEmpty();
            for (int i = 0; i < 8; i++) {
                table.upsert(5 + i).put("much", much).commit();
            }
            turn(engine);
            assertThat(engine.snapshots()).hasSize(1);
            turn(engine);
            assertThat(engine.snapshots()).hasSize(1);
        }
    }

    @Test
    void shouldTakeOneAfterEveryGibUnlessToldOtherwise() {
        SnapshotPolicy policy =
                new TailraceConfig().directory(directory).conclude().snapshots();
        assertThat(policy).hasToString("on demand, every 1073741824 bytes, 2 kept");
        assertThat(new TailraceConfig().inMemory().conclude().snapshots().isOnDemand())
                .isTrue();
        assertThat(new TailraceConfig()
                        .directory(directory)
                        .readOnly(true)
                        .conclude()
                        .snapshots()
                        .isOnDemand())
                .isTrue();
    }

    @Test
    void shouldTakeOneWhenTheLastOneIsOld() {
        long[] nowNs = {1};
        try (Tailrace engine = Tailrace.open(invoked(directory)
                .clock(() -> nowNs[0])
                .snapshots(SnapshotPolicy.onDemand().every(Duration.ofSeconds(10))))) {
            engine.table("quotes").upsert(1).commit();
            turn(engine);
            assertThat(engine.snapshots()).isEmpty();
            nowNs[0] += Duration.ofSeconds(10).toNanos();
            turn(engine);
            assertThat(engine.snapshots()).hasSize(1);
            nowNs[0] += Duration.ofSeconds(20).toNanos();
            turn(engine);
            assertThat(engine.snapshots()).hasSize(1); // nothing was written since
        }
    }

    private static void turn(Tailrace engine) {
        for (int i = 0; i < 100; i++) {
            engine.doWork();
        }
    }

    @Test
    void shouldRefuseWhereThereIsNothingToTakeOrToWriteTo() {
        try (Tailrace engine = Tailrace.open(config())) {
            assertThatThrownBy(engine::snapshot)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("empty");
            engine.table("quotes");
            assertThat(engine.snapshot().sequence()).isEqualTo(1);
            try (Tailrace reader = Tailrace.open(config().readOnly(true))) {
                assertThatThrownBy(reader::snapshot).isInstanceOf(ReadOnlyJournalException.class);
                assertThat(reader.snapshots()).hasSize(1);
            }
        }
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            engine.table("quotes");
            assertThatThrownBy(engine::snapshot)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("in memory");
            assertThat(engine.snapshots()).isEmpty();
        }
        assertThatThrownBy(() -> Tailrace.open(new TailraceConfig()
                        .inMemory()
                        .snapshots(SnapshotPolicy.onDemand().atClose())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("snapshots(p)");
    }

    @Test
    void shouldGoOnBuildingAnIndexThatWasNotReady() throws IOException {
        try (Tailrace engine = Tailrace.open(invoked(directory))) {
            Table table = engine.table("quotes");
            fill(table, 0, 2_000);
            engine.engine()
                    .define(
                            Operation.CREATE_INDEX,
                            0,
                            0,
                            utf8("bid"),
                            utf8(Expressions.row("bid").toString()));
            assertThat(table.isIndexReady("bid")).isFalse();
            Snapshot taken = engine.snapshot();
            DirectoryCopy.of(directory, copy);
            assertThat(taken.sequence()).isEqualTo(engine.lastSequence());
        }
        try (Tailrace engine = Tailrace.open(invoked(copy))) {
            assertThat(engine.recovery().stateSequence()).isEqualTo(engine.lastSequence());
            Table table = engine.existingTable("quotes");
            assertThat(table.isIndexReady("bid")).isFalse();
            table.upsert("more").put("bid", -1).commit();
            turn(engine);
            assertThat(table.isIndexReady("bid")).isTrue();
            assertThat(table.getAllBy("bid", -1).count()).isEqualTo(1);
            assertThat(table.getAllBy("bid", 950).count())
                    .isEqualTo(table.filter(Expressions.row("bid").eq(950)).count());
        }
    }

    private static UnsafeBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
