package io.tailrace.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A disk that forgets what was not forced. What a process sees are real files, whoever writes to them and however, by
 * mappings too; beside them it is kept what the device holds of each file and of each directory. When the power goes,
 * the files of the next life are made of both: each page, sector, length and name that was not forced is the old or the
 * new one. When only the process ends, everything stays, and what was not forced still is not.
 *
 * <p>Calls are counted: at a given one the process ends in the midst of it, or it fails; and there may be no more room.
 * A force that fails takes the pages for clean, as kernels do: the next one does not write them. Not thread safe.
 */
public final class SimulatedDisk {
    private static final int PAGE_BYTES = 4_096;
    private static final int SECTOR_BYTES = 512;
    private static final long HOUR_NS = 3_600_000_000_000L;

    /** How a process ends. */
    public enum End {
        /** It is killed: its files are as it left them. */
        KILL,
        /** The power goes: of what was not forced anything may be there or not. */
        POWER
    }

    /** A file, whatever its name. */
    private static final class Inode {
        /** What the device holds. */
        byte[] durable = {};
        /** What was in the file when a force failed: pages that are still that, and not written since, never are. */
        byte[] clean;
        /** Pages that were written since. */
        final BitSet written = new BitSet();
        /** What was in it when its name was taken away. */
        byte[] last = {};

        boolean isLost(byte[] current, int page) {
            int at = page * PAGE_BYTES;
            int end = Math.min(at + PAGE_BYTES, current.length);
            return clean != null && !written.get(page) && equal(clean, current, at, end);
        }
    }

    /** A change of names that is not forced; one of both may be null. */
    private record Naming(String from, String to, Inode inode) {
        boolean isIn(String directory) {
            return from != null && directory.equals(parent(from)) || to != null && directory.equals(parent(to));
        }

        void apply(Map<String, Inode> names) {
            if (from != null && names.get(from) == inode) {
                names.remove(from);
            }
            if (to != null) {
                names.put(to, inode);
            }
        }
    }

    private final SplittableRandom random;
    private final byte[] pattern;
    private final LongSupplier clock;
    private final PlantedBug bug;
    /** The epoch file as it was before somebody else has raised the epoch, or null. */
    private byte[] beforeIntrusion;

    private Map<String, Inode> names = new TreeMap<>();
    private Map<String, Inode> durableNames = new TreeMap<>();
    private final List<Naming> pending = new ArrayList<>();
    private Path root;
    private Life life;

    /**
     * An empty disk.
     *
     * @param root where the files of the first life are
     * @param random decides what is there when the power has gone
     * @param pattern of {@link #pattern}
     * @param clock epoch time in ns
     * @param bug what is put above this disk, or null
     */
    public SimulatedDisk(Path root, SplittableRandom random, byte[] pattern, LongSupplier clock, PlantedBug bug) {
        this.root = root;
        this.random = random;
        this.pattern = pattern;
        this.clock = clock;
        this.bug = bug;
    }

    /**
     * What Chronicle Queue writes to the begin of a segment, made by it.
     *
     * @param scratch a directory that does not exist; it is left
     * @return the bytes
     */
    public static byte[] pattern(Path scratch) throws IOException {
        JournalConfig config =
                new JournalConfig().directory(scratch).segmentBytes(64 << 10).reserveStepBytes(16 << 10);
        config.largestBlockBytes(16 << 10).conclude();
        ForceOrder order = new ForceOrder(scratch, config.disk());
        order.disk().makeDirectory(scratch);
        SegmentFiles files = new SegmentFiles(scratch);
        try (BlockStore store = config.stores().open(files, 1, 0, config, order, Fence.NONE, null)) {
            UnsafeBuffer block = new UnsafeBuffer(0, 0);
            store.begin(block, Long.BYTES);
            store.commit(Long.BYTES);
        }
        byte[] whole = Files.readAllBytes(files.path(1));
        return Arrays.copyOf(whole, Bookkeeping.LENGTH);
    }

    /**
     * Begins a life of a process.
     *
     * @return what puts this disk below its journal
     */
    public UnaryOperator<JournalConfig> begin() {
        life = new Life();
        beforeIntrusion = null;
        Life current = life;
        BlockStores real = (files, segment, used, config, order, fence, watermark) ->
                new SimulatedStore(current, pattern, files, segment, used, config, order, fence, watermark);
        if (bug == null) {
            return config -> config.disk(current).stores(real);
        }
        Disk disk = bug.around(current);
        BlockStores stores = bug.around(real);
        return config -> config.disk(disk)
                .stores((files, segment, used, c, order, fence, watermark) ->
                        bug.around(stores.open(files, segment, used, c, order, fence, watermark), this));
    }

    /** Segments passed over by who counts them by the hour. */
    int skippedSegments(long sinceNs) {
        boolean skips = bug != null && bug.rollsByHour();
        return skips && clock.getAsLong() - sinceNs >= HOUR_NS ? 1 : 0;
    }

    long nowNs() {
        return clock.getAsLong();
    }

