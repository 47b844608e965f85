package io.tailrace.bench.months;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was looked at, and whether it held. One thread. */
final class Findings {
    private final PrintWriter out;
    private final List<Finding> all = new ArrayList<>();

    Findings(PrintWriter out) {
        this.out = out;
    }

    void add(String what, boolean held, String how) {
        Finding finding = new Finding(what, held, how);
        all.add(finding);
        out.println((held ? "ok      " : "FAILED  ") + what + ": " + how);
        out.flush();
    }

    /** Whether that was looked at, and held. */
    boolean held(String what) {
        return all.stream().anyMatch(finding -> finding.what.equals(what))
                && all.stream().noneMatch(finding -> finding.what.equals(what) && !finding.held);
    }

    boolean allHeld() {
        return all.stream().allMatch(Finding::held);
    }

    List<Map<String, Object>> maps() {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (Finding finding : all) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("what", finding.what);
            map.put("held", finding.held);
            map.put("how", finding.how);
            maps.add(map);
        }
        return maps;
    }

    private record Finding(String what, boolean held, String how) {}
}
