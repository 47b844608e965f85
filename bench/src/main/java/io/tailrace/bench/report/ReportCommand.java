package io.tailrace.bench.report;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the pages of the reports out of the raw results beside them. */
@Command(
        name = "report",
        description = "Turns perf-reports/raw/*.json into the pages and pictures of perf-reports, and into the table of"
                + " the project's README; pages and pictures that are not made any more are removed.",
        footer = {"", "Example: bench.jar report --dir perf-reports"},
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
    @Option(names = "--dir", paramLabel = "DIR", description = "Directory of the reports (default: ${DEFAULT-VALUE}).")
    private Path directory = Path.of("perf-reports");

    @Option(
            names = "--readme",
            paramLabel = "FILE",
            description =
                    "What has the table of the budgets between its marks (default: README.md beside the reports).")
    private Path readme;

    /** Made by the command line. */
    public ReportCommand() {}

    /**
     * Makes the pages.
     *
     * @return 0, or 1 where there are no raw results
     * @throws java.io.IOException when a file cannot be read or written
     */
    @Override
    public Integer call() throws Exception {
        Path beside = directory.toAbsolutePath().getParent().resolve("README.md");
        int files = Report.write(directory, readme == null ? beside : readme);
        System.err.println("made the pages of " + directory + " out of " + files + " raw results");
        return files == 0 ? 1 : 0;
    }
}
