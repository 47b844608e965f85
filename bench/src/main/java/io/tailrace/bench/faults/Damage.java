package io.tailrace.bench.faults;

import java.io.IOException;

/** A way to damage copies of sound journals, by a seed, and to judge what their engine makes of them. */
interface Damage {
    /** Makes the damaged copy of a seed; what was done to it. */
    String mutate(long seed) throws IOException;

    /**
     * Opens the damaged copy; what came of it in a word.
     *
     * @throws WrongAnswer where that is wrong
     */
    String judge(long seed) throws IOException;
}
