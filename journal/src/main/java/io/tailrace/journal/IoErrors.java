package io.tailrace.journal;

import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import io.tailrace.error.ReadOnlyJournalException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Makes typed errors of what the file system says. */
final class IoErrors {
    private IoErrors() {}

    static JournalException of(String what, Path file, IOException e) {
        if (isNoSpace(e)) {
            return full(file, e);
        }
        return isNotPermitted(e)
                ? new ReadOnlyJournalException(
                        what + ": file=" + file + " cause=" + e
                                + ": give this user the right to write there, or open the journal for reading",
                        e)
                : new JournalException(what + ": file=" + file + " cause=" + e, e);
    }

    /** The same for what only reads. */
    static JournalException reading(String what, Path file, IOException e) {
        return new JournalException(
                what + ": file=" + file + " cause=" + e
                        + (isNotPermitted(e) ? ": give this user the right to read there" : ""),
                e);
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
    private static boolean isNoSpace(IOException e) {
        return says(e, "no space left") || says(e, "quota exceeded");
    }

    /** Java has a type for one of them, and not everywhere. */
    private static boolean isNotPermitted(IOException e) {
        return e instanceof AccessDeniedException
                || says(e, "permission denied")
                || says(e, "operation not permitted")
                || says(e, "read-only file system");
    }

    /** The reason of the system stands after the name of the file, which may be any. */
    private static boolean says(IOException e, String reason) {
        String message = e instanceof FileSystemException ? ((FileSystemException) e).getReason() : e.getMessage();
        return String.valueOf(message).toLowerCase(Locale.ROOT).contains(reason);
    }
}
