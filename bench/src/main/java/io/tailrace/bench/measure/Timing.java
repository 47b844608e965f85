package io.tailrace.bench.measure;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * The stretch of a round that counts. A recording of the JVM tells of it, so that samples in it are told from others.
 * One thread.
 */
public final class Timing {
    /** What a recording calls it. */
    public static final String EVENT = "io.tailrace.bench.Timing";

    /** What a recording has of it. */
    @Name(EVENT)
    @Label("Timing")
    @Category({"Tailrace", "Bench"})
    @Description("What counts of one round of one side")
    @StackTrace(false)
    static final class TimingEvent extends Event {
        @Label("Side")
        String side;
    }

    private final TimingEvent event = new TimingEvent();
    private final long startNs;

    private Timing(String side) {
        event.side = side;
        event.begin();
        startNs = System.nanoTime();
    }

    /**
     * It begins.
     *
     * @param side as the rounds call it
     */
    public static Timing start(String side) {
        return new Timing(side);
    }

    /** Ends it. Returns how many nanoseconds it took. */
    public long end() {
        long ns = System.nanoTime() - startNs;
        event.commit();
        return ns;
    }
}
