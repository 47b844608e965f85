package io.tailrace.bench.faults;

import io.tailrace.journal.JvmFlags;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of little memory that is talked to by lines. What it said outlives it. One thread at a time. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Path errors;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::read, "child-lines");

    /**
     * Starts one.
     *
     * @param scratch for what it writes on stderr and for traces of a crash
     * @param arguments of {@link FaultChild}
     */
    ChildProcess(Path scratch, Object... arguments) throws IOException {
        this(List.of(), scratch, arguments);
    }

    /** @param before what runs the JVM, with its arguments */
    private ChildProcess(List<String> before, Path scratch, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.needed());
        // Damaged files must not make anybody ask for much; who checks a whole journal remembers all of it.
        boolean isDamaged = arguments[0].equals("mutate") || arguments[0].equals("images");
        String heap = isDamaged ? "-Xmx160m" : "-Xmx1g";
        command.addAll(List.of(heap, "-XX:MaxDirectMemorySize=256m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-CreateCoredumpOnCrash", "-ea"));
        command.add("-XX:ErrorFile=" + scratch.resolve("hs_err_%p.log"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FaultChild.class.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        errors = Files.createTempFile(scratch, "child", ".err");
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one that is run by another program, which ends with it. */
    static ChildProcess under(List<String> before, Path scratch, Object... arguments) throws IOException {
        return new ChildProcess(before, scratch, arguments);
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("fail " + e);
        }
    }

    /** Says a line to it. */
    void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The next line, or null when there is none in time or the process has ended. */
    String line(Duration limit) throws InterruptedException {
        long slices = Math.max(1, limit.toMillis() / 20);
        for (long i = 0; i < slices; i++) {
            String line = lines.poll(20, TimeUnit.MILLISECONDS);
            if (line != null || !reader.isAlive() && lines.isEmpty()) {
                return line;
            }
        }
        return null;
    }

    /** Waits until it says a line that begins so; nothing else may be wrong before. */
    void await(String what, Duration limit) throws InterruptedException {
        String line = line(limit);
        while (line != null && !line.startsWith(what)) {
            if (line.startsWith("fail ")) {
                throw new WrongAnswer(line);
            }
            line = line(limit);
        }
        WrongAnswer.unless(line != null, "the process did not say " + what + ": " + errors());
    }

    /** Kills it with SIGKILL and gives all it said and nobody has taken. */
    List<String> kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
        List<String> rest = new ArrayList<>();
        lines.drainTo(rest);
        return rest;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what it wrote on stderr. */
    String errors() {
        try {
            String all = Files.readString(errors);
            return all.substring(Math.max(0, all.length() - 2_000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join(); // whoever unmounts its disk needs it gone
    }
}
