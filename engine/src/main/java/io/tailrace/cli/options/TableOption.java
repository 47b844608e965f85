package io.tailrace.cli.options;

import io.tailrace.AsOf;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import picocli.CommandLine.Option;

/**
 * The option that names a table that must exist.
 *
 * @hidden
 */
public final class TableOption {
    @Option(names = "--table", required = true, paramLabel = "T", description = "The table.")
    private String name;

    /** The table of an engine. */
    public Table of(Tailrace engine) {
        return engine.existingTable(name);
    }

    /** The table as it was, where there is a state to say so. */
    public Table of(Tailrace engine, AsOf state) {
        return state == null ? of(engine) : state.existingTable(name);
    }
}
