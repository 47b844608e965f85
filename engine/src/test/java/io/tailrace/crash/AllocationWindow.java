package io.tailrace.crash;

import java.io.PrintStream;
import java.util.function.IntSupplier;
import org.agrona.collections.MutableLong;

/**
 * Measures what sections of work allocate: three windows of at least a million operations for each, made of slices of
 * some thousand. A slice in which a segment rolled is counted apart and does not belong to the window.
 */
final class AllocationWindow {
    static final int WINDOWS = 3;
    static final int OPERATIONS = 1_000_000;

    /** Most slices of a window that are reported one by one. */
    private static final int REPORTS = 3;

    private final AllocationMeter meter = new AllocationMeter();
    private final IntSupplier segments;
    private final PrintStream out;

    AllocationWindow(IntSupplier segments, PrintStream out) {
        this.segments = segments;
        this.out = out;
    }

    /** A part of the work that is measured for itself. */
    interface Section {
        /** Does some thousand operations, all that they cause included; how many. */
        long run();
    }

    /** Runs sections in turn and says a line for each and each window. */
    void measure(int warmUp, String[] names, Section... sections) {
        for (MutableLong done = new MutableLong(); done.get() < warmUp; ) {
            long least = Long.MAX_VALUE;
            for (Section section : sections) {
                least = Math.min(least, section.run());
            }
            done.addAndGet(least);
        }
        for (int window = 1; window <= WINDOWS; window++) {
            Tally[] tallies = new Tally[sections.length];
            long begin = System.nanoTime();
            for (int i = 0; i < tallies.length; i++) {
                tallies[i] = new Tally();
            }
            while (!complete(tallies)) {
                for (int i = 0; i < sections.length; i++) {
                    slice(names[i], sections[i], tallies[i]);
                }
            }
            long ms = (System.nanoTime() - begin) / 1_000_000;
            for (int i = 0; i < tallies.length; i++) {
                out.println("window " + names[i] + " number=" + window + tallies[i] + " ms=" + ms);
            }
        }
    }

    private void slice(String name, Section section, Tally tally) {
        int before = segments.getAsInt();
        meter.start();
        long operations = section.run();
        long bytes = meter.stop();
        int rolled = segments.getAsInt() - before;
        tally.add(operations, bytes, rolled);
        if (bytes != 0 && rolled == 0 && ++tally.reports <= REPORTS) {
            out.println("allocated " + name + " " + meter.report());
        }
    }

    private static boolean complete(Tally[] tallies) {
        for (Tally tally : tallies) {
            if (tally.operations < OPERATIONS) {
                return false;
            }
        }
        return true;
    }

    private static final class Tally {
        private long operations;
        private long bytes;
        private long rolls;
        private long rollBytes;
        private int reports;

        void add(long count, long allocated, int rolled) {
            if (rolled == 0) {
                operations += count;
                bytes += allocated;
            } else {
                rolls += rolled;
                rollBytes += allocated;
            }
        }

        @Override
        public String toString() {
            return " operations=" + operations + " bytes=" + bytes + " rolls=" + rolls + " rollBytes=" + rollBytes;
        }
    }
}
