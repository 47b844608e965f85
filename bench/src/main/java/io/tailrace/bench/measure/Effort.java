package io.tailrace.bench.measure;

import java.util.function.Consumer;

/**
 * How long to measure.
 *
 * @param warmUps rounds not counted
 * @param warmUpNs how long such rounds go on at least
 * @param rounds rounds counted
 * @param records operations a round
 * @param keys documents in the index
 * @param windows windows of the allocation budget
 */
public record Effort(int warmUps, long warmUpNs, int rounds, int records, int keys, int windows) {
    public static final Effort FULL = new Effort(3, 5_000_000_000L, 9, 1_000_000, 100_000, 3);
    public static final Effort QUICK = new Effort(2, 3_000_000_000L, 3, 400_000, 100_000, 2);

    public Rounds rounds(Consumer<String> progress) {
        return new Rounds(warmUps, warmUpNs, rounds, progress);
    }
}
