package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Horizontal bars, with a line where the goal is. Not thread safe. */
final class BarPlot {
    private static final int WIDTH = 760;
    private static final int LABEL_WIDTH = 170;
    private static final int VALUE_WIDTH = 170;
    private static final int ROW_HEIGHT = 24;
    private static final int BAR_HEIGHT = 15;
    private static final int TOP = 48;
    private static final int BOTTOM = 26;
    private static final int GAP = 8;
    private static final double MOST = 2;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    BarPlot(String title) {
        this.title = title;
    }

    /**
     * Adds a bar below the others.
     *
     * @param label before it
     * @param share its length as a share of the goal; beyond 2 it is cut
     * @param value the text after it
     * @param style good, short or void
     */
    void bar(String label, double share, String value, String style) {
        bars.add(new Bar(label, share, value, style));
    }

    String svg() {
        int height = TOP + bars.size() * ROW_HEIGHT + BOTTOM;
        Svg svg = new Svg(WIDTH, height, title);
        double unit = (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / MOST;
        for (int row = 0; row < bars.size(); row++) {
            Bar bar = bars.get(row);
            double y = TOP + row * ROW_HEIGHT;
            double length = Math.max(1, Math.min(MOST, bar.share) * unit);
            double base = y + BAR_HEIGHT - 3;
            svg.text(LABEL_WIDTH - GAP, base, "end", "ink", bar.label)
                    .bar(LABEL_WIDTH, y, length, BAR_HEIGHT, bar.style)
                    .text(LABEL_WIDTH + length + GAP, base, "start", "soft", bar.value);
        }
        double goal = LABEL_WIDTH + unit;
        svg.line(goal, TOP - GAP, goal, height - BOTTOM + 4.0, "goal");
        return svg.text(goal, height - 8.0, "middle", "ink", "goal").end();
    }

    private record Bar(String label, double share, String value, String style) {}
}
