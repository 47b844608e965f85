package io.tailrace.bench.faults;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the fault rig. */
@Command(
        name = "faults",
        description = "Kills processes that write, cuts the power below them, damages their files, and simulates"
                + " engines on a disk that forgets; checks what is left. Exit code 1 when an answer is wrong.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  java -jar bench.jar faults --kills 300 --cuts 40 --mutations 2000 --seeds 10000"})
public final class FaultsCommand implements Callable<Integer> {
    @Option(names = "--kills", paramLabel = "N", description = "Processes killed (default: ${DEFAULT-VALUE}).")
    private int kills = 30;

    @Option(
            names = "--cuts",
            paramLabel = "N",
            description = "Power cuts, every other with sync; needs root (default: ${DEFAULT-VALUE}).")
    private int cuts = 4;

    @Option(names = "--mutations", paramLabel = "N", description = "Journals damaged (default: ${DEFAULT-VALUE}).")
    private int mutations = 200;

    @Option(
            names = "--ledger",
            paramLabel = "N",
            description = "Processes killed that book transfers exactly once (default: ${DEFAULT-VALUE}).")
    private int ledger = 10;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Engines simulated on a disk that forgets (default: ${DEFAULT-VALUE}).")
    private int seeds = 100;

    @Option(names = "--planted", description = "Plant twelve bugs too, of which each has to be found.")
    private boolean planted;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first round (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where to work (default: that of temporary files).")
    private Path parent = Path.of(System.getProperty("java.io.tmpdir"));

    @Spec
    private CommandSpec spec;

    /** With the defaults. */
    public FaultsCommand() {}

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Tally tally = new Tally(out);
        Path scratch = Files.createTempDirectory(parent, "tailrace-faults-");
        try {
            new MutationRounds(scratch, tally).run(seed, mutations);
            new KillRounds(scratch, tally).run(seed, kills);
            new LedgerRounds(scratch, tally).run(seed, ledger);
            new CutRounds(scratch, tally).run(seed, cuts);
            SimulationRounds simulation = new SimulationRounds(scratch, tally);
            simulation.run(seed, seeds);
            if (planted) {
                simulation.plant();
            }
            Bases.remove(scratch);
        } finally {
            tally.print();
        }
        return tally.failures() == 0 ? 0 : 1;
    }
}
