package io.tailrace.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.agrona.SystemUtil;

/**
 * The machine as far as an engine depends on it.
 *
 * @param fileSystem type of the one that holds the journal, such as {@code ext4}
 * @param freeBytes what is left of it for this user
 * @param cores that the process may use
 * @param hugePages the setting of the kernel, such as {@code madvise}, or {@code unknown}
 * @param mapCount most mappings of a process; 0 where it is not known
 * @param nowNs in ns since 1970
 * @param isAlive whether a process is there
 * @hidden
 */
public record Surroundings(
        String fileSystem,
        long freeBytes,
        int cores,
        String hugePages,
        long mapCount,
        long nowNs,
        LongPredicate isAlive) {
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Path MAP_COUNT = Path.of("/proc/sys/vm/max_map_count");

    /** Those of a directory, at a time. */
    public static Surroundings of(Path directory, long nowNs) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new Surroundings(
                store.type(),
                store.getUsableSpace(),
                Runtime.getRuntime().availableProcessors(),
                chosen(text(HUGE_PAGES)),
                number(text(MAP_COUNT)),
                nowNs,
                pid -> SystemUtil.isLinux()
                        ? Files.exists(Path.of("/proc/" + pid))
                        : ProcessHandle.of(pid).isPresent());
    }

    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).trim(); // such a file says that it is empty
        } catch (IOException | SecurityException e) {
            return "";
        }
    }

    /** Of {@code always [madvise] never} the one in brackets. */
    private static String chosen(String text) {
        int begin = text.indexOf('[');
        int end = text.indexOf(']');
        return begin < 0 || end < begin ? "unknown" : text.substring(begin + 1, end);
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
