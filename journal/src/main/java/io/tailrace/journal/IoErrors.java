package io.tailrace.journal;

import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Makes typed errors of what the file system says. */
final class IoErrors {
    private IoErrors() {}

    static JournalException of(String what, Path file, IOException e) {
        return isNoSpace(e) ? full(file, e) : new JournalException(what + ": file=" + file, e);
    }

    static DiskFullException full(Path file, Throwable cause) {
        return new DiskFullException(
                "no space left: file=" + file
                        + ": nothing was written, what was acknowledged is unharmed; free space and write again",
                cause);
    }

    /** The same for an opening, of which nothing is left that the next one could not go on with. */
    static DiskFullException opening(Path directory, long needed, DiskFullException cause) {
        return new DiskFullException(
                "no space left to open the journal for writing: directory=" + directory + " needed=" + needed + " free="
                        + free(directory) + " (bytes): free that much or more and open it again; " + cause.getMessage(),
                cause);
    }

    private static String free(Path directory) {
        try {
            return Long.toString(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException e) {
            return "unknown, " + e.getMessage();
        }
    }

    /** Java has no type for it. */
    static boolean isNoSpace(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
