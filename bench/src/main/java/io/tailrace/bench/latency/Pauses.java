package io.tailrace.bench.latency;

import io.tailrace.bench.latency.Safepoints.Stretch;
import io.tailrace.bench.measure.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The stretches of a course in which nothing came to the handler in time, and what the system says was the matter. Half
 * of a stretch has to be explained by a cause; what is left is unknown.
 */
final class Pauses {
    static final long LEAST_NS = 1_000_000;
    private static final long ROLL_MARGIN_NS = 2_000_000;
    private static final long FAULT_NS = 1_000;
    private static final int HALF = 2;
    private static final double MILLI_NS = 1e6;

    /** What was the matter, in the order in which it is looked for. */
    enum Cause {
        /** The JVM held all threads. */
        SAFEPOINT,
        /** A segment began. */
        ROLL,
        /** A thread waited for a page or the disk. */
        DISK,
        /** A thread met many pages for the first time. */
        PAGE_FAULTS,
        /** A thread could have run, and had no core. */
        SCHEDULER,
        /** Not even the thread that watches had a core. */
        MACHINE,
        /** None of these. */
        UNKNOWN
    }

    private final Map<Cause, List<Long>> lengths = new EnumMap<>(Cause.class);

    /** Finds and explains them. */
    Pauses(Course course, List<Stretch> safepoints, PauseWatch watch) {
        for (Stretch pause : find(course)) {
            lengths.computeIfAbsent(cause(pause, safepoints, watch), cause -> new ArrayList<>())
                    .add(pause.toNs() - pause.fromNs());
        }
    }

    /** From when the first of a row of updates that are late was due until the last of them was handled. */
    static List<Stretch> find(Course course) {
        List<Stretch> pauses = new ArrayList<>();
        boolean late = false;
        long fromNs = 0;
        for (int i = course.settled(); i <= course.count(); i++) {
            boolean was = late;
            late = i < course.count() && course.tookNs(i) >= LEAST_NS;
            if (late && !was) {
                fromNs = course.dueNs(i);
            } else if (was && !late) {
                pauses.add(new Stretch(fromNs, course.dueNs(i - 1) + course.tookNs(i - 1)));
            }
        }
        return pauses;
    }

    static Cause cause(Stretch pause, List<Stretch> safepoints, PauseWatch watch) {
        long from = pause.fromNs();
        long to = pause.toNs();
        long half = (to - from) / HALF;
        if (safepoints.stream().mapToLong(point -> point.within(from, to)).sum() >= half) {
            return Cause.SAFEPOINT;
        }
        if (watch.rolls().stream().anyMatch(roll -> roll >= from - ROLL_MARGIN_NS && roll <= to + ROLL_MARGIN_NS)) {
            return Cause.ROLL;
        }
        Cause found = Cause.UNKNOWN;
        for (List<ThreadState> thread : watch.threads()) {
            Cause one = cause(from, to, half, thread);
            found = one.compareTo(found) < 0 ? one : found;
        }
        boolean seen = watch.looks().stream().anyMatch(look -> look > from && look < to);
        return found == Cause.UNKNOWN && !seen ? Cause.MACHINE : found;
    }

    private static Cause cause(long from, long to, long half, List<ThreadState> thread) {
        ThreadState before = null;
        ThreadState after = null;
        boolean waitsForDisk = false;
        for (ThreadState state : thread) {
            if (state.timeNs() <= from) {
                before = state;
            } else if (after == null || after.timeNs() < to) {
                after = state;
                waitsForDisk |= state.timeNs() < to && state.state() == 'D';
            }
        }
        if (before == null || after == null) {
            return Cause.UNKNOWN;
        }
        if (waitsForDisk || after.majorFaults() > before.majorFaults()) {
            return Cause.DISK;
        }
        if ((after.minorFaults() - before.minorFaults()) * FAULT_NS >= half) {
            return Cause.PAGE_FAULTS;
        }
        return after.waitedNs() - before.waitedNs() >= half ? Cause.SCHEDULER : Cause.UNKNOWN;
    }

    /** Each cause with how many there were, and the sum and the longest in milliseconds. */
    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        lengths.forEach((cause, all) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("count", all.size());
            one.put("sumMillis", all.stream().mapToLong(Long::longValue).sum() / MILLI_NS);
            one.put(
                    "longestMillis",
                    all.stream().mapToLong(Long::longValue).max().orElse(0) / MILLI_NS);
            map.put(cause.name().toLowerCase(Locale.ROOT), one);
        });
        return map;
    }

    /** The causes in words. */
    String text() {
        StringBuilder text = new StringBuilder();
        lengths.forEach((cause, all) -> text.append(text.isEmpty() ? "" : ", ")
                .append(cause.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(' ')
                .append(all.size())
                .append(" (")
                .append(Verdict.rounded(all.stream().mapToLong(Long::longValue).sum() / MILLI_NS))
                .append(" ms, longest ")
                .append(Verdict.rounded(
                        all.stream().mapToLong(Long::longValue).max().orElse(0) / MILLI_NS))
                .append(" ms)"));
        return text.isEmpty() ? "none" : text.toString();
    }
}
