package io.tailrace.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The inputs of one target that are kept with the tests. Those whose names begin with {@code real-} were written by
 * Tailrace and have to be taken; the others are hard cases, and whatever fuzzing has ever found.
 */
public final class FuzzCorpus {
    /** How long to look for more, in seconds for each target; nobody looks without it. */
    private static final String PROPERTY = "tailrace.fuzz";

    private static final String REAL = "real-";
    private static final Path ROOT = Path.of("src/test/resources/fuzz");
    private static final int[] EXTREMES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30, 0xFFFF, 0x7FFF_FFF8
    };

    private final Class<? extends FuzzTarget> type;
    private final Path directory;

    /** That of a target, in a directory that is called as it is. */
    public FuzzCorpus(Class<? extends FuzzTarget> type) {
        this.type = type;
        directory = ROOT.resolve(type.getSimpleName().replace("Target", "").toLowerCase());
    }

    /** The inputs by their names. */
    public Map<String, byte[]> inputs() throws IOException {
        Map<String, byte[]> inputs = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    /** Keeps one more input. */
    public void keep(String name, byte[] input) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(name), input);
    }

    /** Gives all inputs to the target; how many were taken. */
    public int replay() throws Exception {
        FuzzTarget target = type.getDeclaredConstructor().newInstance();
        int taken = 0;
        for (Map.Entry<String, byte[]> input : inputs().entrySet()) {
            boolean took = check(target, input.getKey(), input.getValue());
            if (!took && input.getKey().startsWith(REAL)) {
                throw new AssertionError(input.getKey() + " is refused: after a change of the format make the inputs"
                        + " anew, with -Dtest=*FuzzSeeds");
            }
            taken += took ? 1 : 0;
        }
        return taken;
    }

    /**
     * Puts the numbers that are hardest to take for a length or an offset where any might stand in real inputs.
     *
     * @param most inputs made that way
     * @return how many there were
     */
    public int lie(int most) throws Exception {
        FuzzTarget target = type.getDeclaredConstructor().newInstance();
        List<Map.Entry<String, byte[]>> real = new ArrayList<>(inputs().entrySet());
        real.removeIf(input -> !input.getKey().startsWith(REAL));
        long places = 0;
        for (Map.Entry<String, byte[]> input : real) {
            places += (input.getValue().length / Integer.BYTES) * (long) (EXTREMES.length + 1);
        }
        long step = Math.max(1, places / most);
        int count = 0;
        for (Map.Entry<String, byte[]> input : real) {
            int length = input.getValue().length;
            long all = (length / Integer.BYTES) * (long) (EXTREMES.length + 1);
            for (long i = count % step; i < all; i += step) {
                int at = (int) (i / (EXTREMES.length + 1)) * Integer.BYTES;
                int which = (int) (i % (EXTREMES.length + 1));
                byte[] lying = input.getValue().clone();
                int number = which < EXTREMES.length ? EXTREMES[which] : length - at + 1;
                ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
                check(target, input.getKey() + " with " + number + " at " + at, lying);
                count++;
            }
        }
        return count;
    }

    private static boolean check(FuzzTarget target, String name, byte[] input) {
        try {
            return FuzzDriver.check(target, input);
        } catch (Throwable e) {
            throw new AssertionError(target.getClass().getSimpleName() + ": " + name, e);
        }
    }

    /** Looks for more with Jazzer, where that is asked for; what it has said. */
    public String fuzz() throws IOException, InterruptedException {
        int seconds = Integer.getInteger(PROPERTY, 0);
        if (seconds == 0) {
            return "";
        }
        Path work = Path.of("target/fuzz").resolve(directory.getFileName());
        Path found = Files.createDirectories(work.resolve("corpus"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ChildJvm.flags());
        command.addAll(List.of("-Xmx512m", "-Xss1m", "-ea", "-XX:MaxDirectMemorySize=512m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.addAll(List.of("--target_class=" + FuzzDriver.class.getName(), "--target_args=" + type.getName()));
        command.addAll(
                List.of("--instrumentation_includes=io.tailrace.**", "--disabled_hooks=com.code_intelligence.**"));
        command.addAll(List.of("--reproducer_path=" + work, "-artifact_prefix=" + work + "/"));
        command.addAll(List.of("-max_total_time=" + seconds, "-timeout=60", "-rss_limit_mb=2048", "-max_len=20000"));
        command.addAll(List.of("-print_final_stats=1", found.toString(), directory.toString()));
        Path log = work.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(Duration.ofSeconds(seconds * 2L + 60).toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        String said = Files.readString(log);
        String end = said.substring(Math.max(0, said.length() - 3_000));
        if (!ended || process.waitFor() != 0) { // a class path without Jazzer included
            throw new AssertionError("fuzzing has found something, keep it in " + directory + ":\n" + end);
        }
        return end;
    }
}
