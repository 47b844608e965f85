package io.tailrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets sides take turns, so that each median is taken over the same stretch of time: what slows the machine down for a
 * while slows all of them. Each round begins with another side, so that none always runs after the same neighbour.
 *
 * @param warmUps rounds that are run and not counted, at least 0
 * @param counted rounds that are counted, at least 1
 * @param progress told a line a round
 */
record Rounds(int warmUps, int counted, Consumer<String> progress) {
    List<Series> run(List<? extends Side> sides) throws Exception {
        double[][] nanos = new double[sides.size()][counted];
        for (int round = -warmUps; round < counted; round++) {
            for (int turn = 0; turn < sides.size(); turn++) {
                int side = Math.floorMod(turn + round, sides.size());
                double taken = sides.get(side).round();
                if (round >= 0) {
                    nanos[side][round] = taken;
                }
                progress.accept((round < 0 ? "warm-up " : "round " + (round + 1) + "/" + counted + " ")
                        + sides.get(side).name() + " " + Verdict.rounded(taken) + " ns");
            }
        }
        List<Series> series = new ArrayList<>();
        for (int side = 0; side < nanos.length; side++) {
            series.add(new Series(sides.get(side).name(), nanos[side]));
        }
        return series;
    }
}
