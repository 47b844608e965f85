package io.tailrace.bench.comparison;

import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.report.Json;
import io.tailrace.bench.rows.Screens;
import io.tailrace.journal.JvmFlags;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM that measures one side once: started with the flags and libraries of that side, and heard to its end. */
final class PeerProcess {
    private static final int MOST_ERRORS = 500;

    private final String program;
    private final Path peers;
    private final String heap;
    private final Path directory;
    private final List<String> effort;

    /**
     * Starts none yet.
     *
     * @param program class with the main method that has {@link PeerCommand}
     * @param peers folder of the modules with the libraries of others
     * @param heap of each JVM, as -Xmx takes it
     * @param directory for journals
     * @param effort options of {@link PeerCommand}
     */
    PeerProcess(String program, Path peers, String heap, Path directory, List<String> effort) {
        this.program = program;
        this.peers = peers;
        this.heap = heap;
        this.directory = directory;
        this.effort = effort;
    }

    /** Flags that all get: the same heap and collector, and what Agrona needs, in which updates are made. */
    List<String> flags() {
        List<String> flags = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseG1GC"));
        flags.add("-XX:MaxDirectMemorySize=4g");
        // On two cores there would be no common pool, and each completion would begin a thread.
        flags.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
        flags.addAll(JvmFlags.needed());
        return flags;
    }

    /** What it found; a fault where it found none in time. */
    Map<String, Object> run(PeerSide side, Screens screens, Duration limit) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.addAll(side.flags());
        command.add("-cp");
        command.add(side.classPath(peers) + System.getProperty("java.class.path"));
        command.addAll(List.of(program, "peer", "--watched", "--side=" + side.name()));
        command.add("--screens=" + screens.id());
        command.add("--dir=" + directory);
        command.addAll(effort);
        return run(command, limit);
    }

    /** Starts a command and answers the last line of JSON that it writes. */
    static Map<String, Object> run(List<String> command, Duration limit) throws Exception {
        Path errors = Files.createTempFile("peer", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            Beside watch = new Beside("peer-limit", () -> {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            });
            watch.go();
            Map<String, Object> found = found(process);
            int code = process.waitFor();
            watch.join();
            if (found.isEmpty()) {
                found.put("fault", "ended with code=" + code + " and no result: " + end(errors));
            }
            return found;
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static Map<String, Object> found(Process process) throws IOException {
        Map<String, Object> found = new LinkedHashMap<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("{") && Json.read(line) instanceof Map<?, ?> map) {
                    map.forEach((name, value) -> found.put(name.toString(), value));
                }
            }
        }
        return found;
    }

    /** The first error in what it wrote, or else the end of it. */
    private static String end(Path errors) throws IOException {
        String all = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8);
        String first = all.lines()
                .filter(line -> line.matches(".*(Exception|Error)\\b.*"))
                .findFirst()
                .orElse(all.strip());
        return first.substring(Math.max(0, first.length() - MOST_ERRORS)).replace('\n', ' ');
    }
}
