package io.tailrace.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another process that runs a class of the tests with the class path and the flags of this JVM. Not thread safe. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final Path errors;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private ChildJvm(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        reader = new Thread(this::drain, "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a process.
     *
     * @param main class with a main method
     * @param directory for the file that takes what the process says on stderr
     * @param flags for its JVM, beside those of this one that are not about memory
     * @param arguments for the main method
     */
    public static ChildJvm start(Class<?> main, Path directory, List<String> flags, Object... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(flags());
        all.addAll(flags);
        Path errors = Files.createTempFile(directory, main.getSimpleName(), ".err");
        return new ChildJvm(
                new ProcessBuilder(command(all, main, arguments))
                        .redirectError(errors.toFile())
                        .start(),
                errors);
    }

    /**
     * Runs a process of little memory to its end.
     *
     * @param flags all that its JVM is given beside that
     * @param main class with a main method
     * @param arguments for the main method
     * @return what it said
     */
    public static String output(List<String> flags, Class<?> main, Object... arguments) throws IOException {
        Process process = small(flags, main, arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.onExit().join();
        return output;
    }

    /** Starts a process of little memory that says what it says on stdout, errors too. */
    public static Process small(List<String> flags, Class<?> main, Object... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("-Xmx256m"));
        all.addAll(flags);
        return new ProcessBuilder(command(all, main, arguments))
                .redirectErrorStream(true)
                .start();
    }

    /** The flags of this JVM that open parts of the JDK. */
    public static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .toList();
    }

    /** What starts a JVM with the class path of this one. */
    public static List<String> command(List<String> flags, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    /** The next line of stdout, or null when there was none in time or the process has ended. */
    public String line(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        String line = lines.poll();
        while (line == null && System.nanoTime() < end) {
            boolean last = !reader.isAlive();
            line = lines.poll(last ? 0 : 50, TimeUnit.MILLISECONDS);
            if (last) {
                return line;
            }
        }
        return line;
    }

    /** The next line that is there already, or null. */
    public String line() {
        return lines.poll();
    }

    /** Says something to the process on its stdin. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends the process by SIGKILL and waits until it is gone and all it said has been read. */
    public void kill() throws InterruptedException {
        // Not by the process object itself: that would throw away what is still in the pipe.
        process.toHandle().destroyForcibly();
        exit(Duration.ofSeconds(30));
    }

    /** Waits until the process has ended and all it said has been read; its exit code. */
    public int exit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("process did not end in " + limit + ", it said: " + errors());
        }
        reader.join(limit.toMillis());
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What the process said on stderr. */
    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drain() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1 << 16)) {
            String line = in.readLine();
            while (line != null) {
                lines.add(line);
                line = in.readLine();
            }
        } catch (IOException e) {
            lines.add("stream ended: " + e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
