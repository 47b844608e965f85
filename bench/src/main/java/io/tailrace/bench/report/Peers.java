package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the peers command has left behind. */
final class Peers {
    private static final String KIND = "peers";
    private static final String MICROS = " us";
    /** Those that a picture can tell apart: of each one way. */
    private static final List<String> DRAWN = List.of(
            "Tailrace", "by hand, one dispatcher thread", "Esper", "Ignite", "Hazelcast, listeners", "Coherence");

    private final List<RawFile> files;

    Peers(List<RawFile> all) {
        files = all.stream().filter(file -> file.kind().equals(KIND)).toList();
    }

    /** Updates a second by what stands, a picture a file. */
    Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        for (RawFile file : files) {
            List<String> screens = List.copyOf(groups(file).keySet());
            LinePlot plot =
                    new LinePlot("Standing queries, JDK " + file.jdk(), "standing queries", "updates/s", screens);
            for (String side : DRAWN) {
                double[] rates = groups(file).values().stream()
                        .map(cells -> cell(cells, side))
                        .mapToDouble(cell -> RawFile.number(cell.get("updatesPerSecond")))
                        .filter(rate -> rate > 0)
                        .toArray();
                if (rates.length == screens.size()) {
                    plot.curve(side, rates, null, null);
                }
            }
            plots.put(picture(file), plot.svg());
        }
        return plots;
    }

    private static String picture(RawFile file) {
        return file.name().replace(".json", ".svg");
    }

    private static Map<String, List<Map<?, ?>>> groups(RawFile file) {
        Map<String, List<Map<?, ?>>> groups = new LinkedHashMap<>();
        for (Map<?, ?> cell : RawFile.maps(file.root(), "cells")) {
            groups.computeIfAbsent(RawFile.text(cell.get("screens")), key -> new ArrayList<>())
                    .add(cell);
        }
        return groups;
    }

    /** That of one side, empty where it did not take part. */
    private static Map<?, ?> cell(List<Map<?, ?>> cells, String side) {
        return cells.stream()
                .filter(cell -> side.equals(cell.get("side")))
                .findFirst()
                .orElse(Map.of());
    }

    private static boolean isExact(Map<?, ?> cell) {
        return Boolean.TRUE.equals(cell.get("exact"));
    }

    private static boolean isVoid(Map<?, ?> cell) {
        return !isExact(cell) || Boolean.TRUE.equals(cell.get("disturbed"));
    }

    private static String told(Map<?, ?> cell) {
        return !isExact(cell) ? "void: " + cell.get("fault") : isVoid(cell) ? "exact; void: disturbed" : "exact";
    }

    String text() {
        Block block = new Block();
        for (RawFile file : files) {
            block.line("## JDK " + file.jdk() + (file.isQuick() ? ", quick" : ""))
                    .line("")
                    .line(file.source())
                    .line("![Updates a second](" + picture(file) + ")")
                    .line("");
            groups(file).forEach((screens, cells) -> {
                block.line("### " + screens + ", JDK " + file.jdk()).line("");
                rates(block, cells);
                latencies(block, cells);
                wins(block, cells);
            });
            facts(block, file);
        }
        return block.toString();
    }

    private static void rates(Block block, List<Map<?, ?>> cells) {
        block.head(
                "", "updates/s (range)", "times ours", "deliveries/s", "B/update", "anonymous MiB", "open s", "told");
        for (Map<?, ?> cell : cells) {
            if (!isExact(cell)) {
                block.row(RawFile.text(cell.get("side")), "", "", "", "", "", "", told(cell));
                continue;
            }
            block.row(
                    RawFile.text(cell.get("side")),
                    Numbers.text(cell.get("updatesPerSecond")) + " (" + Numbers.text(cell.get("lowest")) + "–"
                            + Numbers.text(cell.get("highest")) + ")",
                    Numbers.text(cell.get("timesOurs")),
                    Numbers.text(cell.get("deliveriesPerSecond")),
                    Numbers.text(cell.get("bytesPerUpdate")),
                    Numbers.text(cell.get("anonymousMiB")),
                    Numbers.text(cell.get("openSeconds")),
                    told(cell));
        }
        block.line("");
    }

    private static void latencies(Block block, List<Map<?, ?>> cells) {
        Set<String> names = new LinkedHashSet<>();
        cells.forEach(cell -> RawFile.maps(cell, "loads").forEach(load -> names.add(RawFile.text(load.get("load")))));
        if (names.isEmpty()) {
            return;
        }
        List<String> head = new ArrayList<>(List.of("p50 / p99 (range) us"));
        names.forEach(name -> head.add(isShare(name) ? name + " of its own: rate, latency" : name + "/s"));
        block.head(head.toArray(String[]::new));
        for (Map<?, ?> cell : cells) {
            List<String> row = new ArrayList<>(List.of(RawFile.text(cell.get("side"))));
            names.forEach(name -> row.add(latency(load(cell, name), isShare(name))));
            block.row(row.toArray(String[]::new));
        }
        block.line("");
    }

    private static boolean isShare(String load) {
        return load.chars().anyMatch(c -> !Character.isDigit(c));
    }

    private static Map<?, ?> load(Map<?, ?> cell, String name) {
        return RawFile.maps(cell, "loads").stream()
                .filter(load -> name.equals(RawFile.text(load.get("load"))))
                .findFirst()
                .orElse(Map.of());
    }

    private static String latency(Map<?, ?> load, boolean share) {
        if (!Boolean.TRUE.equals(load.get("kept"))) {
            return "not kept";
        }
        return (share ? Numbers.text(load.get("ratePerSecond")) + "/s, " : "")
                + Numbers.text(load.get("p50")) + " / " + Numbers.text(load.get("p99")) + " ("
                + Numbers.text(load.get("p99Lowest")) + "–" + Numbers.text(load.get("p99Highest")) + ")";
    }

    /** What others do better than ours, in every run than in any of ours. */
    private static void wins(Block block, List<Map<?, ?>> cells) {
        Block found = new Block();
        for (Map<?, ?> cell : cells) {
            Map<?, ?> ours = cell(cells, RawFile.text(cell.get("against")));
            if (Boolean.TRUE.equals(cell.get("ours")) || isVoid(cell) || ours.isEmpty() || isVoid(ours)) {
                continue;
            }
            String side = RawFile.text(cell.get("side"));
            if (RawFile.number(cell.get("lowest")) > RawFile.number(ours.get("highest"))) {
                found.line("* " + side + " takes " + Numbers.text(cell.get("updatesPerSecond")) + " updates/s, "
                        + ours.get("side") + " " + Numbers.text(ours.get("updatesPerSecond")) + ".");
            }
            for (Map<?, ?> load : RawFile.maps(cell, "loads")) {
                String name = RawFile.text(load.get("load"));
                if (!isShare(name)) {
                    faster(found, side, load, load(ours, name), RawFile.text(ours.get("side")));
                }
            }
        }
        if (!found.isEmpty()) {
            block.line("Where others win, in every run:").line("").line(found.toString());
        }
    }

    private static void faster(Block found, String side, Map<?, ?> load, Map<?, ?> ours, String our) {
        if (!Boolean.TRUE.equals(load.get("kept"))) {
            return;
        }
        String rate = load.get("load") + "/s";
        if (!Boolean.TRUE.equals(ours.get("kept"))) {
            found.line("* " + side + " keeps " + rate + ", " + our + " does not.");
            return;
        }
        for (String percentile : List.of("p50", "p99")) {
            if (RawFile.number(load.get(percentile + "Highest")) < RawFile.number(ours.get(percentile + "Lowest"))) {
                found.line("* " + side + " at " + rate + ", " + percentile + ": " + Numbers.text(load.get(percentile))
                        + MICROS + ", " + our + " " + Numbers.text(ours.get(percentile)) + MICROS + ".");
            }
        }
    }

    private static void facts(Block block, RawFile file) {
        Map<String, Map<?, ?>> facts = new TreeMap<>();
        for (Map<?, ?> cell : RawFile.maps(file.root(), "cells")) {
            for (Map<?, ?> run : RawFile.maps(cell, "runs")) {
                facts.putIfAbsent(RawFile.text(cell.get("side")), RawFile.map(run, "facts"));
            }
        }
        block.line("### Who is who, JDK " + file.jdk()).line("");
        block.head("", "version", "threads", "durability", "settings");
        facts.forEach((side, of) -> block.row(
                side,
                RawFile.text(of.get("version")),
                RawFile.text(of.get("threads")),
                RawFile.text(of.get("durability")),
                RawFile.text(of.get("settings"))));
        block.line("").line("Flags of all JVMs, and what some need beyond:").line("");
        RawFile.map(file.root(), "flags").forEach((side, flags) -> block.line("* " + side + ": `" + flags + "`"));
        block.line("");
    }

    /** For the README of the project: updates a second of all that were measured last; nothing where there is none. */
    String headline() {
        Map<String, RawFile> latest = new LinkedHashMap<>();
        for (RawFile file : files) {
            groups(file)
                    .keySet()
                    .forEach(screens -> latest.merge(
                            screens + ", JDK " + file.jdk(),
                            file,
                            (a, b) -> a.time().compareTo(b.time()) > 0 ? a : b));
        }
        Block block = new Block();
        latest.forEach((where, file) -> {
            List<Map<?, ?>> cells = groups(file).get(where.substring(0, where.lastIndexOf(", ")));
            if (cells.stream().allMatch(Peers::isVoid)) {
                return;
            }
            if (block.isEmpty()) {
                List<String> head = new ArrayList<>(List.of("updates/s with standing queries"));
                head.addAll(DRAWN);
                block.line("").head(head.toArray(String[]::new));
            }
            List<String> row = new ArrayList<>(List.of(where + (file.isQuick() ? ", quick" : "")));
            for (String side : DRAWN) {
                Map<?, ?> cell = cell(cells, side);
                row.add(cell.isEmpty() || isVoid(cell) ? "void" : Numbers.text(cell.get("updatesPerSecond")));
            }
            block.row(row.toArray(String[]::new));
        });
        return block.toString();
    }
}
