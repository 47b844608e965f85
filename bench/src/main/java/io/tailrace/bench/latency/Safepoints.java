package io.tailrace.bench.latency;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** The stretches in which the JVM held all threads, as its own log tells them on the clock of nanoTime. One thread. */
final class Safepoints implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("\\[(\\d+)ns].*Total: +(\\d+) ns.*");
    private static final String[] SIGNATURE = {String[].class.getName()};

    private final Path file;

    /** Begins to log. */
    Safepoints() throws IOException, JMException {
        file = Files.createTempFile("tailrace-safepoints-", ".log");
        log("info");
    }

    private void log(String level) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmLog",
                        new Object[] {
                            new String[] {
                                "output=" + file,
                                "output_options=filecount=0", // else the file that is there is kept under another name
                                "what=safepoint=" + level,
                                "decorators=timenanos"
                            }
                        },
                        SIGNATURE);
    }

    /** Those that are over. */
    List<Stretch> read() throws IOException {
        List<Stretch> stretches = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            Stretch stretch = parse(line);
            if (stretch != null) {
                stretches.add(stretch);
            }
        }
        return stretches;
    }

    /** A line is written when a stretch is over; null for other lines. */
    static Stretch parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        long endNs = Long.parseLong(matcher.group(1));
        return new Stretch(endNs - Long.parseLong(matcher.group(2)), endNs);
    }

    @Override
    public void close() throws IOException, JMException {
        log("off");
        Files.delete(file);
    }

    /** From, to. */
    record Stretch(long fromNs, long toNs) {
        /** How much of it lies between two moments. */
        long within(long beginNs, long endNs) {
            return Math.max(0, Math.min(toNs, endNs) - Math.max(fromNs, beginNs));
        }
    }
}
