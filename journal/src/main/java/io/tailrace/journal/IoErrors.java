package io.tailrace.journal;

import io.tailrace.error.DiskFullException;
import io.tailrace.error.JournalException;
import java.io.IOException;
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

    /** Java has no type for it. */
    private static boolean isNoSpace(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
