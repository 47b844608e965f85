package io.tailrace.bench.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the system says of a thread at one moment.
 *
 * @param timeNs of nanoTime
 * @param state R where it runs or could, S where it waits for something, D where it waits for a page or the disk
 * @param waitedNs how long it could have run, and did not, since it began
 * @param minorFaults pages it touched that were in memory and not in its tables, since it began
 * @param majorFaults pages it touched that were not in memory, since it began
 */
record ThreadState(long timeNs, char state, long waitedNs, long minorFaults, long majorFaults) {
    private static final int STATE = 0;
    private static final int MINOR_FAULTS = 7;
    private static final int MAJOR_FAULTS = 9;
    private static final int WAITED = 1;

    /** Of a directory below /proc/self/task. */
    static ThreadState read(Path task) throws IOException {
        String stat = Files.readString(task.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1); // a name may have spaces
        String[] times = Files.readString(task.resolve("schedstat")).split(" ", -1);
        return new ThreadState(
                System.nanoTime(),
                fields[STATE].charAt(0),
                Long.parseLong(times[WAITED]),
                Long.parseLong(fields[MINOR_FAULTS]),
                Long.parseLong(fields[MAJOR_FAULTS]));
    }
}
