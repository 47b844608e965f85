package io.tailrace.journal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The segment files of a directory, read through read-only mappings of our own. Any thread.
 *
 * <p>Chronicle Queue names its files after hours; we count segments instead, so segment n is hour n of 1970. A mapping
 * is shared by all cursors that stand in it ({@link SharedMaps}) and goes when the last one and everything handed out
 * from it is unreachable: a late look at a block can never touch unmapped memory, and closing the journal under a
 * reader is harmless.
 */
final class SegmentFiles implements BlockSource, AutoCloseable {
    static final String SUFFIX = ".cq4";
    private static final String PREPARED_SUFFIX = ".precreated";
    static final String STRANGER = "file has the suffix of a segment and is none of this journal: move it elsewhere";

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HH'F'");
    private static final int SECONDS_PER_SEGMENT = 3_600;

    private final Path directory;
    private final SharedMaps maps = new SharedMaps();
    /** Newest segment as told by the writer in this process, 0 when there is none. */
    private volatile int newest;
    /** Written once, by who recovers. */
    private volatile int checkedFrom = 1;
    /** Written by who retires, and by readers of a journal that another process writes. */
    private volatile Retired retired = Retired.NOTHING;
    /** Of the journal that another process may write and retire, 0 where this one does. */
    private final long followed;
    /** Whose segments these are, through mappings of their own; null for those that all share. */
    private final SegmentFiles of;
    /** All that were made apart. */
    private final List<SegmentMap> apart = new ArrayList<>();
    /** Newest segment that was mapped beside a writer in another process; written under this object's lock. */
    private volatile int mapped;

    /** Of a directory that this process writes, or of which it knows what is retired. */
    SegmentFiles(Path directory) {
        this(directory, 0, null);
    }

    private SegmentFiles(Path directory, long followed, SegmentFiles of) {
        this.directory = directory;
        this.followed = followed;
        this.of = of;
    }

    /**
     * The same segments, for who reads them for itself and hands nothing of them out: what is mapped for it goes when
     * it closes this, and not with the garbage collector, which may have nothing to do for days. The space of a retired
     * segment is free when nobody maps it any more.
     */
    SegmentFiles apart() {
        return new SegmentFiles(directory, followed, this);
    }

    /** Takes away what was mapped apart. */
    @Override
    public synchronized void close() {
        assert of != null : "what all share goes with the garbage collector";
        apart.forEach(SegmentMap::close);
        apart.clear();
        maps.clear();
    }

    /**
     * Of a directory in which another process may retire segments at any time: what is retired is read there, whenever
     * one is missing.
     */
    static SegmentFiles beside(Path directory, long journalId) {
        SegmentFiles files = new SegmentFiles(directory, journalId, null);
        files.lookWhatIsRetired();
        return files;
    }

    static String fileName(int segment) {
        return LocalDateTime.ofEpochSecond((long) segment * SECONDS_PER_SEGMENT, 0, ZoneOffset.UTC)
                        .format(NAME)
                + SUFFIX;
    }

    /** Number of the segment with that file name, 0 when it is none. */
    static int segmentOf(String fileName) {
        if (!fileName.endsWith(SUFFIX)) {
            return 0;
        }
        try {
            String name = fileName.substring(0, fileName.length() - SUFFIX.length());
            long segment = LocalDateTime.parse(name, NAME).toEpochSecond(ZoneOffset.UTC) / SECONDS_PER_SEGMENT;
            return segment > 0 && fileName.equals(fileName((int) segment)) ? (int) segment : 0;
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    Path directory() {
        return directory;
    }

    Path path(int segment) {
        return directory.resolve(fileName(segment));
    }

    /** The file of a segment that nobody has begun yet, by the name under which Chronicle looks for one made ahead. */
    Path prepared(int segment) {
        String name = fileName(segment);
        return directory.resolve(name.substring(0, name.length() - SUFFIX.length()) + PREPARED_SUFFIX);
    }

    /**
     * Takes away what was made ahead and not begun, of whatever segment: where a recovery has cut back over segments,
     * what was made ahead of them is of a later one than the next, and would be in the way of a writer that comes
     * there.
     */
    void removePrepared(Disk disk) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (name.endsWith(PREPARED_SUFFIX)
                        && segmentOf(name.substring(0, name.length() - PREPARED_SUFFIX.length()) + SUFFIX) > 0) {
                    found.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(null);
        for (Path file : found) {
            disk.delete(file);
        }
    }

    /** Numbers of all segments there are, ascending. */
    int[] list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToInt(file -> segmentOf(file.getFileName().toString()))
                    .filter(segment -> segment > 0)
                    .sorted()
                    .toArray();
        } catch (IOException e) {
            throw IoErrors.reading("cannot list the segments", directory, e);
        }
    }

