package io.tailrace.bench;

import io.tailrace.journal.JvmFlags;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs the tests of what threads share, and beside each of them a planted one in which the same goes wrong, which has
 * to be seen: else the other one shows nothing.
 */
@Command(
        name = "jcstress",
        description = "Races the threads that share something, millions of times. Exit code 1 when something was seen"
                + " that must not be, or a planted mistake was not.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -jar bench.jar jcstress --mode tough --tests Index"})
final class JcstressCommand implements Callable<Integer> {
    private static final String PLANTED = ".*Planted.*";
    private static final int MORE_CHANCES = 3;

    /** How long it takes. */
    enum Mode {
        /** Each test once, for a moment, in one way of compiling: whether it runs and can fail. */
        SANITY("-f 1 -iters 4 -time 60 -sc false -af NONE -c 2"),
        /** Minutes. */
        QUICK("-m quick"),
        /** As JCStress would, many minutes. */
        DEFAULT("-m default"),
        /** Hours. */
        TOUGH("-m tough");

        private static final String ITERATIONS = "-iters 4";

        private final String options;

        Mode(String options) {
            this.options = options;
        }

        List<String> options() {
            return List.of(options.split(" ", -1));
        }

        /** As {@link #SANITY}, but so many times as long again. */
        static List<String> longer(int times) {
            String longer = SANITY.options.replace(ITERATIONS, "-iters " + times * 10);
            return List.of(longer.split(" ", -1));
        }
    }

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Mode mode = Mode.QUICK;

    @Option(names = "--tests", paramLabel = "PATTERN", description = "Of names of tests (default: all).")
    private String tests = "io.tailrace";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path results = Files.createTempDirectory("tailrace-jcstress");
        try {
            return run(results) ? 0 : 1;
        } finally {
            remove(results);
        }
    }

    private boolean run(Path results) throws Exception {
        Map<String, Seen> all = new TreeMap<>();
        race(tests, mode.options(), results, all);
        for (int i = 1; i <= MORE_CHANCES; i++) { // on a machine that is busy with other things nothing may race
            for (Map.Entry<String, Seen> test : all.entrySet()) {
                if (test.getKey().matches(PLANTED) && test.getValue().interesting == 0) {
                    race("^" + test.getKey() + "$", Mode.longer(i), results, all);
                }
            }
        }
        return tell(all);
    }

    private void race(String which, List<String> how, Path results, Map<String, Seen> all) throws Exception {
        List<String> arguments = new ArrayList<>(how);
        arguments.addAll(List.of("-t", which, "-r", results.toString()));
        arguments.addAll(List.of("-jvmArgs", String.join(" ", JvmFlags.needed()) + " -ea"));
        Options options = new Options(arguments.toArray(String[]::new));
        if (!options.parse()) {
            throw new IllegalStateException("JCStress does not take " + arguments);
        }
        Path file = Path.of(options.getResultFile());
        try {
            new JCStress(options).run();
        } catch (AssertionError e) {
            spec.commandLine().getErr().println(e.getMessage()); // what has failed is in the file
        }
        try {
            InProcessCollector collector = new InProcessCollector();
            new DiskReadCollector(file.toString(), collector).dump();
            for (TestResult result : collector.getTestResults()) {
                all.computeIfAbsent(result.getName(), name -> new Seen()).add(result);
            }
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private boolean tell(Map<String, Seen> all) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> wrong = new ArrayList<>();
        all.forEach((name, seen) -> {
            boolean isPlanted = name.matches(PLANTED);
            out.printf("%-60s %,16d rounds%s%n", name, seen.rounds, isPlanted ? ", seen " + seen.interesting : "");
            seen.failures.forEach(failure -> wrong.add(name + ": " + failure));
            if (seen.rounds == 0 || isPlanted && seen.interesting == 0) {
                wrong.add(name + (isPlanted ? ": what is planted was not seen" : ": no round was run"));
            }
        });
        wrong.forEach(line -> out.println("FAILED " + line));
        out.printf("tests=%d failures=%d%n", all.size(), wrong.size());
        out.flush();
        return wrong.isEmpty() && !all.isEmpty();
    }

    /** What all processes have seen that have run one test. */
    private static final class Seen {
        private long rounds;
        private long interesting;
        private final List<String> failures = new ArrayList<>();

        void add(TestResult result) {
            rounds += result.getTotalCount();
            for (GradingResult graded : result.grading().gradingResults.values()) {
                interesting += graded.expect == Expect.ACCEPTABLE_INTERESTING ? graded.count : 0;
            }
            if (!result.grading().isPassed) {
                failures.add(result.status() + " " + result.grading().failureMessages + result.getMessages()
                        + result.getVmErr());
            }
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
