package io.tailrace.bench.faults;

import io.tailrace.bench.simulation.SeedRun;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the fault rig. */
@Command(
        name = "faults",
        description = "Kills processes that write, cuts the power, fills disks, has calls of the system fail, damages"
                + " files and simulates disks that forget; checks what is left. Exit code 1 when something was lost"
                + " or is wrong.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar bench.jar faults --kills 300 --cuts 40 --mutations 2000",
            "  java -jar bench.jar faults --only --images 20000",
            "  java -jar bench.jar faults --only --planted --seeds 10000",
            "  java -jar bench.jar faults --only --seeds 100000 --steps 30 --dir /dev/shm"
        })
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

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of one simulated engine (default: ${DEFAULT-VALUE}).")
    private int steps = SeedRun.STEPS;

    @Option(names = "--planted", description = "Plant 24 bugs too, of which each has to be found.")
    private boolean planted;

    @Option(
            names = "--images",
            paramLabel = "N",
            description = "Journals opened as a power cut may leave them, page by page (default: ${DEFAULT-VALUE}).")
    private int images = 200;

    @Option(
            names = "--full",
            paramLabel = "N",
            description = "Disks filled, of a size each; needs root (default: ${DEFAULT-VALUE}).")
    private int full = 8;

    @Option(
            names = "--syscalls",
            paramLabel = "N",
            description = "Calls of the system that fail or end the process; needs strace (default: ${DEFAULT-VALUE}).")
    private int syscalls = 14;

    @Option(names = "--only", description = "Leave out whatever is not asked for by a number of its own.")
    private boolean only;

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
        if (steps < 1) {
            throw new ParameterException(spec.commandLine(), "takes numbers from 1: --steps=" + steps);
        }
        PrintWriter out = spec.commandLine().getOut();
        Tally tally = new Tally(out);
        Path scratch = Files.createTempDirectory(parent, "tailrace-faults-");
        try {
            new MutationRounds(scratch, tally).run(seed, rounds("--mutations", mutations));
            new ImageRounds(scratch, tally).run(seed, rounds("--images", images));
            new KillRounds(scratch, tally).run(seed, rounds("--kills", kills));
            new LedgerRounds(scratch, tally).run(seed, rounds("--ledger", ledger));
            new FullRounds(scratch, tally).run(seed, rounds("--full", full));
            new SyscallRounds(scratch, tally).run(seed, rounds("--syscalls", syscalls));
            new CutRounds(scratch, tally).run(seed, rounds("--cuts", cuts));
            SimulationRounds simulation =
                    new SimulationRounds(scratch, tally, spec.commandLine().getErr(), steps);
            simulation.run(seed, rounds("--seeds", seeds));
            if (planted) {
                simulation.plant();
            }
            Bases.remove(scratch);
        } finally {
            tally.print();
        }
        return tally.failures() == 0 ? 0 : 1;
    }

    private int rounds(String option, int count) {
        return only && !spec.commandLine().getParseResult().hasMatchedOption(option) ? 0 : count;
    }
}