    /** Another writer, of which this one does not know, raises the epoch. */
    public void intrude() throws IOException {
        Path file = root.resolve(EpochFile.NAME);
        beforeIntrusion = Files.readAllBytes(file);
        byte[] raised = beforeIntrusion.clone();
        ByteBuffer whole = ByteBuffer.wrap(raised).order(ByteOrder.LITTLE_ENDIAN);
        whole.putLong(SmallFile.HEADER_LENGTH, whole.getLong(SmallFile.HEADER_LENGTH) + 1);
        CRC32C crc = new CRC32C();
        crc.update(raised, 0, 2 * Integer.BYTES);
        crc.update(raised, SmallFile.HEADER_LENGTH, raised.length - SmallFile.HEADER_LENGTH);
        Files.write(file, whole.putInt(2 * Integer.BYTES, (int) crc.getValue()).array());
    }

    /** Takes all traces of that away. */
    void endIntrusion() {
        if (beforeIntrusion != null) {
            try {
                Files.write(root.resolve(EpochFile.NAME), beforeIntrusion);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** {@return where the files are} */
    public Path directory() {
        return root;
    }

    /**
     * Has the process end in the midst of a call.
     *
     * @param calls how many there are before it
     */
    public void endAfter(int calls) {
        life.endAt = life.calls + 1 + calls;
    }

    /**
     * Has one call fail.
     *
     * @param calls how many there are before it
     */
    public void failAfter(int calls) {
        life.failAt = life.calls + 1 + calls;
    }

    /**
     * Has no more room from now on, or has it again.
     *
     * @param value whether it is full
     */
    public void full(boolean value) {
        life.full = value;
    }

    /** {@return whether the process has come to the call at which it was to end} */
    public boolean hasEnded() {
        return life.ended;
    }

    /** {@return whether the call has come that was to fail} */
    public boolean hasFailed() {
        return life.failed;
    }

    /** {@return calls of this life} */
    public int calls() {
        return life.calls;
    }

    /**
     * Ends the life of the process.
     *
     * @param end how
     * @param next a directory that does not exist: where the files are from now on
     */
    public void end(End end, Path next) throws IOException {
        life.ended = true;
        if (end == End.KILL) {
            copy(next);
        } else {
            cut(next);
        }
        if (bug != null) {
            bug.onImage(next);
        }
        root = next;
    }

    private void copy(Path next) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, next.resolve(root.relativize(path)));
            }
        }
    }

    private void cut(Path next) throws IOException {
        Map<String, Inode> left = new TreeMap<>(durableNames);
        int style = random.nextInt(4);
        int prefix = random.nextInt(pending.size() + 1);
        for (int i = 0; i < pending.size(); i++) {
            boolean there = style == 0 || (style == 1 ? i < prefix : style == 2 && random.nextBoolean());
            if (there) {
                pending.get(i).apply(left);
            }
        }
        pending.clear();
        copyDirectories(next);
        IdentityHashMap<Inode, byte[]> contents = new IdentityHashMap<>();
        for (Map.Entry<String, Inode> entry : names.entrySet()) {
            contents.put(entry.getValue(), Files.readAllBytes(root.resolve(entry.getKey())));
        }
        names = new TreeMap<>();
        for (Map.Entry<String, Inode> entry : left.entrySet()) {
            Inode old = entry.getValue();
            Inode inode = new Inode();
            inode.durable = survived(old, contents.getOrDefault(old, old.last));
            Path file = next.resolve(entry.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, inode.durable);
            names.put(entry.getKey(), inode);
        }
        durableNames = new TreeMap<>(names);
    }

    private void copyDirectories(Path next) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                if (Files.isDirectory(path)) {
                    Files.createDirectories(next.resolve(root.relativize(path)));
                }
            }
        }
    }

    /** What is in a file after the power has gone. */
    private byte[] survived(Inode inode, byte[] current) {
        byte[] old = inode.durable;
        int shorter = Math.min(old.length, current.length);
        int longer = Math.max(old.length, current.length);
        int style = random.nextInt(4);
        int length =
                style == 0 ? old.length : style == 1 ? current.length : shorter + random.nextInt(longer - shorter + 1);
        byte[] result = Arrays.copyOf(old, length);
        int unit = random.nextInt(3) == 0 ? SECTOR_BYTES : PAGE_BYTES;
        int odds = style == 0 ? 0 : style == 1 ? 8 : 1 + random.nextInt(7);
        for (int at = 0; at < Math.min(length, current.length); at += unit) {
            int end = Math.min(at + unit, Math.min(length, current.length));
            if (!inode.isLost(current, at / PAGE_BYTES)
                    && !equal(result, current, at, end)
                    && random.nextInt(8) < odds) {
                System.arraycopy(current, at, result, at, end - at);
            }
        }
        return result;
    }

    private static boolean equal(byte[] one, byte[] other, int from, int to) {
        return to <= one.length && to <= other.length && Arrays.equals(one, from, to, other, from, to);
    }

    private static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    /** The disk as one process sees it, until that ends. */
    final class Life implements Disk {
        private final Disk real = new FileDisk(PosixFilePermissions.fromString("rw-------"));
        private int calls;
        private int endAt;
        private int failAt;
        private boolean ended;
        private boolean failed;
        private boolean full;

        private String name(Path file) {
            return root.relativize(file.toAbsolutePath()).toString();
        }

        /** Whether the process ends in this call, which may be half done. */
        private boolean enter() throws IOException {
            if (ended) {
                throw new IOException("the process has ended");
            }
            calls++;
            if (calls == failAt) {
                failed = true;
                throw new IOException("Input/output error");
            }
            ended = calls == endAt;
            return ended;
        }

        private void enterOrEnd() throws IOException {
            if (enter()) {
                throw new IOException("the process ends here");
            }
        }

        private void needRoom() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        /** Makes sure of the room for the begin of a file. */
        void allocate(Path file, long length) throws IOException {
            enterOrEnd();
            needRoom();
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                if (open.length() < length) {
                    open.setLength(length);
                }
            }
        }

        @Override
        public boolean makeDirectory(Path directory) throws IOException {
            enterOrEnd();
            boolean made = !Files.exists(directory);
            Files.createDirectories(directory);
            return made;
        }

        @Override
        public void create(Path file) throws IOException {
            boolean half = enter();
            needRoom();
            real.create(file);
            name(null, name(file), new Inode());
            if (half) {
                throw new IOException("the process ends here");
            }
        }

        private void name(String from, String to, Inode inode) {
            Naming naming = new Naming(from, to, inode);
            naming.apply(names);
            pending.add(naming);
        }

        @Override
        public void write(Path file, ByteBuffer bytes, long position) throws IOException {
            if (enter()) {
                ByteBuffer part = bytes.duplicate();
                part.limit(part.position() + random.nextInt(part.remaining() + 1));
                real.write(file, part, position);
                throw new IOException("the process ends here");
            }
            if (position + bytes.remaining() > Files.size(file)) {
                needRoom();
            }
            int first = (int) (position / PAGE_BYTES);
            Inode inode = names.get(name(file));
            if (inode != null && bytes.hasRemaining()) {
                inode.written.set(first, (int) ((position + bytes.remaining() - 1) / PAGE_BYTES) + 1);
            }
            real.write(file, bytes, position);
        }

        @Override
        public void truncate(Path file, long length) throws IOException {
            enterOrEnd();
            real.truncate(file, length);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            boolean half = enter();
            leave(to);
            Inode inode = names.get(name(from));
            real.rename(from, to);
            name(name(from), name(to), inode);
            if (half) {
                throw new IOException("the process ends here");
            }
        }

        /** What a file holds whose name goes. */
        private void leave(Path file) throws IOException {
            Inode inode = names.get(name(file));
            if (inode != null) {
                inode.last = Files.readAllBytes(file);
            }
        }

        @Override
        public void delete(Path file) throws IOException {
            boolean half = enter();
            leave(file);
            Inode inode = names.get(name(file));
            real.delete(file);
            if (inode != null) {
                name(name(file), null, inode);
            }
            if (half) {
                throw new IOException("the process ends here");
            }
        }

        /** Forces the last page of a file that is not empty, and nothing else. */
        void forceEnd(Path file) throws IOException {
            enterOrEnd();
            byte[] current = Files.readAllBytes(file);
            Inode inode = names.get(name(file));
            int used = current.length;
            while (used > 0 && current[used - 1] == 0) {
                used--;
            }
            byte[] result = Arrays.copyOf(inode.durable, current.length);
            int from = Math.max(0, used - 1) & -PAGE_BYTES;
            System.arraycopy(current, from, result, from, current.length - from);
            inode.durable = result;
        }

        SimulatedDisk device() {
            return SimulatedDisk.this;
        }

        @Override
        public void force(Path file) throws IOException {
            byte[] current = Files.readAllBytes(file);
            Inode inode = names.get(name(file));
            boolean half;
            try {
                half = enter();
            } catch (IOException e) {
                if (!ended) {
                    inode.clean = current;
                    inode.written.clear();
                }
                throw e;
            }
            if (half) {
                throw new IOException("the process ends here");
            }
            inode.durable = inode.clean == null ? current : written(inode, current);
        }

        /** What is on the device after a force: not the pages that a force before failed to write. */
        private static byte[] written(Inode inode, byte[] current) {
            byte[] result = current.clone();
            for (int at = 0; at < current.length; at += PAGE_BYTES) {
                int end = Math.min(at + PAGE_BYTES, current.length);
                if (inode.isLost(current, at / PAGE_BYTES)) {
                    for (int i = at; i < end; i++) {
                        result[i] = i < inode.durable.length ? inode.durable[i] : 0;
                    }
                }
            }
            return result;
        }

        @Override
        public void forceNames(Path directory) throws IOException {
            enterOrEnd();
            if (!directory.toAbsolutePath().startsWith(root)) {
                return;
            }
            String names = name(directory);
            for (Iterator<Naming> all = pending.iterator(); all.hasNext(); ) {
                Naming naming = all.next();
                if (naming.isIn(names)) {
                    naming.apply(durableNames);
                    all.remove();
                }
            }
        }
    }
}
