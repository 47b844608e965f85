package io.tailrace.bench.budgets;

import io.tailrace.Tailrace;
import io.tailrace.Threading;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.rows.EngineRows;
import io.tailrace.bench.rows.Updates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A journal of updates, and what it takes to open it by replay beside what it takes to read as many bytes of its file,
 * both from the page cache: both sides of B9.
 */
final class ReplayedJournal {
    private static final String REPLAY = "recovery by replay";
    private static final int BUFFER_BYTES = 1 << 20;

    private final Scratch scratch;
    private final Updates updates;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private Path directory;
    private long lastSequence;
    private long bytes;

    ReplayedJournal(Scratch scratch, Updates updates) {
        this.scratch = scratch;
        this.updates = updates;
    }

    /** Reads the bytes of all blocks, one after the other, and does nothing with them. */
    Side read() {
        return new Side() {
            @Override
            public String name() {
                return "sequential read";
            }

            @Override
            public double round() throws IOException {
                write();
                return readFile();
            }
        };
    }

    /** Opens an engine on it: every block checked, every change applied to the index. */
    Side replay() {
        return new Side() {
            @Override
            public String name() {
                return REPLAY;
            }

            @Override
            public double round() throws IOException {
                write();
                return open();
            }

            @Override
            public void close() throws IOException {
                if (directory != null) {
                    Scratch.remove(directory);
                    directory = null;
                }
            }
        };
    }

    private void write() throws IOException {
        if (directory != null) {
            return;
        }
        directory = scratch.fresh("replay");
        try (Tailrace engine = Tailrace.open(EngineRows.config(directory))) {
            EngineRows rows = new EngineRows(engine, updates);
            rows.fill();
            for (int i = 0; i < updates.count(); i++) {
                rows.send(i, i);
            }
            lastSequence = rows.committed();
        }
        open();
    }

    /** No thread of the engine runs beside: it would reserve and touch space meanwhile. */
    private double open() {
        Timing timing = Timing.start(REPLAY);
        try (Tailrace engine = Tailrace.open(EngineRows.config(directory).threading(Threading.INVOKER))) {
            long taken = timing.end();
            bytes = engine.recovery().bytes();
            if (engine.lastSequence() != lastSequence || engine.recovery().segments() != 1) {
                throw new IllegalStateException("lastSequence=" + engine.lastSequence() + " expected=" + lastSequence
                        + " " + engine.recovery());
            }
            return (double) taken / lastSequence;
        }
    }

    private double readFile() throws IOException {
        try (FileChannel file = FileChannel.open(segment())) {
            long start = System.nanoTime();
            long read = 0;
            while (read < bytes) {
                buffer.clear();
                int more = file.read(buffer);
                if (more < 0) {
                    throw new IOException("read=" + read + " bytes=" + bytes + " file=" + segment());
                }
                read += more;
            }
            return (double) (System.nanoTime() - start) / lastSequence;
        }
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }
}
