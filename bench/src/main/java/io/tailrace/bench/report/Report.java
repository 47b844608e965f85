package io.tailrace.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pages and pictures that raw results make. One thread. */
final class Report {
    static final String BEGIN = "<!-- bench.jar report: begin -->";
    static final String END = "<!-- bench.jar report: end -->";
    static final List<String> PAGES =
            List.of("README.md", "write.md", "read.md", "feeds.md", "squash.md", "latency.md", "scale.md", "peers.md");

    /** Of the table in the README of the project: what is compared with others, and of predicates the hardest. */
    private static final String FIRST =
            "B1|B2|B3|B3-live|B4-three-shapes|B5|B7-2-p(50|99)|B8.*|B9.*|B11-(range|eq)-\\d+|B12-.*|B14";

    private final List<RawFile> files;
    private final Budgets budgets;

    private Report(List<RawFile> files) {
        this.files = files;
        budgets = new Budgets(files);
    }

    /** Makes all pages anew out of what lies in raw, removes what is there and not made, and tells how many results. */
    static int write(Path directory, Path readme) throws IOException {
        Report report = new Report(RawFile.all(directory.resolve("raw")));
        Map<String, String> made = report.made();
        Files.createDirectories(directory);
        List<Path> stale;
        try (Stream<Path> list = Files.list(directory)) {
            stale = list.filter(path -> path.toString().matches(".*\\.(md|svg)"))
                    .filter(path -> !made.containsKey(path.getFileName().toString()))
                    .toList();
        }
        for (Path path : stale) {
            Files.delete(path);
        }
        for (Map.Entry<String, String> file : made.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        if (readme != null && Files.exists(readme)) {
            Files.writeString(readme, report.headlineIn(Files.readString(readme)));
        }
        return report.files.size();
    }

    /** Every file by its name. */
    private Map<String, String> made() throws IOException {
        Map<String, String> made = new LinkedHashMap<>();
        Map<String, String> blocks = blocks();
        for (String page : PAGES) {
            made.put(page, new Template(page).filled(blocks));
        }
        if (!budgets.isEmpty()) {
            made.put("budgets.svg", budgets.plot());
        }
        made.putAll(new Latencies(files).plots());
        made.putAll(new Scales(files).plots());
        made.putAll(new FeedCurves(files).plots());
        made.putAll(new Peers(files).plots());
        return made;
    }

    private Map<String, String> blocks() {
        Latencies latencies = new Latencies(files);
        Scales scales = new Scales(files);
        Benchmarks benchmarks = new Benchmarks(files);
        Profiles profiles = new Profiles(files);
        Map<String, String> blocks = new LinkedHashMap<>();
        blocks.put(
                "headline",
                budgets.isEmpty()
                        ? ""
                        : "![Each budget as a share of its goal](budgets.svg)\n\n" + budgets.headline(".*"));
        blocks.put("write", budgets.table(List.of("B1", "B2", "B6-write", "B9", "B10", "B14.*")));
        blocks.put("write-profile", profiles.text("B1|B2|B9"));
        blocks.put("write-jmh", benchmarks.text("(Write|Append|Engine).*"));
        blocks.put("read", budgets.table(List.of("B3.*", "B4.*", "B6-read")));
        blocks.put("read-profile", profiles.text("B3.*|B4"));
        blocks.put("read-jmh", benchmarks.text("(?!Write|Append|Engine).*"));
        blocks.put("feeds", budgets.table(List.of("B5.*", "B6-feed", "B11.*", "B13.*")));
        blocks.put("feeds-profile", profiles.text("B5|B11|B13"));
        blocks.put("feed-curves", new FeedCurves(files).text());
        blocks.put("squash", budgets.table(List.of("B8.*", "B6-squash")));
        blocks.put("squash-profile", profiles.text("B8"));
        blocks.put("squash-curves", scales.text("SQUASH.*"));
        blocks.put("latency", budgets.table(List.of("B7.*", "B12.*")));
        blocks.put("latency-runs", latencies.text());
        blocks.put("rolls", latencies.rolls());
        blocks.put("scale", scales.text("(?!SQUASH).*"));
        blocks.put("peers-runs", new Peers(files).text());
        blocks.put("peers", budgets.table(List.of("B11-(range|eq)-\\d+", "B12.*")));
        return blocks;
    }

    /** The README of the project, with the budgets between its two marks; as it is where it has none. */
    private String headlineIn(String readme) {
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        if (begin < 0 || end < begin) {
            return readme;
        }
        String table = budgets.across(FIRST);
        String told = (table.isEmpty() ? Template.MISSING : table) + new Peers(files).headline();
        return readme.substring(0, begin + BEGIN.length()) + "\n" + told + readme.substring(end);
    }
}
