package io.tailrace.cli.options;

import io.tailrace.AsOf;
import io.tailrace.Tailrace;
import io.tailrace.document.Dictionary;
import picocli.CommandLine.Option;

/**
 * The option that says of when documents are read.
 *
 * @hidden
 */
public final class AsOfOption {
    @Option(
            names = "--as-of",
            paramLabel = PlaceArgument.LABEL,
            converter = PlaceArgument.Converter.class,
            description = "As it was at a sequence, or at a time such as 2024-08-08T23:59:30Z. Default: as it is now.")
    private PlaceArgument place;

    /** The state asked for, null for that of now. */
    public AsOf of(Tailrace engine) {
        return place == null ? null : place.state(engine);
    }

    /** The names and shapes of what is read: of the past state where there is one. */
    public static Dictionary dictionary(Tailrace engine, AsOf state) {
        return state == null ? engine.dictionary() : state.dictionary();
    }
}
