package io.tailrace.realdata;

import org.junit.jupiter.api.Test;

/** Says whether the recordings are at hand: where they are not, the tests that load them are not run. */
class RecordingsTest {
    @Test
    void shouldHaveTheRecordings() {
        if (!Recordings.named()) {
            // The console of the build shows that a test was skipped, but not why.
            System.out.println("skipped: " + Recordings.MISSING);
        }
        Recordings.required();
    }
}
