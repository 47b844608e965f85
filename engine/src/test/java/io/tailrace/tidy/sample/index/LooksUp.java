package io.tailrace.tidy.sample.index;

import io.tailrace.tidy.sample.write.BreaksEverything;

/** Looks from the index to the writer, the wrong way. */
public final class LooksUp {
    /** Uses what it must not know. */
    public Object up() {
        return new BreaksEverything();
    }
}
