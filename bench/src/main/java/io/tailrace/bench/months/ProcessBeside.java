package io.tailrace.bench.months;

import io.tailrace.journal.JvmFlags;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The process of a {@link ReaderBeside}. One thread. */
final class ProcessBeside implements AutoCloseable {
    private static final int READ = 1;
    private static final int PASSED = 2;
    private static final int LAST = 3;
    private static final int DOCUMENTS = 4;
    private static final int EXPIRED = 5;
    private static final int BACK = 6;
    private static final int BACK_EXPIRED = 7;
    private static final int FIRST = 8;

    private final Process process;
    private final BufferedReader said;
    private final long after;

    /** @param after sequence of the last change before those that it is asked for */
    ProcessBeside(Path directory, Path errors, long after) throws IOException {
        this.after = after;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.needed());
        command.addAll(List.of("-Xmx512m", "-XX:MaxDirectMemorySize=4g", "-XX:+UseSerialGC", "-ea"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ReaderBeside.class.getName()));
        command.add(directory.toString());
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        if (!"ready".equals(line)) {
            throw new IllegalStateException("the process beside says " + line + ", see " + errors);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Has it read to the end and tells what it has found. */
    void finish(long last, long documents, Findings findings) throws IOException {
        try {
            process.getOutputStream().write((last + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            assert !process.isAlive() : e; // it has said why
        }
        String line = said.readLine();
        String[] words = line == null ? new String[0] : line.split(" ", -1);
        if (words.length <= FIRST || !words[0].equals("read")) {
            findings.add("events of the process beside", false, "it says " + line);
            return;
        }
        long read = Long.parseLong(words[READ]);
        long passed = Long.parseLong(words[PASSED]);
        findings.add(
                "events of the process beside",
                Long.parseLong(words[LAST]) == last && read + passed <= last && read > 0,
                read + " in order from " + (after + 1) + " to " + words[LAST] + ", " + passed
                        + " gone before it came, told so " + words[EXPIRED] + " times");
        findings.add(
                "documents of the process beside",
                Long.parseLong(words[DOCUMENTS]) == documents,
                words[DOCUMENTS] + " of " + documents);
        findings.add(
                "old positions of the process beside",
                words[FIRST].equals("expired"),
                "went back " + words[BACK] + " times, told of " + words[BACK_EXPIRED]
                        + " that it is gone; the first change: " + words[FIRST]);
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }
}
