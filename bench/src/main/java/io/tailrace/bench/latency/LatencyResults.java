package io.tailrace.bench.latency;

import io.tailrace.bench.measure.RawResults;
import io.tailrace.bench.rows.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run of the latencies has found, told as it comes and kept at the end. One thread. */
final class LatencyResults {
    private final PrintWriter out;
    private final Map<String, Object> sustained = new LinkedHashMap<>();
    private final List<Map<String, Object>> cells = new ArrayList<>();
    private final List<Map<String, Object>> ratios = new ArrayList<>();
    private final List<Map<String, Object>> pauses = new ArrayList<>();
    private final List<Map<String, Object>> rolls = new ArrayList<>();

    LatencyResults(PrintWriter out) {
        this.out = out;
    }

    void sustained(Topology topology, Map<String, Double> rates) {
        rates.forEach((route, rate) -> out.printf("# %s takes %.0f updates/s at most: %s%n", topology, rate, route));
        sustained.put(topology.name(), rates);
        out.flush();
    }

    /** Cells of one topology under one load. */
    void add(List<LatencyCell> measured) {
        for (LatencyCell cell : measured) {
            out.println(cell.line());
            cells.add(cell.map());
        }
        for (LatencyRatio ratio : LatencyRatio.of(measured)) {
            out.println(ratio.line());
            ratios.add(ratio.map());
        }
        out.flush();
    }

    void add(Topology topology, Load load, Route route, Pauses found) {
        out.println("# pauses of a millisecond and more, " + load.name() + ", " + route.name() + ": " + found.text());
        out.flush();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("topology", topology.name());
        map.put("load", load.name());
        map.put("route", route.name());
        map.put("causes", found.map());
        pauses.add(map);
    }

    void add(RollCheck check) {
        out.println(check.line());
        out.flush();
        rolls.add(check.map());
    }

    void keep(Path file, Map<String, Object> root) throws IOException {
        root.put("sustainedPerSecond", sustained);
        root.put("cells", cells);
        root.put("ratios", ratios);
        root.put("pauses", pauses);
        root.put("rolls", rolls);
        RawResults.write(file, root);
    }
}
