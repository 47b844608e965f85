package io.tailrace.bench.budgets;

import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.JournalsOption;
import io.tailrace.bench.measure.Neighbours;
import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the budgets and says whether all hold. */
@Command(
        name = "budgets",
        description = "Measures the budgets side by side with raw Chronicle Queue, and with the same work written by"
                + " hand; exit code 0 only if all hold.",
        footer = {"", "Example: bench.jar budgets --quick --only=B5,B11,B13"},
        mixinStandardHelpOptions = true)
public final class BudgetsCommand implements Callable<Integer> {
    @Option(names = "--quick", description = "Fewer and shorter rounds: a first impression in a few minutes.")
    private boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "ID", description = "Measure only these, such as B1,B3.")
    private List<String> only = new ArrayList<>();

    @Mixin
    private JournalsOption journals;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description =
                    "Keep the raw results here (default: perf-reports/raw/budgets-jdkN.json of a whole, slow run).")
    private Path save;

    @Option(names = "--verbose", description = "Tell every round on stderr.")
    private boolean verbose;

    private final Map<String, Double> others = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        Map<String, Object> machine = journals.machine();
        machine.forEach((name, value) -> System.out.println("# " + name + "=" + value));
        Consumer<String> progress = verbose ? System.err::println : line -> {};
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        List<Verdict> verdicts = new ArrayList<>();
        for (Budget budget : Budget.values()) {
            if (only.isEmpty() || only.contains(id(budget))) {
                Neighbours neighbours = new Neighbours();
                try (Scratch scratch = journals.scratch()) {
                    for (Verdict verdict : budget.measure(effort, scratch, progress)) {
                        verdicts.add(verdict);
                        System.out.println(verdict.line());
                    }
                }
                others.merge(id(budget), neighbours.percent(), Math::max);
            }
        }
        long held = verdicts.stream().filter(Verdict::holds).count();
        System.out.println("# " + held + " of " + verdicts.size() + " hold");
        others.forEach((id, percent) -> {
            if (percent > Neighbours.MOST_PERCENT) {
                System.out.println("# others took " + Verdict.rounded(percent) + " % of all cores beside " + id);
            }
        });
        keep(machine, verdicts);
        return held == verdicts.size() ? 0 : 1;
    }

    private static String id(Budget budget) {
        return budget.name().split("_", -1)[0];
    }

    private void keep(Map<String, Object> machine, List<Verdict> verdicts) throws Exception {
        Path file = save;
        if (file == null && !quick && only.isEmpty() && Files.isDirectory(Path.of("perf-reports"))) {
            file = Path.of(
                    "perf-reports", "raw", "budgets-jdk" + Runtime.version().feature() + ".json");
        }
        if (file != null) {
            RawResults.write(file, machine, quick, verdicts, others);
            System.err.println("raw results: " + file);
        }
    }
}
