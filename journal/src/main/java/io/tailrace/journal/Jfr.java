package io.tailrace.journal;

import jdk.jfr.FlightRecorder;

/**
 * Whether there is a flight recorder to tell events to. A runtime that was linked without the module {@code jdk.jfr}
 * has none, and no class of an event may be touched there; where nobody has recorded anything yet, none need be made.
 *
 * @hidden
 */
public final class Jfr {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private Jfr() {}

    /** {@return whether events are worth being made} */
    public static boolean isOn() {
        return PRESENT && FlightRecorder.isInitialized();
    }
}
