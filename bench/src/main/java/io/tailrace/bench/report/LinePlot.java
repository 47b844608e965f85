package io.tailrace.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Curves over values that stand side by side, on a scale of powers of ten. Not thread safe. */
final class LinePlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;
    private static final int LEFT = 80;
    private static final int RIGHT = 24;
    private static final int TOP = 40;
    private static final int LEGEND_ROW = 16;
    private static final int BOTTOM = 46;
    private static final int GAP = 6;
    private static final int STYLES = 6;
    private static final double TEN = 10;

    private final String title;
    private final String across;
    private final String up;
    private final List<String> values;
    private final List<Curve> curves = new ArrayList<>();

    /**
     * Without curves.
     *
     * @param title above
     * @param across what the values count
     * @param up what the curves count
     * @param values from left to right
     */
    LinePlot(String title, String across, String up, List<String> values) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.values = values;
    }

    /** Adds a curve, with the lowest and highest of each value, or null where these are not known. */
    void curve(String name, double[] heights, double[] lowest, double[] highest) {
        curves.add(new Curve(name, heights, lowest, highest));
    }

    String svg() {
        int legend = LEGEND_ROW * curves.size();
        int height = HEIGHT + legend;
        Svg svg = new Svg(WIDTH, height, title);
        double floor = Math.floor(Math.log10(Math.max(1e-3, extreme(false))) + 1e-9);
        double ceiling = Math.max(floor + 1, Math.ceil(Math.log10(Math.max(1e-3, extreme(true))) - 1e-9));
        double top = TOP + legend;
        double bottom = height - BOTTOM;
        for (double power = floor; power <= ceiling; power++) {
            double y = y(Math.pow(TEN, power), floor, ceiling, top, bottom);
            svg.line(LEFT, y, WIDTH - RIGHT, y, "grid")
                    .text(LEFT - GAP, y + 4, "end", "soft tick", Numbers.text(Math.pow(TEN, power)));
        }
        for (int i = 0; i < values.size(); i++) {
            svg.text(x(i), bottom + LEGEND_ROW, "middle", "soft", values.get(i));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2.0, height - GAP, "middle", "soft", across);
        svg.text(WIDTH - RIGHT, 22, "end", "soft", up);
        for (int i = 0; i < curves.size(); i++) {
            draw(svg, curves.get(i), "s" + i % STYLES, floor, ceiling, top, bottom);
            double y = TOP + LEGEND_ROW * i;
            svg.line(LEFT, y, LEFT + 24.0, y, "line s" + i % STYLES)
                    .text(LEFT + 30.0, y + 4, "start", "ink", curves.get(i).name);
        }
        return svg.end();
    }

    private void draw(Svg svg, Curve curve, String style, double floor, double ceiling, double top, double bottom) {
        double[] xs = new double[curve.heights.length];
        double[] ys = new double[curve.heights.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = x(i);
            ys[i] = y(curve.heights[i], floor, ceiling, top, bottom);
        }
        svg.path(xs, ys, "line " + style);
        for (int i = 0; i < xs.length; i++) {
            svg.dot(xs[i], ys[i], style);
            if (curve.lowest != null) {
                svg.line(
                        xs[i],
                        y(curve.lowest[i], floor, ceiling, top, bottom),
                        xs[i],
                        y(curve.highest[i], floor, ceiling, top, bottom),
                        style);
            }
        }
    }

    private double extreme(boolean most) {
        double extreme = most ? 0 : Double.MAX_VALUE;
        for (Curve curve : curves) {
            for (double[] part : new double[][] {curve.heights, curve.lowest, curve.highest}) {
                for (int i = 0; part != null && i < part.length; i++) {
                    extreme = most ? Math.max(extreme, part[i]) : Math.min(extreme, part[i]);
                }
            }
        }
        return extreme;
    }

    private double x(int value) {
        double width = WIDTH - LEFT - RIGHT;
        return LEFT + width * (value + 0.5) / values.size();
    }

    private static double y(double height, double floor, double ceiling, double top, double bottom) {
        double power = Math.log10(Math.max(1e-3, height));
        double share = Math.min(1, Math.max(0, (power - floor) / (ceiling - floor)));
        return bottom - share * (bottom - top);
    }

    private record Curve(String name, double[] heights, double[] lowest, double[] highest) {}
}
