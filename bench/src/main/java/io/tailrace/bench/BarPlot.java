package io.tailrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars as an SVG picture, with a line where the goal is. */
final class BarPlot {
    private static final int WIDTH = 760;
    private static final int LABEL_WIDTH = 200;
    private static final int VALUE_WIDTH = 170;
    private static final int ROW_HEIGHT = 26;
    private static final int BAR_HEIGHT = 16;
    private static final int TOP = 48;
    private static final double MOST = 2;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    BarPlot(String title) {
        this.title = title;
    }

    /**
     * Adds a bar below the others.
     *
     * @param share its length as a share of the goal; beyond 2 it is cut
     * @param value the text after it
     * @param good whether it is drawn as one that holds
     */
    void bar(String label, double share, String value, boolean good) {
        bars.add(new Bar(label, share, value, good));
    }

    String svg() {
        int height = TOP + bars.size() * ROW_HEIGHT + 24;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n"
                        + "<text x=\"12\" y=\"26\" font-size=\"15\" fill=\"#222222\">%s</text>\n",
                WIDTH,
                height,
                escaped(title)));
        for (int row = 0; row < bars.size(); row++) {
            bar(svg, row, bars.get(row));
        }
        int goal = LABEL_WIDTH + (int) (unit());
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#222222\" stroke-dasharray=\"4 3\"/>\n"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#222222\">goal</text>\n</svg>\n",
                goal,
                TOP - 8,
                goal,
                height - 20,
                goal,
                height - 6));
        return svg.toString();
    }

    private static void bar(StringBuilder svg, int row, Bar bar) {
        int y = TOP + row * ROW_HEIGHT;
        int length = Math.max(1, (int) (Math.min(MOST, bar.share) * unit()));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#222222\">%s</text>\n"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n"
                        + "<text x=\"%d\" y=\"%d\" fill=\"#555555\">%s</text>\n",
                LABEL_WIDTH - 10,
                y + BAR_HEIGHT - 3,
                escaped(bar.label),
                LABEL_WIDTH,
                y,
                length,
                BAR_HEIGHT,
                bar.good ? "#2b7a78" : "#c8553d",
                LABEL_WIDTH + length + 8,
                y + BAR_HEIGHT - 3,
                escaped(bar.value)));
    }

    private static double unit() {
        return (WIDTH - LABEL_WIDTH - VALUE_WIDTH) / MOST;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private record Bar(String label, double share, String value, boolean good) {}
}
