package io.tailrace.bench.latency;

import io.tailrace.bench.measure.Beside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Looks each millisecond at the threads that bring a write to its handler, and at the segments that begin. It takes
 * some of a core, so what is measured beside it is not counted as a latency.
 */
final class PauseWatch implements AutoCloseable {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long PERIOD_NS = 1_000_000;
    private static final int RESCAN = 32;
    private static final String SEGMENT = ".cq4";
    /** Of the threads that take part, as far as the system keeps their names. */
    private static final List<String> NAMES =
            List.of("tailrace-engine", "tailrace-writer", "tailrace-feed", "raw-", "by-hand", "spinning");

    private final Path root;
    private final boolean threadsToo;
    private final String driver;
    private final Map<Path, List<ThreadState>> states = new LinkedHashMap<>(); // the watching thread's until it ends
    private final List<Long> looks = new ArrayList<>(); // likewise
    private final List<Long> rolls = new ArrayList<>(); // likewise
    private final Beside watching;
    private volatile boolean ended;

    /**
     * Begins to watch.
     *
     * @param root in whose directories segments begin
     * @param threadsToo whether threads are looked at, that which calls included
     */
    PauseWatch(Path root, boolean threadsToo) throws Exception {
        this.root = root;
        this.threadsToo = threadsToo && Files.exists(TASKS);
        driver = this.threadsToo
                ? Path.of("/proc/thread-self").toRealPath().getFileName().toString()
                : "";
        watching = new Beside("pause-watch", this::watch);
        watching.go();
    }

    private void watch() throws IOException {
        int segments = segments();
        for (int round = 0; !ended; round++) {
            LockSupport.parkNanos(PERIOD_NS);
            looks.add(System.nanoTime());
            int now = segments();
            if (now > segments && segments > 0) {
                rolls.add(System.nanoTime());
            }
            segments = now;
            if (threadsToo) {
                look(round % RESCAN == 0);
            }
        }
    }

    private int segments() throws IOException {
        int count = 0;
        try (Stream<Path> directories = Files.list(root)) {
            for (Path directory : directories.toList()) {
                String[] names = directory.toFile().list();
                for (int i = 0; names != null && i < names.length; i++) {
                    count += names[i].endsWith(SEGMENT) ? 1 : 0;
                }
            }
        }
        return count;
    }

    private void look(boolean rescan) throws IOException {
        if (rescan) {
            try (Stream<Path> tasks = Files.list(TASKS)) {
                tasks.filter(this::takesPart).forEach(task -> states.computeIfAbsent(task, t -> new ArrayList<>()));
            }
        }
        states.forEach((task, seen) -> {
            try {
                seen.add(ThreadState.read(task));
            } catch (IOException e) {
                // It has ended.
            }
        });
    }

    private boolean takesPart(Path task) {
        if (task.getFileName().toString().equals(driver)) {
            return true;
        }
        try {
            String name = Files.readString(task.resolve("comm"));
            return NAMES.stream().anyMatch(name::startsWith);
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** When segments began, to the millisecond; after {@link #close()}. */
    List<Long> rolls() {
        return rolls;
    }

    /** When it has looked; after {@link #close()}. */
    List<Long> looks() {
        return looks;
    }

    /** What it has seen, a list a thread; after {@link #close()}. */
    List<List<ThreadState>> threads() {
        return new ArrayList<>(states.values());
    }

    @Override
    public void close() {
        ended = true;
        try {
            watching.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while the watch ends", e));
        }
    }
}
