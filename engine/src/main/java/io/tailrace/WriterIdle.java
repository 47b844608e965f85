package io.tailrace;

import io.tailrace.write.Writer;

/** Has the writer thread sleep until a producer publishes, or something is asked of the writer. */
final class WriterIdle extends SleeperIdle {
    private static final int YIELDS = 256;

    private final Writer writer;

    WriterIdle(Writer writer) {
        super(writer.sleeper(), YIELDS);
        this.writer = writer;
    }

    @Override
    void linger() {
        Thread.yield();
    }

    @Override
    long sleepNs() {
        return writer.sleepNs();
    }
}
