package io.tailrace.bench;

import io.tailrace.bench.budgets.BudgetsCommand;
import io.tailrace.bench.comparison.PeerCommand;
import io.tailrace.bench.comparison.PeersCommand;
import io.tailrace.bench.faults.FaultsCommand;
import io.tailrace.bench.feeds.FeedsCommand;
import io.tailrace.bench.latency.LatencyCommand;
import io.tailrace.bench.months.MonthsCommand;
import io.tailrace.bench.profile.ProfileCommand;
import io.tailrace.bench.report.ReportCommand;
import io.tailrace.bench.scale.ScaleCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code bench.jar}. */
@Command(
        name = "bench.jar",
        description = "Measures Tailrace.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AllCommand.class,
            BudgetsCommand.class,
            FaultsCommand.class,
            FeedsCommand.class,
            GrowthCommand.class,
            JcstressCommand.class,
            JmhCommand.class,
            LatencyCommand.class,
            MonthsCommand.class,
            PeerCommand.class,
            PeersCommand.class,
            ProfileCommand.class,
            ReportCommand.class,
            ScaleCommand.class
        })
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the process with its exit code: 0, or 1 when a budget is missed or something failed, or 2
     * when the command line is wrong.
     *
     * @param args command and options
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
        return commandLine;
    }
}
