package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the scale command has left behind. */
final class Scales {
    private static final String KIND = "scale";

    private final List<RawFile> files;

    Scales(List<RawFile> all) {
        files = all.stream().filter(file -> file.kind().equals(KIND)).toList();
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** A picture a curve, by its name. */
    Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        for (RawFile file : files) {
            for (Map<?, ?> curve : RawFile.maps(file.root(), "curves")) {
                List<Map<?, ?>> points = RawFile.maps(curve, "points");
                List<String> values = points.stream()
                        .map(point -> Numbers.text(point.get("value")))
                        .toList();
                String unit = RawFile.text(curve.get("unit"));
                LinePlot plot = new LinePlot(
                        "By " + unit + ", JDK " + file.jdk(), unit, "writes/s, and ns of processor", values);
                plot.curve(
                        "writes/s",
                        medians(points, "writesPerSecond"),
                        each(points, "lowestWritesPerSecond"),
                        each(points, "highestWritesPerSecond"));
                plot.curve("producer, ns a write", medians(points, "producerCpuNanosPerWrite"), null, null);
                plot.curve("writer, ns a write", medians(points, "writerCpuNanosPerWrite"), null, null);
                plot.curve("reader, ns a change", medians(points, "readerCpuNanosPerChange"), null, null);
                plots.put(name(file, curve), plot.svg());
            }
        }
        return plots;
    }

    private static double[] medians(List<Map<?, ?>> points, String name) {
        return points.stream()
                .mapToDouble(
                        point -> RawFile.number(RawFile.map(point, "medians").get(name)))
                .toArray();
    }

    private static double[] each(List<Map<?, ?>> points, String name) {
        return points.stream()
                .mapToDouble(point -> RawFile.number(point.get(name)))
                .toArray();
    }

    private static String name(RawFile file, Map<?, ?> curve) {
        return (file.name().replace(".json", "") + "-" + curve.get("dimension")).toLowerCase(Locale.ROOT) + ".svg";
    }

    /** The curves whose dimensions match, each with its picture. */
    String text(String dimensions) {
        Block block = new Block();
        for (RawFile file : files) {
            List<Map<?, ?>> curves = new ArrayList<>(RawFile.maps(file.root(), "curves"));
            curves.removeIf(curve -> !RawFile.text(curve.get("dimension")).matches(dimensions));
            if (curves.isEmpty()) {
                continue;
            }
            block.line("## JDK " + file.jdk() + (file.isQuick() ? ", quick" : ""))
                    .line("")
                    .line(file.source());
            StringBuilder middle = new StringBuilder("The middle:");
            RawFile.map(file.root(), "middle")
                    .forEach((name, value) -> middle.append(middle.length() > 11 ? ", " : " ")
                            .append(name)
                            .append(' ')
                            .append(value instanceof Number number ? Numbers.text(number.doubleValue()) : value));
            block.line(middle.append(". Runs at a point: ")
                            .append(file.root().get("runsAPoint"))
                            .append('.')
                            .toString())
                    .line("");
            curves.forEach(curve -> curve(block, file, curve));
        }
        return block.toString();
    }

    private static void curve(Block block, RawFile file, Map<?, ?> curve) {
        String unit = RawFile.text(curve.get("unit"));
        block.line("### By " + unit)
                .line("")
                .line("![By " + unit + "](" + name(file, curve) + ")")
                .line("");
        block.head(
                unit,
                "writes/s (range)",
                "producer ns",
                "writer ns",
                "reader ns",
                "B/change",
                "events/change",
                "behind ms",
                "open s",
                "others %");
        for (Map<?, ?> point : RawFile.maps(curve, "points")) {
            Map<?, ?> medians = RawFile.map(point, "medians");
            block.row(
                    Numbers.text(point.get("value")),
                    Numbers.text(medians.get("writesPerSecond")) + " ("
                            + Numbers.text(point.get("lowestWritesPerSecond")) + "–"
                            + Numbers.text(point.get("highestWritesPerSecond")) + ")",
                    Numbers.text(medians.get("producerCpuNanosPerWrite")),
                    Numbers.text(medians.get("writerCpuNanosPerWrite")),
                    Numbers.text(medians.get("readerCpuNanosPerChange")),
                    Numbers.text(medians.get("bytesPerChange")),
                    Numbers.text(medians.get("eventsPerChange")),
                    Numbers.text(medians.get("behindMillis")),
                    Numbers.text(medians.get("openSeconds")),
                    Numbers.text(medians.get("othersPercent")));
        }
        block.line("");
    }
}
