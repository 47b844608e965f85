package io.tailrace.crash;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures what sections of work allocate, in windows of at least 400,000 operations, until each section has two in
 * which no thread allocated a single byte. Once in some hundred thousand operations Chronicle or the JVM allocates a
 * few hundred bytes, when a rare branch is taken for the first times; what allocates as it runs never gets a clean
 * window, let alone two.
 *
 * <p>Work is done in slices. A window is made of slices in a row without a roll of the segment among them and near
 * them, by the count of segments alone, whatever was allocated; the rest is summed up apart: a roll has its cost
 * before, in the making of the next file, and after, when readers go on to it. So is what threads of Chronicle allocate
 * that are nobody's in particular, such as its check of the disk space some time after a roll.
 */
final class AllocationWindow {
    static final int WINDOWS = 2;
    static final int OPERATIONS = 400_000;

    /** Operations of one section in one slice, at least. */
    static final int SLICE = 10_000;

    private static final int SLICES = OPERATIONS / SLICE;
    private static final int MARGIN = 8;
    private static final int MOST_SLICES = 1_500;
    private static final int REPORTS = 10;

    private final AllocationOfAll meter = new AllocationOfAll();
    private final LongSupplier rolls;
    private final PrintStream out;
    private final List<Slice> slices = new ArrayList<>();

    AllocationWindow(LongSupplier rolls, PrintStream out) {
        this.rolls = rolls;
        this.out = out;
    }

    /** A part of the work that is measured for itself. */
    interface Section {
        /** Does a slice of operations, all that they cause included; how many. */
        long run();
    }

    private record Slice(long[] operations, long[] bytes, long foreign, String report, long rolls) {}

    /** Runs sections in turn and says a line for each and each window. */
    void measure(int warmUp, String[] names, Section... sections) {
        for (int i = 0; i < warmUp / SLICE; i++) {
            for (Section section : sections) {
                section.run();
            }
        }
        long begin = System.nanoTime();
        slices.clear();
        List<Integer> windows = List.of();
        while (slices.size() < MOST_SLICES && !enough(windows, sections.length)) {
            slices.add(slice(names, sections));
            windows = windows();
        }
        report(names, windows, (System.nanoTime() - begin) / 1_000_000);
    }

    private Slice slice(String[] names, Section[] sections) {
        long[] operations = new long[sections.length];
        long[] bytes = new long[sections.length];
        long foreign = 0;
        StringBuilder report = new StringBuilder();
        for (int i = 0; i < sections.length; i++) {
            meter.start();
            operations[i] = sections[i].run();
            bytes[i] = meter.stop();
            foreign += meter.foreign();
            if (bytes[i] != 0) {
                report.append(names[i]).append(": ").append(meter.report());
            }
        }
        return new Slice(operations, bytes, foreign, report.toString(), rolls.getAsLong());
    }

    /** First slices of the windows there are so far. */
    private List<Integer> windows() {
        List<Integer> windows = new ArrayList<>();
        int start = MARGIN;
        for (int i = 1; i < slices.size(); i++) {
            if (rolled(i)) {
                start = i + 1 + MARGIN;
            } else if (i - start + 1 == SLICES && i + MARGIN < slices.size()) {
                boolean near = false;
                for (int j = i + 1; j <= i + MARGIN; j++) {
                    near |= rolled(j);
                }
                if (!near) {
                    windows.add(start);
                    start = i + 1;
                }
            }
        }
        return windows;
    }

    /** Whether each section has its windows in which nothing was allocated. */
    private boolean enough(List<Integer> windows, int sections) {
        for (int i = 0; i < sections; i++) {
            int section = i;
            long clean =
                    windows.stream().filter(start -> bytes(start, section) == 0).count();
            if (clean < WINDOWS) {
                return false;
            }
        }
        return true;
    }

    private long bytes(int start, int section) {
        return slices.subList(start, start + SLICES).stream()
                .mapToLong(slice -> slice.bytes[section])
                .sum();
    }

    private boolean rolled(int i) {
        return slices.get(i).rolls != slices.get(i - 1).rolls;
    }

    private void report(String[] names, List<Integer> windows, long ms) {
        int reports = 0;
        for (int start : windows) {
            for (int section = 0; section < names.length; section++) {
                long operations = 0;
                for (Slice slice : slices.subList(start, start + SLICES)) {
                    operations += slice.operations[section];
                }
                out.println(
                        "window " + names[section] + " operations=" + operations + " bytes=" + bytes(start, section));
            }
            for (Slice slice : slices.subList(start, start + SLICES)) {
                if (!slice.report.isEmpty() && reports++ < REPORTS) {
                    out.println("allocated " + slice.report);
                }
            }
        }
        apart(names, windows, ms);
    }

    /** What was allocated where segments rolled. */
    private void apart(String[] names, List<Integer> windows, long ms) {
        long bytes = 0;
        long foreign = 0;
        int rolls = 0;
        for (int i = 0; i < slices.size(); i++) {
            int slice = i;
            boolean inside = windows.stream().anyMatch(start -> slice >= start && slice < start + SLICES);
            for (int section = 0; !inside && section < names.length; section++) {
                bytes += slices.get(i).bytes[section];
            }
            foreign += slices.get(i).foreign;
            rolls += i > 0 && rolled(i) ? 1 : 0;
        }
        out.println("apart " + String.join(",", names) + " rolls=" + rolls / 2 + " bytes=" + bytes + " foreign="
                + foreign + " ms=" + ms);
    }
}
