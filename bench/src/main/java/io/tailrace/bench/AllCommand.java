package io.tailrace.bench;

import io.tailrace.journal.JvmFlags;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Repeats everything that the reports tell, each part in a JVM of its own. */
@Command(
        name = "all",
        description =
                "Measures everything that the reports tell, each part in a JVM of its own with the flags of this one,"
                        + " keeps the raw results, and makes the reports.",
        footer = {"", "Example: java -Xmx4g -XX:MaxDirectMemorySize=8g -jar bench.jar all --quick"},
        mixinStandardHelpOptions = true)
final class AllCommand implements Callable<Integer> {
    private static final String PROFILE = "profile";

    @Option(names = "--quick", description = "The short way of each: some minutes a page.")
    private boolean quick;

    @Option(
            names = "--reports",
            paramLabel = "DIR",
            description = "Directory of the reports (default: ${DEFAULT-VALUE}).")
    private Path reports = Path.of("perf-reports");

    @Option(
            names = "--peers",
            paramLabel = "DIR",
            description = "Where the peers are built; who is not is left out (default: ${DEFAULT-VALUE}).")
    private Path peers = Path.of("bench", "peers");

    @Option(names = "--dry-run", description = "Only tell the commands.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        int worst = 0;
        for (List<String> arguments : parts()) {
            out.println("bench.jar " + String.join(" ", arguments)
                    + (flags(arguments).isEmpty() ? "" : " # java " + String.join(" ", flags(arguments))));
            out.flush();
            worst = Math.max(worst, dryRun ? 0 : run(arguments));
        }
        return worst;
    }

    private List<List<String>> parts() {
        List<List<String>> parts = new ArrayList<>();
        parts.add(measuring("budgets", List.of()));
        parts.add(measuring(PROFILE, List.of()));
        parts.add(measuring("latency", List.of("--pauses", "--rolls=20")));
        parts.add(measuring("scale", List.of()));
        List<String> feeds = new ArrayList<>(List.of("feeds", "--json=" + file("feeds")));
        if (quick) {
            feeds.addAll(List.of("--counts=1,100,10000", "--rates=0.01,1,100", "--seconds=0.3"));
        }
        parts.add(feeds);
        parts.add(measuring("peers", List.of("--peers=" + peers)));
        parts.add(List.of("jmh", "-rf", "json", "-rff", file("jmh"), "-f", quick ? "1" : "3", "-prof", "gc"));
        parts.add(List.of("report", "--dir=" + reports));
        return parts;
    }

    private List<String> measuring(String command, List<String> options) {
        List<String> all = new ArrayList<>(List.of(command, "--save=" + file(command)));
        all.addAll(options);
        if (quick) {
            all.add("--quick");
        }
        return all;
    }

    private String file(String command) {
        String name = command + "-jdk" + Runtime.version().feature() + (quick ? "-quick" : "") + ".json";
        return reports.resolve("raw").resolve(name).toString();
    }

    private static int run(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(JvmFlags.needed());
        command.addAll(flags(arguments));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /**
     * What the JVM of a part needs beside the flags of this one: to sample where it is, and not where it stops next.
     */
    private static List<String> flags(List<String> arguments) {
        return arguments.get(0).equals(PROFILE)
                ? List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints")
                : List.of();
    }
}
