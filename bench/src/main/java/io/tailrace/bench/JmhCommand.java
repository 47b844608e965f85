package io.tailrace.bench;

import io.tailrace.journal.JvmFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs JMH with the JVM flags that its forks need, which they do not take from this jar's manifest. */
@Command(
        name = "jmh",
        description = "Runs the JMH benchmarks; everything that follows is passed on to JMH.",
        footer = {"", "Example: bench.jar jmh Append -f 1 -prof gc", "Options of JMH itself: bench.jar jmh -h"})
final class JmhCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "ARG", description = "What JMH takes: a pattern of names and its options.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        org.openjdk.jmh.Main.main(withForkFlags(arguments).toArray(String[]::new));
        return 0;
    }

    /** JMH takes the option once only: flags given by the caller and ours become one. */
    static List<String> withForkFlags(List<String> arguments) {
        List<String> all = new ArrayList<>();
        StringBuilder flags = new StringBuilder(String.join(" ", JvmFlags.needed()));
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals("-jvmArgsAppend") && i + 1 < arguments.size()) {
                flags.append(' ').append(arguments.get(++i));
            } else {
                all.add(arguments.get(i));
            }
        }
        all.add("-jvmArgsAppend");
        all.add(flags.toString());
        return all;
    }
}
