package io.tailrace.bench.profile;

import io.tailrace.bench.budgets.Budget;
import io.tailrace.bench.measure.Effort;
import io.tailrace.bench.measure.JournalsOption;
import io.tailrace.bench.measure.Progress;
import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.measure.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells where the time of the budgets goes. */
@Command(
        name = "profile",
        description = "Runs budgets once more, which is not counted, under the JVM's own recorder, and tells by samples"
                + " in which methods of the engine the time goes. Take -XX:+UnlockDiagnosticVMOptions"
                + " -XX:+DebugNonSafepoints, or samples count for a neighbour.",
        footer = {"", "Example: bench.jar profile --only=B2,B9"},
        mixinStandardHelpOptions = true)
public final class ProfileCommand implements Callable<Integer> {
    private static final Duration PERIOD = Duration.ofMillis(1);
    private static final int MOST_TOLD = 8;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "ID",
            description = "Of ${COMPLETION-CANDIDATES}, in any case (default: ${DEFAULT-VALUE}).")
    private List<Budget> only = List.of(Budget.B1, Budget.B2, Budget.B3, Budget.B8, Budget.B9, Budget.B11);

    @Option(names = "--quick", description = "Fewer and shorter rounds.")
    private boolean quick;

    @Mixin
    private JournalsOption journals;

    @Option(names = "--save", paramLabel = "FILE", description = "Keep all of it here as JSON.")
    private Path save;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Object> machine = journals.machine();
        machine.forEach((name, value) -> out.println("# " + name + "=" + value));
        List<Map<String, Object>> all = new ArrayList<>();
        Progress progress = new Progress(spec.commandLine().getErr(), only.size());
        for (Budget budget : only) {
            progress.next(1, id(budget));
            List<Profile.ThreadShares> found = profile(budget);
            if (found.isEmpty()) {
                out.println(id(budget) + " has no stretch of the engine that is timed");
            }
            for (Profile.ThreadShares threads : found) {
                Map<String, Object> raw = new LinkedHashMap<>();
                raw.put("id", id(budget));
                raw.putAll(threads.raw());
                all.add(raw);
                tell(out, raw);
            }
        }
        if (save != null) {
            Map<String, Object> root = RawResults.root("profile", quick, machine);
            root.put("profiles", all);
            RawResults.write(save, root);
        }
        return 0;
    }

    /** As the tables of the budgets have it. */
    private static String id(Budget budget) {
        return budget.name().replace("_LIVE", "-live");
    }

    /** What the engine does in the rounds of a budget. */
    private List<Profile.ThreadShares> profile(Budget budget) throws Exception {
        try (Scratch scratch = journals.scratch();
                Recording recording = new Recording()) {
            recording.enable(Profile.SAMPLE).withPeriod(PERIOD);
            recording.enable(Profile.NATIVE_SAMPLE).withPeriod(PERIOD);
            recording.enable(Timing.EVENT).withoutThreshold();
            recording.start();
            Effort effort = quick ? Effort.QUICK : Effort.FULL;
            budget.measure(effort, scratch, line -> {});
            recording.stop();
            Path file = scratch.root().resolve("recording.jfr");
            recording.dump(file);
            return Profile.read(file, effort.rounds()).stream()
                    .filter(Profile.ThreadShares::isOfEngine)
                    .toList();
        }
    }

    private static void tell(PrintWriter out, Map<String, Object> raw) {
        out.println(
                raw.get("id") + " " + raw.get("side") + ", " + raw.get("thread") + ", samples=" + raw.get("samples"));
        List<?> shares = (List<?>) raw.get("shares");
        for (Object share : shares.subList(0, Math.min(MOST_TOLD, shares.size()))) {
            Map<?, ?> each = (Map<?, ?>) share;
            out.println("  " + Verdict.rounded((Double) each.get("percent")) + " % " + each.get("method"));
        }
        out.flush();
    }
}
