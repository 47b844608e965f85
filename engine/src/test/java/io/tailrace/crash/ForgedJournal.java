package io.tailrace.crash;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.document.DocumentLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.agrona.concurrent.EpochNanoClock;

/**
 * The files of a small sound journal with a record of every kind, and every forgery of its blocks: at each place that a
 * field of 1, 2, 4 or 8 bytes may stand, what such a field should never hold, under a checksum that is right.
 */
final class ForgedJournal {
    private static final int FRAME_META_DATA = 0x40000000;
    private static final int FIRST_FIELD = 4; // after the checksum
    private static final int LONGEST = 900;
    private static final int[] WIDTHS = {1, 2, 4, 8};
    private static final int VALUES = 14;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private long forgeries;

    /** A block in one of the files. */
    private record Block(String file, int offset, int length) {}

    /** One forgery. */
    record Forgery(String file, int block, int length, int offset, int width, long before, long value) {
        @Override
        public String toString() {
            return file + " block=" + block + " offset=" + offset + " width=" + width + " before=" + before + " value="
                    + value;
        }
    }

    private ForgedJournal() {}

    static TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .threading(Threading.INVOKER)
                .segmentBytes(32 << 10)
                .reserveStepBytes(16 << 10)
                .clock(new StepClock())
                .random(() -> 0)
                .ringSlots(64)
                .slotBytes(128)
                .limits(new DocumentLimits().documentBytes(1_024));
    }

    /** A journal that has the same blocks each time. */
    static ForgedJournal write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("journal.tailrace"), format());
        try (Tailrace engine = Tailrace.open(config(directory))) {
            Table table = engine.table("t");
            table.createIndex("n");
            table.createMultiIndex("tags", row("tags"));
            engine.table("gone", "key").upsert("x").put("a", 1).commit();
            table.upsert("a").put("n", 1).put("s", "text").put("f", 1.5).commit();
            table.upsert()
                    .putAll(object("id", 2, "n", 2, "at", Instant.EPOCH, "tags", List.of("x", "y", 3), "o", nested()))
                    .commit();
            table.upsert(new byte[] {1, 0, 2}).put("n", 2.5).commit();
            table.upsert("a").put("n", 7).commit();
            table.createIndex("later", row("n").add(1));
            table.dropIndex("later");
            engine.dropTable("gone");
            engine.transaction()
                    .add(table.upsert(3).put("n", 3))
                    .add(table.update("a").put("n", 8))
                    .add(table.delete(2))
                    .commit();
            for (int i = 0; i < 3; i++) { // the old documents of two changes are there as what is different
                table.upsert("b")
                        .putAll(object("n", i, "s", "text ".repeat(20), "f", 0.5 * i, "o", nested(), "tags", tags(i)))
                        .commit();
            }
            engine.advanceTime(StepClock.BEGIN + StepClock.STEPS_AHEAD);
            for (int i = 0; engine.info().segments() < 2; i++) {
                table.upsert("long").put("i", i).put("s", "x".repeat(900)).commit();
            }
            table.upsert().putAll(object("id", 4, "tags", List.of(1, "z"))).commit();
            table.delete(3).commit();
        }
        return of(directory);
    }

    private static Map<String, Object> nested() {
        return object("p", object("q", true), "r", List.of());
    }

    private static List<Object> tags(int number) {
        return List.of("x", number);
    }

    /** With its fields in that order, which a map of the JDK draws by lot. */
    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            result.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return result;
    }

    /** The file that makes a directory a journal, with an identity that is not drawn by lot. */
    private static byte[] format() {
        ByteBuffer file = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x464A5254).putInt(5).putInt(0).putLong(0x1D).putLong(0x5EED);
        CRC32C crc = new CRC32C();
        crc.update(file.array(), 0, 8);
        crc.update(file.array(), 12, 16);
        return file.putInt(8, (int) crc.getValue()).array();
    }

    private static ForgedJournal of(Path directory) throws IOException {
        ForgedJournal result = new ForgedJournal();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                result.add(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return result;
    }

    private void add(String name, byte[] content) {
        files.put(name, content);
        if (!name.endsWith(".cq4")) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at + 4 <= content.length && bytes.getInt(at) > 0) {
            int word = bytes.getInt(at);
            int end = at + 4 + (word & 0x3FFFFFFF);
            int start = at + 4 + 7 & -8;
            if ((word & FRAME_META_DATA) == 0 && end - start <= LONGEST) {
                blocks.add(new Block(name, start, end - start));
                for (int width : WIDTHS) {
                    forgeries += (long) (end - start - FIRST_FIELD) / width * VALUES;
                }
                ends.add(forgeries);
            }
            at = end + 3 & -4;
        }
    }

    /** What is in all blocks, by place. */
    Map<String, String> blocks() {
        Map<String, String> result = new TreeMap<>();
        for (Block block : blocks) {
            byte[] file = files.get(block.file);
            result.put(
                    block.file + " " + block.offset,
                    HexFormat.of().formatHex(file, block.offset, block.offset + block.length));
        }
        return result;
    }

    /** How many there are. */
    long forgeries() {
        return forgeries;
    }

    /** Makes a copy of the files as they were. */
    void restore(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
    }

    /** Writes one block anew, so that it is forged; {@link #undo} writes it as it was. */
    Forgery forge(Path directory, long number) throws IOException {
        int b = 0;
        while (ends.get(b) <= number) {
            b++;
        }
        Block block = blocks.get(b);
        long left = number - (b == 0 ? 0 : ends.get(b - 1));
        for (int width : WIDTHS) {
            int places = (block.length - FIRST_FIELD) / width;
            if (left < (long) places * VALUES) {
                int offset = FIRST_FIELD + (int) (left / VALUES) * width;
                return forge(directory, block, offset, width, (int) (left % VALUES));
            }
            left -= (long) places * VALUES;
        }
        throw new IllegalArgumentException("number=" + number + " forgeries=" + forgeries);
    }

    private Forgery forge(Path directory, Block block, int offset, int width, int which) throws IOException {
        byte[] content = Arrays.copyOfRange(files.get(block.file), block.offset, block.offset + block.length);
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        long before = get(bytes, offset, width);
        put(bytes, offset, width, value(before, block.length, width, which));
        CRC32C crc = new CRC32C();
        crc.update(content, FIRST_FIELD, block.length - FIRST_FIELD);
        bytes.putInt(0, (int) crc.getValue());
        put(directory.resolve(block.file), block.offset, bytes);
        return new Forgery(block.file, block.offset, block.length, offset, width, before, get(bytes, offset, width));
    }

    /** Takes a forgery back. */
    void undo(Path directory, Forgery forgery) throws IOException {
        byte[] sound = files.get(forgery.file);
        put(directory.resolve(forgery.file), forgery.block, ByteBuffer.wrap(sound, forgery.block, forgery.length));
    }

    private static void put(Path file, long at, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes.duplicate(), at);
        }
    }

    private static long value(long before, int length, int width, int which) {
        long most = -1L >>> (Long.SIZE - width * Byte.SIZE + 1);
        return switch (which) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> -1;
            case 3 -> -most - 1;
            case 4 -> most;
            case 5 -> before + 1;
            case 6 -> before - 1;
            case 7 -> before + 8;
            case 8 -> before - 8;
            case 9 -> most - 7;
            case 10 -> length;
            case 11 -> length + 1;
            case 12 -> before ^ 4;
            default -> before << 3;
        };
    }

    private static long get(ByteBuffer bytes, int at, int width) {
        return switch (width) {
            case 1 -> bytes.get(at);
            case 2 -> bytes.getShort(at);
            case 4 -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
    }

    private static void put(ByteBuffer bytes, int at, int width, long value) {
        switch (width) {
            case 1 -> bytes.put(at, (byte) value);
            case 2 -> bytes.putShort(at, (short) value);
            case 4 -> bytes.putInt(at, (int) value);
            default -> bytes.putLong(at, value);
        }
    }

    /** Goes on by a millisecond each time it is read. */
    private static final class StepClock implements EpochNanoClock {
        /** In the year 2025. */
        static final long BEGIN = 1_750_000_000_000_000_000L;

        static final long STEPS_AHEAD = 1_000_000_000L;
        private static final long STEP = 1_000_000L;

        private long now = BEGIN;

        @Override
        public synchronized long nanoTime() {
            now += STEP;
            return now;
        }
    }
}
