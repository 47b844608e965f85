package io.tailrace.bench.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Where and with what a result was measured. */
public final class Machine {
    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /**
     * What the report needs to tell one run from another, in a fixed order.
     *
     * @param directory where the journals of the run lie
     * @return by name
     */
    public static Map<String, Object> describe(Path directory) {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("cpu", cpu());
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("memoryMiB", memoryMiB());
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("fileSystem", fileSystem(directory));
        machine.put("jdk", System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"));
        machine.put("jdkFeature", Runtime.version().feature());
        machine.put(
                "flags", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        machine.putAll(versions());
        machine.put("commit", commit());
        machine.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return machine;
    }

    /** The versions the build was made of, by the names that {@code versions.properties} gives them. */
    private static Map<String, String> versions() {
        Properties versions = new Properties();
        try (InputStream file = Machine.class.getResourceAsStream("versions.properties")) {
            versions.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> named = new TreeMap<>();
        versions.stringPropertyNames().forEach(name -> named.put(name, versions.getProperty(name)));
        return named;
    }

    private static String cpu() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(UNKNOWN);
        } catch (IOException e) {
            return System.getProperty("os.arch", UNKNOWN);
        }
    }

    private static long memoryMiB() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean operatingSystem
                ? operatingSystem.getTotalMemorySize() >> 20
                : 0;
    }

    private static String fileSystem(Path directory) {
        try {
            return Files.getFileStore(directory.toAbsolutePath()).type();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** The commit of the checkout the program was started in, with a mark when something in it has been changed. */
    private static String commit() {
        String commit = git(List.of("git", "rev-parse", "--short=12", "HEAD"));
        String changed = git(List.of("git", "status", "--porcelain", "--untracked-files=no", "--", ":!perf-reports"));
        return commit.isEmpty() ? UNKNOWN : commit + (changed.isEmpty() ? "" : "+changes");
    }

    private static String git(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
