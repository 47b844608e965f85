package io.tailrace.bench;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the first page of the reports out of the raw results beside it. */
@Command(
        name = "report",
        description = "Turns perf-reports/raw/*.json into perf-reports/README.md and its plot.",
        footer = {"", "Example: bench.jar report --dir perf-reports"},
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            defaultValue = "perf-reports",
            description = "Directory of the reports (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Override
    public Integer call() throws Exception {
        int files = Report.write(directory);
        System.err.println("wrote " + directory.resolve("README.md") + " out of " + files + " raw results");
        return files == 0 ? 1 : 0;
    }
}
