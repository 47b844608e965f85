package io.tailrace;

import io.tailrace.error.EngineException;

/** How often a document may be computed anew because it has changed meanwhile. */
final class Recomputing {
    /**
     * Far more than others cause by chance, so that what a function causes itself, by a way that is not seen when it
     * writes, comes to an end.
     */
    static final int MOST = 10_000;

    private Recomputing() {}

    /** Refuses another round when that would be one too many. */
    static void check(int rounds, Write computed) {
        if (rounds == MOST) {
            throw new EngineException("document has changed each time it was computed: " + computed.about() + " times="
                    + MOST + ", write it nowhere in the function, and let that be short where many"
                    + " write the document; nothing of what was computed is written");
        }
    }
}
