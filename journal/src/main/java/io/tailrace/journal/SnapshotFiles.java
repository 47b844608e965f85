package io.tailrace.journal;

import io.tailrace.error.CorruptJournalException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The snapshots in the directory of a journal, by the names of their files, which tell their sequences. Threads take
 * turns.
 */
final class SnapshotFiles {
    /** What one is called while it is written. */
    static final String TEMPORARY = "snapshot.new";

    private static final String PREFIX = "snapshot-";
    private static final String SUFFIX = ".tailrace";
    private static final int DIGITS = 19;

    private final ForceOrder order;
    /** What no opening can use: it goes when there is a better one. */
    private final Set<Path> unfit = new HashSet<>();
    /** What somebody has put here: it stays. */
    private final Set<Path> foreign = new HashSet<>();
    /** What this process has placed: it is of the history of the journal. */
    private final Set<Path> ours = new HashSet<>();
    /** What was looked at as a whole, with what the system said of the file before. */
    private final Map<Path, String> sound = new HashMap<>();

    SnapshotFiles(ForceOrder order) {
        this.order = order;
    }

    static String name(long sequence) {
        StringBuilder name = new StringBuilder(PREFIX);
        String digits = Long.toString(sequence);
        for (int i = digits.length(); i < DIGITS; i++) {
            name.append('0');
        }
        return name.append(digits).append(SUFFIX).toString();
    }

    /** Sequence of a snapshot by the name of its file, 0 where it is none. */
    static long sequenceOf(String name) {
        int end = PREFIX.length() + DIGITS;
        if (name.length() != end + SUFFIX.length() || !name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return 0;
        }
        try {
            long sequence = Long.parseLong(name, PREFIX.length(), end, 10);
            return sequence > 0 && name(sequence).equals(name) ? sequence : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** All of a directory, the newest one first. */
    static List<Path> newestFirst(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                if (sequenceOf(file.getFileName().toString()) > 0) {
                    found.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw IoErrors.reading("cannot list the snapshots", directory, e.getCause());
        } catch (IOException e) {
            throw IoErrors.reading("cannot list the snapshots", directory, e);
        }
        found.sort(null); // all names are of one length
        Collections.reverse(found);
        return found;
    }

    synchronized void unfit(Path file) {
        unfit.add(file);
    }

    synchronized void foreign(Path file) {
        foreign.add(file);
    }

    /** Those that nothing is known against, the newest one first. */
    synchronized List<Path> usable() {
        List<Path> usable = newestFirst(order.directory());
        usable.removeAll(unfit);
        usable.removeAll(foreign);
        return usable;
    }

    /** Whether this process has written it, so that the journal holds what it was made of. */
    synchronized boolean isOurs(Path file) {
        return ours.contains(file);
    }

    /** It was looked at as a whole. */
    synchronized void sound(Path file) {
        sound.put(file, stamp(file));
    }

    /** Whether it was looked at as a whole, and is still the same file. */
    synchronized boolean isSound(Path file) {
        return sound.containsKey(file) && sound.get(file).equals(stamp(file));
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes found = RegularFile.look(file);
            return found.fileKey() + " " + found.lastModifiedTime() + " " + found.size();
        } catch (IOException e) {
            return "it cannot be looked at: " + e;
        }
    }

    /** Removes those whose changes to come are retired. Returns whether there were any. */
    synchronized boolean removeOlderThan(Retired retired, long journalId) {
        if (retired.segments() == 0) {
            return false;
        }
        boolean any = false;
        List<Path> oldestFirst = newestFirst(order.directory());
        Collections.reverse(oldestFirst);
        for (Path file : oldestFirst) {
            SnapshotHeader header = header(file);
            if (header != null && header.journalId() == journalId && retired.includes(header.segment())) {
                remove(file);
                any = true;
            }
        }
        return any;
    }

    /** What the header of one says, null where it is damaged. */
    private static SnapshotHeader header(Path path) {
        try (SnapshotFile file = SnapshotFile.open(path)) {
            return file.readHeader() == null ? file.header() : null;
        } catch (IOException | CorruptJournalException e) {
            return null;
        }
    }

    private void remove(Path file) {
        try {
            order.disk().delete(file);
        } catch (IOException e) {
            throw IoErrors.of("cannot remove a snapshot that is older than what is kept", file, e);
        }
        forgetAll(file);
    }

    private void forgetAll(Path file) {
        unfit.remove(file);
        ours.remove(file);
        sound.remove(file);
    }

    /** Where one of that sequence is going to be. */
    Path path(long sequence) {
        return order.directory().resolve(name(sequence));
    }

    /**
     * Puts a complete one in its place, and removes those that are not needed any more, the oldest one first.
     *
     * @param kept how many stay, this one counted
     */
    synchronized void place(Path made, long sequence, int kept) throws IOException {
        Path placed = path(sequence);
        order.place(made, placed);
        forgetAll(placed);
        foreign.remove(placed);
        ours.add(placed);
        List<Path> needless = new ArrayList<>();
        int sound = 0;
        for (Path file : newestFirst(order.directory())) {
            if (unfit.contains(file)) {
                needless.add(file);
            } else if (!foreign.contains(file) && ++sound > kept) {
                needless.add(file);
            }
        }
        Collections.reverse(needless);
        for (Path file : needless) {
            order.remove(file);
            forgetAll(file);
        }
    }

    /** Takes away what a kill has left of one that was being written. */
    void removeTemporary() {
        Path temporary = order.directory().resolve(TEMPORARY);
        try {
            order.disk().delete(temporary);
        } catch (IOException e) {
            throw IoErrors.of("cannot remove what is left of a snapshot", temporary, e);
        }
    }
}
