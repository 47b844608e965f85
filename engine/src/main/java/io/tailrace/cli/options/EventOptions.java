package io.tailrace.cli.options;

import io.tailrace.cli.console.ChangeLine;
import io.tailrace.document.Dictionary;
import io.tailrace.document.JsonWriter;
import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import picocli.CommandLine.Option;

/**
 * The options that say which events of a feed are meant and what of them is shown.
 *
 * @hidden
 */
public final class EventOptions {
    @Option(
            names = "--where",
            paramLabel = "EXPR",
            description = "Only events for which this holds: 'new_val.bid > old_val.bid'.")
    private String where;

    @Option(
            names = "--only-if",
            paramLabel = "EXPR",
            description = {
                "Of changes of a document that stays in the result, only those for which this holds:",
                "'changed(\"bid\", \"ask\")', 'abs(new_val.price - old_val.price) >= 0.5'."
            })
    private String onlyIf;

    @Option(
            names = "--carry",
            paramLabel = "FIELD",
            split = ",",
            description = "Leave out changes that differ in these fields only.")
    private String[] carried;

    @Option(names = "--include-initial", description = "Begin with the documents there are.")
    private boolean initial;

    @Option(names = "--include-states", description = "Say when initial documents begin and end.")
    private boolean states;

    @Option(names = "--include-types", description = "Add type: add, remove, change, initial or state.")
    private boolean types;

    @Option(names = "--include-offsets", description = "Add places in the order; with --order-by and --limit.")
    private boolean offsets;

    /** Whether the members at the start come first. */
    public boolean initial() {
        return initial;
    }

    /** Options like these that include what was asked for. */
    public ChangesOptions including(ChangesOptions options) {
        ChangesOptions all = options.includeInitial(initial);
        all = states ? all.includeStates() : all;
        all = types ? all.includeTypes() : all;
        return offsets ? all.includeOffsets() : all;
    }

    /** The feed with the steps after changes. */
    public Feed steps(Feed feed) {
        if (where != null) {
            feed.filter(Expression.parse(where));
        }
        if (onlyIf != null) {
            feed.onlyIf(Expression.parse(onlyIf));
        }
        return carried == null ? feed : feed.carry((Object[]) carried);
    }

    /** What writes events as they were asked for. */
    public ChangeLine line(Dictionary dictionary) {
        return new ChangeLine(new JsonWriter(dictionary), types, offsets);
    }
}
