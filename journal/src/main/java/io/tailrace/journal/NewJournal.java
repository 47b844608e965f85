package io.tailrace.journal;

import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A journal that is made as a whole: beside its place, under {@code NAME.unfinished}, then closed, forced and renamed.
 * So nobody takes a half of one for a journal. Used once.
 */
final class NewJournal {
    private static final String UNFINISHED = ".unfinished";

    private final Path target;

    NewJournal(Path target) {
        this.target = target.toAbsolutePath().normalize();
    }

    Path path() {
        return target;
    }

    private Path unfinished() {
        return target.resolveSibling(target.getFileName() + UNFINISHED);
    }

    /** Looks before there is much to do in vain; who comes later is met by {@link #make}. */
    void refuseOccupied() {
        try {
            if (Files.exists(target) && !isEmptyDirectory(target)) {
                throw new JournalException(
                        "the target is there and is not empty: into=" + target + ": choose another one");
            }
            if (Files.exists(unfinished())) {
                throw otherAtWork();
            }
        } catch (IOException e) {
            throw new JournalException("cannot look at the target: into=" + target, e);
        }
    }

    private JournalException otherAtWork() {
        return new JournalException("another salvage or import makes it, or was stopped in the middle: found="
                + unfinished() + ": wait for it, or, if none runs, remove that directory");
    }

    private static boolean isEmptyDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            return !all.iterator().hasNext();
        }
    }

    /**
     * Makes it. Nothing is left of it where that fails.
     *
     * @param config of the new journal, without a directory
     * @param writing writes to it, after which it is closed
     */
    <T> T make(JournalConfig config, Function<Journal, T> writing) {
        Path work = unfinished();
        config.directory(work);
        begin(config.disk(), work);
        boolean done = false;
        try {
            T result;
            try (Journal into = Journal.open(config)) {
                into.recover(change -> {});
                result = writing.apply(into);
            }
            publish(config.disk(), work);
            done = true;
            return result;
        } finally {
            if (!done) {
                remove(config.disk(), work);
            }
        }
    }

    /** Who has made the directory works in it alone; only what is one's own may be removed when something fails. */
    private void begin(Disk disk, Path work) {
        try {
            if (!disk.makeDirectory(work)) {
                throw otherAtWork();
            }
        } catch (IOException e) {
            throw IoErrors.of("cannot make the directory", work, e);
        }
    }

    /** Puts a line into a file of its own, while it is made. */
    void note(Disk disk, String name, String line) {
        Path file = unfinished().resolve(name);
        try {
            disk.create(file);
            disk.write(file, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            disk.force(file);
        } catch (IOException e) {
            throw IoErrors.of("cannot write the file", file, e);
        }
    }

    private void publish(Disk disk, Path work) {
        try {
            disk.forceNames(work);
            disk.rename(work, target);
            disk.forceNames(target.getParent());
        } catch (IOException e) {
            throw IoErrors.of("cannot finish the new journal", target, e);
        }
    }

    private static void remove(Disk disk, Path work) {
        try {
            SegmentRepair.deleteTree(disk, work);
        } catch (IOException e) {
            assert Files.exists(work) : "its name says that it is unfinished";
        }
    }
}
