package io.tailrace.bench.months;

import io.tailrace.bench.months.Sample.Kind;
import java.util.List;
import java.util.Locale;

/**
 * Whether something has stopped growing: what is the most of it in the last quarter of what was written, beside what
 * was the most of it in the second and third. The first is for coming to rest.
 */
final class Flatness {
    private static final int QUARTERS = 4;

    private final Kind kind;
    private final long more;
    private final long before;
    private final long last;

    /** @param more how much more than the share of its kind it may be */
    Flatness(Kind kind, long more, List<Sample> samples) {
        this.kind = kind;
        this.more = more;
        long end = samples.get(samples.size() - 1).written();
        before = most(samples, end / QUARTERS, end - end / QUARTERS);
        last = most(samples, end - end / QUARTERS, end);
    }

    private long most(List<Sample> samples, long from, long to) {
        return samples.stream()
                .filter(sample -> sample.written() > from && sample.written() <= to)
                .mapToLong(sample -> sample.of(kind))
                .max()
                .orElse(0);
    }

    boolean holds() {
        return last <= before + (long) (before * kind.share) + more;
    }

    /** The rule, with its numbers. */
    String text() {
        return String.format(
                Locale.ROOT,
                "at most %.1f%s in the last quarter, %.1f in the two before; allowed %.0f %% and %d more",
                (double) last / kind.unit,
                kind.unitText.isEmpty() ? "" : " " + kind.unitText,
                (double) before / kind.unit,
                100 * kind.share,
                more / kind.unit);
    }
}
