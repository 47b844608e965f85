package io.tailrace;

import io.tailrace.journal.JournalConfig;
import java.util.function.UnaryOperator;

/** Puts a simulated disk below an engine. Stateless. */
public final class SimulatedConfig {
    private SimulatedConfig() {}

    /**
     * Has an engine write to another disk.
     *
     * @param config of the engine
     * @param below puts the disk below its journal
     * @return the configuration
     */
    public static TailraceConfig on(TailraceConfig config, UnaryOperator<JournalConfig> below) {
        return config.below(below);
    }
}
