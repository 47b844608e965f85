package io.tailrace.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets sides take turns, so that each median is taken over the same stretch of time: what slows the machine down for a
 * while slows all of them. Each round begins with another side, so that none always runs after the same neighbour.
 *
 * <p>Short rounds are warmed up by time, as the compiler needs its own whatever the number of rounds: a side with more
 * code would else be measured half compiled beside one that is done.
 *
 * @param warmUps rounds that are run and not counted, at least 0
 * @param warmUpNs how long uncounted rounds go on at least, 0 for no longer than their number says
 * @param counted rounds that are counted, at least 1
 * @param progress told a line a round
 */
public record Rounds(int warmUps, long warmUpNs, int counted, Consumer<String> progress) {
    public List<Series> run(List<? extends Side> sides) throws Exception {
        long start = System.nanoTime();
        for (int round = 0; round < warmUps || warmUpNs > 0 && System.nanoTime() - start < warmUpNs; round++) {
            round(sides, round, "warm-up ");
        }
        double[][] nanos = new double[sides.size()][counted];
        for (int round = 0; round < counted; round++) {
            double[] taken = round(sides, round, "round " + (round + 1) + "/" + counted + " ");
            for (int side = 0; side < taken.length; side++) {
                nanos[side][round] = taken[side];
            }
        }
        List<Series> series = new ArrayList<>();
        for (int side = 0; side < nanos.length; side++) {
            series.add(new Series(sides.get(side).name(), nanos[side]));
        }
        return series;
    }

    private double[] round(List<? extends Side> sides, int round, String heading) throws Exception {
        double[] taken = new double[sides.size()];
        for (int turn = 0; turn < taken.length; turn++) {
            int side = Math.floorMod(turn + round, taken.length);
            taken[side] = sides.get(side).round();
            progress.accept(heading + sides.get(side).name() + " " + Verdict.rounded(taken[side]) + " ns");
        }
        return taken;
    }
}
