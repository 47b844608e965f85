package io.tailrace.bench.faults;

import io.tailrace.Tailrace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** Sound journals to damage copies of, and what stands in them. Not thread safe. */
final class Bases implements Damage {
    private static final int PAGE = 4_096;
    private static final String WATERMARK = "watermark.tailrace";
    private static final int WATERMARK_MAGIC = 0x4D575254;
    private static final int GENERATION = 24;
    private static final int SEQUENCE = 40;

    /** How a journal was written and left. */
    enum Base {
        /** One segment. */
        CLOSED(300, 0, true),
        /** Several segments. */
        CLOSED_LONG(4_000, 0, true),
        /** Data beyond the last force. */
        KILLED(300, 200, false),
        /** Several segments, the last ones never forced by the user. */
        KILLED_LONG(4_000, 1_000, false),
        /** Never forced by the user. */
        KILLED_UNFORCED(1_000, 0, false),
        /** Several segments, and two snapshots. */
        CLOSED_SNAPSHOTS(4_000, 0, true),
        /** The same, of which the newest snapshot has nothing forced after it. */
        KILLED_SNAPSHOTS(4_000, 0, false),
        /** Several segments, of which the oldest ones were taken away. */
        CLOSED_RETIRED(6_000, 0, true);

        private static final int AFTER_LAST = 200;

        final int writes;
        final int syncAt;
        final boolean closed;

        Base(int writes, int syncAt, boolean closed) {
            this.writes = writes;
            this.syncAt = syncAt;
            this.closed = closed;
        }

        /** Whether a snapshot is taken after so many writes. */
        boolean takesSnapshotAt(int count) {
            boolean takes = this == CLOSED_SNAPSHOTS || this == KILLED_SNAPSHOTS || retires();
            return takes && (count == writes / 2 || count == writes - AFTER_LAST);
        }

        /** Whether the oldest segments are taken away in the end. */
        boolean retires() {
            return this == CLOSED_RETIRED;
        }

        static Base of(long seed) {
            return values()[(int) Math.floorMod(seed, (long) values().length)];
        }
    }

    private final Path root;
    private final Path damaged;
    private final Map<Base, History> truths = new EnumMap<>(Base.class);
    private boolean watermarkMutated;

    Bases(Path root) throws IOException {
        this.root = root;
        damaged = root.resolve("damaged");
    }

    Path directory(Base base) {
        return root.resolve(base.name());
    }

    @Override
    public String mutate(long seed) throws IOException {
        Base base = Base.of(seed);
        truth(base);
        copy(directory(base), damaged);
        Base foreign = Base.values()[(base.ordinal() + 1) % Base.values().length];
        String what = new Mutation(damaged, directory(foreign), seed).apply();
        watermarkMutated = what.contains(WATERMARK);
        return base + ": " + what;
    }

    @Override
    public String judge(long seed) throws IOException {
        Base base = Base.of(seed);
        long floor = watermarkMutated ? 0 : forced(directory(base));
        return base + " " + new Verdicts(truth(base), base.closed, floor).judge(damaged);
    }

    private History truth(Base base) throws IOException {
        History known = truths.get(base);
        if (known == null) {
            copy(directory(base), damaged);
            try (Tailrace engine = Tailrace.open(Writing.config(damaged))) {
                known = History.of(engine);
            }
            truths.put(base, known);
        }
        return known;
    }

    /** Sequence of the watermark as the file says, read here on our own. */
    private static long forced(Path directory) throws IOException {
        Path file = directory.resolve(WATERMARK);
        if (!Files.exists(file)) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long generation = 0;
        long sequence = 0;
        for (int slot = 0; slot + PAGE <= bytes.capacity(); slot += PAGE) {
            if (bytes.getInt(slot) == WATERMARK_MAGIC && bytes.getLong(slot + GENERATION) > generation) {
                generation = bytes.getLong(slot + GENERATION);
                sequence = bytes.getLong(slot + SEQUENCE);
            }
        }
        return sequence;
    }

    /** Copies a directory, leaving holes where pages are empty. */
    static void copy(Path from, Path to) throws IOException {
        remove(to);
        Files.createDirectories(to);
        for (Path file : Mutation.files(from)) {
            copyFile(file, to.resolve(file.getFileName()));
        }
        try (Stream<Path> inner = Files.list(from)) {
            for (Path path : inner.filter(Files::isDirectory).toList()) {
                copy(path, to.resolve(path.getFileName()));
            }
        }
    }

    private static void copyFile(Path from, Path to) throws IOException {
        ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
        ByteBuffer empty = ByteBuffer.allocateDirect(PAGE);
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = in.size();
            for (long at = 0; at < size; at += PAGE) {
                page.clear();
                in.read(page, at);
                page.flip();
                if (page.mismatch(empty.slice(0, page.limit())) >= 0) {
                    out.write(page, at);
                }
            }
            if (size > 0 && out.size() < size) {
                out.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            for (Path file : Mutation.files(directory)) {
                Files.delete(file);
            }
            try (Stream<Path> inner = Files.list(directory)) {
                for (Path path : inner.toList()) {
                    remove(path);
                }
            }
            Files.delete(directory);
        }
    }
}
