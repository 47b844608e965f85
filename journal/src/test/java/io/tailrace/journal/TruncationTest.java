package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.TailraceException;
import io.tailrace.testing.DirectoryCopy;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A journal of 200 records, with snapshots and a cursor, of which one file after the other is cut at every byte: who
 * opens it is told, or shown what was written up to some sequence, and nothing else.
 */
@Timeout(300)
class TruncationTest {
    private static final int RECORDS = 200;
    /** Where zeros follow zeros, files cut differ in their length alone. */
    private static final int ZEROS = 97;

    private static final int WRITING = 4;

    /** In memory where there is room, as files are cut tens of thousands of times. */
    private final Path base = new FuzzDirectory().path;

    private final Path[] bases = new Path[2];
    /** By the sequence of the state that was taken in: what all documents and changes come to, after each sequence. */
    private final Map<Long, Map<Long, Long>> truth = new HashMap<>();

    private long last;

    /** A journal that was closed, and one as a kill leaves it. */
    private void write() throws IOException {
        bases[0] = base.resolve("closed");
        bases[1] = base.resolve("killed");
        try (Journal journal = Journal.open(JournalFixture.small(bases[0]))) {
            journal.recover(JournalFixture.IGNORE);
            SnapshotFixture fixture = new SnapshotFixture(journal);
            fixture.define();
            int steps = RECORDS - (int) journal.lastSequence();
            fixture.write(0, steps / 2);
            fixture.take(2);
            fixture.write(steps / 2, steps * 3 / 4);
            fixture.take(2);
            NamedCursor cursor = Cursors.of(journal).use("risk", 7, "query");
            Cursors.of(journal).begin(cursor, cursor.generation(), 7, "query", false, new CursorPlace().set(3), true);
            fixture.write(steps * 3 / 4, steps);
            last = journal.lastSequence();
            DirectoryCopy.of(bases[0], bases[1]);
        }
        assertThat(last).isEqualTo(RECORDS);
        learn(bases[0]);
        Path fewer = DirectoryCopy.of(bases[0], base.resolve("fewer"));
        for (Path snapshot : SnapshotFiles.newestFirst(fewer)) {
            Files.delete(snapshot);
            learn(fewer);
        }
        assertThat(truth).hasSize(3);
    }

    private void learn(Path directory) throws IOException {
        Folded folded = opened(DirectoryCopy.of(directory, base.resolve("learning")));
        truth.put(folded.stateSequence, folded.after);
        FuzzDirectory.remove(base.resolve("learning"));
    }

    private static Folded opened(Path directory) {
        Folded folded = new Folded();
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(folded);
            folded.last = journal.lastSequence();
            return folded;
        }
    }

    /** How many changes were shown before the end or what is wrong; whatever was shown is what was written. */
    private int read(Path directory, String what) {
        Folded folded = new Folded();
        try (Journal journal =
                        Journal.openReadOnly(JournalFixture.small(directory).readOnly(true));
                JournalReader change = journal.reader(1)) {
            while (change.next()) {
                folded.onChange(change);
            }
        } catch (TailraceException e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
        }
        assertThat(truth.get(0L).entrySet()).as(what).containsAll(folded.after.entrySet());
        return folded.after.size();
    }

    /** Whether it was opened for writing, with what was written up to some sequence, and not refused. */
    private boolean isOpened(Path directory, String what) {
        Folded folded;
        try {
            folded = opened(directory);
        } catch (TailraceException e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
            return false;
        }
        long expected = folded.last == 0 ? 0 : truth.get(folded.stateSequence).getOrDefault(folded.last, -1L);
        assertThat(folded.sum).as(what + " last=" + folded.last).isEqualTo(expected);
        return true;
    }

    @Test
    void shouldShowWhatWasWrittenOrRefuseWhereverAFileEnds() throws IOException {
        write();
        int cuts = 0;
        int whole = 0;
        for (Path directory : bases) {
            for (Path file : files(directory)) {
                Path same = bases[0].resolve(directory.relativize(file));
                if (!file.equals(same) && Files.mismatch(file, same) < 0) {
                    continue; // cut already
                }
                byte[] bytes = Files.readAllBytes(file);
                Path copy = DirectoryCopy.of(directory, base.resolve("copy"));
                try (RandomAccessFile cut = new RandomAccessFile(
                        copy.resolve(directory.relativize(file)).toFile(), "rw")) {
                    for (int length = bytes.length - 1; length >= 0; length--) {
                        if (bytes[length] != 0 || length % ZEROS == 0) {
                            cut.setLength(length);
                            cuts++;
                            whole += read(copy, file + " length=" + length) == RECORDS ? 1 : 0;
                        }
                    }
                }
                FuzzDirectory.remove(copy);
            }
        }
        assertThat(cuts).isGreaterThan(15_000);
        assertThat(whole).isBetween(cuts / 10, cuts * 9 / 10);
    }

    @Test
    void shouldOpenForWritingWithAllThatWasForcedOrRefuse() throws IOException {
        write();
        for (Path directory : bases) {
            for (Path file : files(directory)) {
                long whole = Files.size(file);
                boolean vital = file.toString().endsWith(".cq4") || file.endsWith(FormatFile.NAME);
                for (int i = 0; i < WRITING; i++) {
                    Path copy = DirectoryCopy.of(directory, base.resolve("copy"));
                    long length = whole * i / WRITING;
                    try (RandomAccessFile cut = new RandomAccessFile(
                            copy.resolve(directory.relativize(file)).toFile(), "rw")) {
                        cut.setLength(length);
                    }
                    boolean isOpened = isOpened(copy, file + " length=" + length);
                    boolean isSeal = file.endsWith(SealFile.NAME);
                    assertThat(isOpened || vital || isSeal)
                            .as(file + " length=" + length + " only costs time")
                            .isTrue();
                    FuzzDirectory.remove(copy);
                }
            }
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return new ArrayList<>(all.filter(Files::isRegularFile)
                    .filter(file -> !DirectoryLock.isLock(file.getFileName().toString()))
                    .sorted()
                    .toList());
        }
    }

    /** What all documents and changes come to. */
    private static final class Folded implements StateHandler {
        private final Map<Long, Long> after = new HashMap<>();
        private long stateSequence;
        private long last;
        private long sum;

        private void add(DirectBuffer buffer, int offset, int length) {
            for (int i = 0; i < length; i++) {
                sum = sum * 31 + buffer.getByte(offset + i);
            }
        }

        @Override
        public void onState(long sequence, TableCatalogue tables) {
            stateSequence = sequence;
        }

        @Override
        public void onDocument(
                int tableId,
                long sequence,
                DirectBuffer buffer,
                int keyOffset,
                int keyLength,
                int docOffset,
                int docLength) {
            sum = sum * 31 + sequence + tableId;
            add(buffer, keyOffset, keyLength);
            add(buffer, docOffset, docLength);
            after.put(stateSequence, sum);
        }

        @Override
        public void onIndex(int indexId, boolean ready) {
            sum += ready ? 1 : 0;
            after.put(stateSequence, sum);
        }

        @Override
        public void onChange(JournalReader change) {
            sum = sum * 31 + change.sequence() + change.tableId() + change.kind();
            add(change.block(), change.keyOffset(), change.keyLength());
            add(change.block(), change.newOffset(), change.newLength());
            after.put(change.sequence(), sum);
        }
    }
}
