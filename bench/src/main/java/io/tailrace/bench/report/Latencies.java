package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the latency command has left behind, each run of it by itself. */
final class Latencies {
    private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "p99.99", "max");
    private static final String KIND = "latency";

    private final List<RawFile> files;

    Latencies(List<RawFile> all) {
        files = all.stream().filter(file -> file.kind().equals(KIND)).toList();
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** A picture for each topology and load of each file, by its name. */
    Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        for (RawFile file : files) {
            for (List<Map<?, ?>> cells : groups(file).values()) {
                Map<?, ?> first = cells.get(0);
                String title = "Write to handler, " + words(first) + ", JDK " + file.jdk();
                LinePlot plot = new LinePlot(title, "percentile", "us, median of the runs", PERCENTILES);
                for (Map<?, ?> cell : cells) {
                    plot.curve(RawFile.text(cell.get("route")), micros(cell), null, null);
                }
                plots.put(name(file, first), plot.svg());
            }
        }
        return plots;
    }

    private static double[] micros(Map<?, ?> cell) {
        Map<?, ?> medians = RawFile.map(cell, "medians");
        return PERCENTILES.stream()
                .mapToDouble(percentile -> RawFile.number(medians.get(percentile)))
                .toArray();
    }

    private static String words(Map<?, ?> cell) {
        return Numbers.text(cell.get("threads")) + " threads, " + Numbers.text(cell.get("ratePerSecond")) + "/s ("
                + cell.get("load") + ")";
    }

    private static String name(RawFile file, Map<?, ?> cell) {
        String stem = file.name().replace(".json", "");
        return (stem + "-" + cell.get("topology") + "-"
                                + RawFile.text(cell.get("load")).replace("%", "pc"))
                        .toLowerCase(Locale.ROOT)
                + ".svg";
    }

    /** Cells of a file by topology and load. */
    private static Map<String, List<Map<?, ?>>> groups(RawFile file) {
        Map<String, List<Map<?, ?>>> groups = new LinkedHashMap<>();
        for (Map<?, ?> cell : RawFile.maps(file.root(), "cells")) {
            groups.computeIfAbsent(cell.get("topology") + "/" + cell.get("load"), key -> new ArrayList<>())
                    .add(cell);
        }
        return groups;
    }

    String text() {
        Block block = new Block();
        for (RawFile file : files) {
            block.line("## JDK " + file.jdk() + (file.isQuick() ? ", quick" : ""))
                    .line("")
                    .line(file.source());
            groups(file).forEach((key, cells) -> group(block, file, cells));
        }
        return block.toString();
    }

    private static void group(Block block, RawFile file, List<Map<?, ?>> cells) {
        Map<?, ?> first = cells.get(0);
        block.line("### " + words(first)).line("");
        block.line("![" + words(first) + "](" + name(file, first) + ")").line("");
        block.head("us", "p50", "p90", "p99", "p99.9", "p99.99", "max", "p99 of the runs", "others %", "");
        for (Map<?, ?> cell : cells) {
            List<String> row = new ArrayList<>(List.of(RawFile.text(cell.get("route"))));
            Map<?, ?> medians = RawFile.map(cell, "medians");
            PERCENTILES.forEach(percentile -> row.add(Numbers.text(medians.get(percentile))));
            double[] p99 = RawFile.maps(cell, "runs").stream()
                    .mapToDouble(run -> RawFile.number(run.get("p99")))
                    .sorted()
                    .toArray();
            row.add(Numbers.text(p99[0]) + "–" + Numbers.text(p99[p99.length - 1]));
            double[] others = RawFile.maps(cell, "runs").stream()
                    .mapToDouble(run -> RawFile.number(run.get("othersPercent")))
                    .sorted()
                    .toArray();
            row.add(Numbers.text(others[0]) + "–" + Numbers.text(others[others.length - 1]));
            row.add((Boolean.TRUE.equals(cell.get("kept")) ? "" : "rate not kept ")
                    + (Boolean.TRUE.equals(cell.get("disturbed")) ? "void: disturbed" : ""));
            block.row(row.toArray(String[]::new));
        }
        block.line("");
        ratios(block, file, first);
        pauses(block, file, first);
    }

    private static boolean isSame(Map<?, ?> one, Map<?, ?> other) {
        return RawFile.text(one.get("topology")).equals(RawFile.text(other.get("topology")))
                && RawFile.text(one.get("load")).equals(RawFile.text(other.get("load")));
    }

    private static void ratios(Block block, RawFile file, Map<?, ?> cell) {
        Block table = new Block().head("ours", "against", "percentile", "times its", "");
        for (Map<?, ?> ratio : RawFile.maps(file.root(), "ratios")) {
            if (isSame(cell, ratio)) {
                String because = RawFile.text(ratio.get("void"));
                table.row(
                        RawFile.text(ratio.get("ours")),
                        RawFile.text(ratio.get("rival")),
                        RawFile.text(ratio.get("percentile")),
                        Numbers.text(ratio.get("times")),
                        because.isEmpty() ? "" : "void: " + because);
            }
        }
        block.line(table.toString());
    }

    private static void pauses(Block block, RawFile file, Map<?, ?> cell) {
        Block table = new Block();
        for (Map<?, ?> pause : RawFile.maps(file.root(), "pauses")) {
            if (isSame(cell, pause)) {
                if (table.isEmpty()) {
                    table.head("pauses of", "from", "how many", "together ms", "longest ms");
                }
                Map<?, ?> causes = RawFile.map(pause, "causes");
                causes.forEach((cause, found) -> {
                    Map<?, ?> one = (Map<?, ?>) found;
                    table.row(
                            RawFile.text(pause.get("route")),
                            RawFile.text(cause).replace('_', ' '),
                            Numbers.text(one.get("count")),
                            Numbers.text(one.get("sumMillis")),
                            Numbers.text(one.get("longestMillis")));
                });
                if (causes.isEmpty()) {
                    table.row(RawFile.text(pause.get("route")), "none", "", "", "");
                }
            }
        }
        if (!table.isEmpty()) {
            block.line(table.toString());
        }
    }

    /** Whether the begin of a segment shows. */
    String rolls() {
        Block block = new Block();
        for (RawFile file : files) {
            for (Map<?, ?> roll : RawFile.maps(file.root(), "rolls")) {
                if (block.isEmpty()) {
                    block.head(
                            "route",
                            "JDK",
                            "rolls",
                            "within",
                            "p99 elsewhere us",
                            "p99 around, median us",
                            "highest us",
                            "others %",
                            "");
                }
                block.row(
                        RawFile.text(roll.get("route")),
                        file.jdk(),
                        Numbers.text(roll.get("rolls")),
                        Numbers.text(roll.get("within")),
                        Numbers.text(roll.get("p99ElsewhereMicros")),
                        Numbers.text(roll.get("p99AroundMedianMicros")),
                        Numbers.text(roll.get("p99AroundHighestMicros")),
                        Numbers.text(roll.get("othersPercent")),
                        Boolean.TRUE.equals(roll.get("disturbed")) ? "void: disturbed" : "");
            }
        }
        return block.toString();
    }
}
