package io.tailrace.bench.report;

import java.util.Locale;

/** A picture that reads on light and on dark, written line by line. Not thread safe. */
final class Svg {
    private static final String STYLE = """
            <style>
            .back{fill:#ffffff}.ink{fill:#1f2328}.soft{fill:#59636e}.grid{stroke:#d1d9e0;fill:none}
            .goal{stroke:#1f2328;stroke-dasharray:4 3;fill:none}
            .good{fill:#1a7f64}.short{fill:#c2410c}.void{fill:#8c959f}
            .s0{stroke:#0969da;fill:#0969da}.s1{stroke:#c2410c;fill:#c2410c}.s2{stroke:#1a7f64;fill:#1a7f64}
            .s3{stroke:#8250df;fill:#8250df}.s4{stroke:#9a6700;fill:#9a6700}.s5{stroke:#57606a;fill:#57606a}
            .line{fill:none;stroke-width:2}
            @media (prefers-color-scheme:dark){
            .back{fill:#0d1117}.ink{fill:#e6edf3}.soft{fill:#9198a1}.grid{stroke:#3d444d}
            .goal{stroke:#e6edf3}.good{fill:#3fb995}.short{fill:#f0883e}.void{fill:#6e7681}
            .s0{stroke:#58a6ff;fill:#58a6ff}.s1{stroke:#f0883e;fill:#f0883e}.s2{stroke:#3fb995;fill:#3fb995}
            .s3{stroke:#bc8cff;fill:#bc8cff}.s4{stroke:#d29922;fill:#d29922}.s5{stroke:#9198a1;fill:#9198a1}
            .line{fill:none}}
            </style>
            """;

    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" role=\"img\">\n<title>%s</title>\n",
                width,
                height,
                escaped(title)));
        text.append(STYLE).append("<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n");
        text(12, 22, "start", "ink", title);
    }

    Svg text(double x, double y, String anchor, String style, String words) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n",
                x,
                y,
                anchor,
                style,
                escaped(words)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n",
                x1,
                y1,
                x2,
                y2,
                style));
        return this;
    }

    Svg bar(double x, double y, double width, double height, String style) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>\n",
                x,
                y,
                width,
                height,
                style));
        return this;
    }

    Svg dot(double x, double y, String style) {
        text.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" class=\"%s\"/>\n", x, y, style));
        return this;
    }

    Svg path(double[] xs, double[] ys, String style) {
        text.append("<polyline class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < xs.length; i++) {
            text.append(String.format(Locale.ROOT, "%s%.1f,%.1f", i == 0 ? "" : " ", xs[i], ys[i]));
        }
        text.append("\"/>\n");
        return this;
    }

    String end() {
        return text.append("</svg>\n").toString();
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
