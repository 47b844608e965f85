package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
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
        } catch (IOException | DirectoryIteratorException e) {
            throw new JournalException("cannot list the snapshots: directory=" + directory, e);
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
        unfit.remove(placed);
        foreign.remove(placed);
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
            unfit.remove(file);
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
