package io.tailrace.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the feeds command has left behind. */
final class FeedCurves {
    private static final String KIND = "feeds";

    private final List<RawFile> files;

    FeedCurves(List<RawFile> all) {
        files = all.stream().filter(file -> file.kind().equals(KIND)).toList();
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** A picture a kind of feed and match rate: changes a second by how many stand. */
    Map<String, String> plots() {
        Map<String, String> plots = new LinkedHashMap<>();
        for (RawFile file : files) {
            Map<String, Map<String, Double>> kinds = new LinkedHashMap<>();
            Map<String, Boolean> counts = new LinkedHashMap<>();
            for (Map<?, ?> point : RawFile.maps(file.root(), "points")) {
                String kind = point.get("kind") + ", " + Numbers.text(point.get("matchPercent")) + " % match";
                String count = Numbers.text(point.get("feeds"));
                counts.put(count, true);
                kinds.computeIfAbsent(kind, key -> new LinkedHashMap<>())
                        .put(count, RawFile.number(point.get("changesPerSecond")));
            }
            List<String> values = List.copyOf(counts.keySet());
            LinePlot plot = new LinePlot("Standing feeds, JDK " + file.jdk(), "feeds", "changes/s", values);
            kinds.forEach((kind, rates) -> {
                if (rates.size() == values.size()) {
                    plot.curve(kind, values.stream().mapToDouble(rates::get).toArray(), null, null);
                }
            });
            plots.put(file.name().replace(".json", ".svg"), plot.svg());
        }
        return plots;
    }

    String text() {
        Block block = new Block();
        for (RawFile file : files) {
            block.line("## JDK " + file.jdk()).line("").line(file.source());
            block.line("![Standing feeds](" + file.name().replace(".json", ".svg") + ")")
                    .line("");
            block.head(
                    "kind",
                    "feeds",
                    "match %",
                    "open us",
                    "close us",
                    "bytes a feed",
                    "changes/s",
                    "deliveries/s",
                    "counts");
            for (Map<?, ?> point : RawFile.maps(file.root(), "points")) {
                block.row(
                        RawFile.text(point.get("kind")),
                        Numbers.text(point.get("feeds")),
                        Numbers.text(point.get("matchPercent")),
                        Numbers.text(point.get("openMicros")),
                        Numbers.text(point.get("closeMicros")),
                        Numbers.text(point.get("bytesPerFeed")),
                        Numbers.text(point.get("changesPerSecond")),
                        Numbers.text(point.get("deliveriesPerSecond")),
                        point.get("fault") == null ? "exact" : "WRONG");
            }
            block.line("");
        }
        return block.toString();
    }
}
