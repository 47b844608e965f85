package io.tailrace.journal;

import io.tailrace.error.JournalInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The directories that are open for writing in this JVM, whatever class loader opened them. Any thread.
 *
 * <p>Only the system properties are the same for all class loaders, so they are the registry: a property a directory,
 * named for its device and inode, which are the same under every name, link and mount. Values are text, which outlives
 * the loader that put it there.
 */
final class OpenDirectories {
    private static final String PREFIX = "io.tailrace.open.";

    private OpenDirectories() {}

    /** What identifies a file or directory whatever its name: device and inode, where the system has them. */
    static String identity(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath().toString() : key.toString();
    }

    /** Enters a directory. */
    static void enter(String identity, Path directory) {
        Object first = System.getProperties().putIfAbsent(PREFIX + identity, directory.toString());
        if (first != null) {
            throw new JournalInUseException("the journal is open for writing in this process: directory=" + directory
                    + " opened as=" + first + ": close it first, or open this one for reading");
        }
    }

    static void leave(String identity) {
        System.getProperties().remove(PREFIX + identity);
    }
}
