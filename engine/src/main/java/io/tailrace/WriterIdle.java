package io.tailrace;

import io.tailrace.write.Writer;

/** Has the writer thread rest until a producer publishes or a millisecond is over. */
final class WriterIdle extends YieldingIdle {
    private static final long PARK_NS = 1_000_000;

    private final Writer writer;

    WriterIdle(Writer writer) {
        this.writer = writer;
    }

    @Override
    void rest() {
        writer.park(PARK_NS);
    }
}
