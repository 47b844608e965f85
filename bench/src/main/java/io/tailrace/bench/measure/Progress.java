package io.tailrace.bench.measure;

import java.io.PrintWriter;
import java.util.Locale;

/** Tells how far a long run is and how long the rest will take, judged by what has passed. One thread. */
public final class Progress {
    private static final double SECOND_NS = 1e9;

    private final PrintWriter out;
    private final double all;
    private final long startNs = System.nanoTime();
    private double done;

    /**
     * Of a run that begins now.
     *
     * @param out told a line a step
     * @param all how much there is to do, in any unit
     */
    public Progress(PrintWriter out, double all) {
        this.out = out;
        this.all = all;
    }

    /** Tells what is done next, and how much of the whole that is. */
    public void next(double amount, String what) {
        String left = "";
        if (done > 0) {
            double seconds = (System.nanoTime() - startNs) / SECOND_NS;
            left = ", about " + text(seconds / done * (all - done)) + " left";
        }
        out.println(String.format(Locale.ROOT, "%3.0f %%%s: %s", 100 * done / all, left, what));
        out.flush();
        done += amount;
    }

    private static String text(double seconds) {
        return String.format(Locale.ROOT, "%d:%02d", (int) seconds / 60, (int) seconds % 60);
    }
}