    /** Names of what Chronicle Queue would take for a segment and we do not, in order. */
    List<String> strangers() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && segmentOf(name) == 0) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw IoErrors.reading("cannot list the segments", directory, e.getCause());
        } catch (IOException e) {
            throw IoErrors.reading("cannot list the segments", directory, e);
        }
        names.sort(null);
        return names;
    }

    /** The oldest one that there is, those aside that are about to be taken away. */
    @Override
    public int firstSegment() {
        int[] all = list();
        Retired now = lookWhatIsRetired();
        for (int segment : all) {
            if (!now.includes(segment)) {
                return segment;
            }
        }
        return 0;
    }

    @Override
    public int lastSegment() {
        int[] all = list();
        return all.length == 0 ? 0 : all[all.length - 1];
    }

    @Override
    public int missing(int last) {
        int[] all = list();
        int expected = lookWhatIsRetired().firstSegment(); // after the list, so that what was removed by then is in it
        for (int segment : all) {
            if (segment > expected) {
                break;
            }
            expected = Math.max(expected, segment + 1);
        }
        return expected <= last ? expected : 0;
    }

    @Override
    public Retired retired() {
        return of == null ? retired : of.retired();
    }

    /** So much is retired now. */
    void retired(Retired value) {
        retired = value;
    }

    /**
     * Whether a segment that is not there was taken away on purpose. Where another process does so its file is asked.
     */
    boolean isRetired(int segment) {
        return retired().includes(segment)
                || followed != 0 && lookWhatIsRetired().includes(segment);
    }

    /** What is retired now, also where another process has done so since the last look. */
    @Override
    public Retired lookWhatIsRetired() {
        if (of != null) {
            return of.lookWhatIsRetired();
        }
        if (followed != 0) {
            Retired found = RetiredFile.read(directory, followed).retired();
            if (found.firstSegment() > retired.firstSegment()) { // looks of two threads may cross
                retired = found;
            }
        }
        return retired;
    }

    /** Ends of the used parts: what is reserved after them does not count. */
    @Override
    public long bytes() {
        long sum = 0;
        for (int segment : list()) {
            if (!isRetired(segment)) {
                try (SegmentMap map = SegmentMap.open(path(segment))) {
                    sum += map == null ? 0 : FrameWalk.whole(map).used();
                }
            }
        }
        return sum;
    }

    @Override
    public BlockCursor cursor() {
        return new SegmentCursor(this, retired().firstSegment());
    }

    @Override
    public String name(int segment) {
        return path(segment).toString();
    }

    /** The writer in this process has begun that segment. */
    void newest(int segment) {
        newest = segment;
    }

    /** Newest segment that the writer in this process has begun, 0 when there is no writer in it. */
    @Override
    public int newest() {
        return of == null ? newest : of.newest();
    }

    /** The segments before that one were not read when the journal was recovered. */
    void checkedFrom(int segment) {
        checkedFrom = segment;
    }

    @Override
    public int checkedFrom() {
        return of == null ? checkedFrom : of.checkedFrom();
    }

    /** A mapping of at least {@code bytes} of the segment, or of what there is; null when there is no such file. */
    synchronized SegmentMap map(int segment, long bytes) {
        SegmentMap map = maps.find(segment, bytes);
        if (map == null) {
            map = SegmentMap.open(path(segment));
            if (map != null) {
                maps.add(segment, map);
                if (of != null) {
                    apart.add(map);
                } else if (followed != 0 && segment > mapped) {
                    mapped = segment;
                    goBefore(lookWhatIsRetired().firstSegment());
                }
            }
        }
        return map;
    }

    /** A mapping of the file that stands there now, whatever was mapped before. */
    synchronized SegmentMap fresh(int segment) {
        forget(segment);
        return map(segment, 0);
    }

    /** Forgets the mapping of a file that has been replaced. */
    synchronized void forget(int segment) {
        maps.forget(segment);
    }

    /** A cursor stands there from now on; false where it was taken away meanwhile. */
    boolean enter(SegmentMap map) {
        return maps.enter(map);
    }

    /** A cursor has gone on from there, and nobody looks at what it has shown. */
    void leave(SegmentMap map) {
        maps.leave(map);
    }

    /** A cursor that stood there was closed, though what it showed last may still be looked at. */
    void leaveLater(SegmentMap map) {
        maps.leaveLater(map, begun());
    }

    /** All segments before that one are retired: their space is not held for nobody. */
    void goBefore(int first) {
        maps.goBefore(first, begun());
    }

    /** The newest segment that this process has heard of. */
    private int begun() {
        return newest == 0 ? mapped : newest;
    }
}
