package io.tailrace.cli;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.JsonWriter;
import io.tailrace.expression.Expression;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Explanation;
import java.util.concurrent.Callable;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints the changes of a table. */
@Command(
        name = "tail",
        description = {
            "Print the changes of a table, or of a query on it, one JSON line each: seq, old_val, new_val.",
            "Works beside a process that writes. Places are inclusive."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  java -jar tailrace.jar tail --dir market --table quotes --from 1000 --until 2000",
            "  java -jar tailrace.jar tail --dir market --table quotes --from end --follow --squash 0.5 --pluck id,bid",
            "  java -jar tailrace.jar tail --dir market --table quotes --where 'new_val.bid > old_val.bid'",
            "  java -jar tailrace.jar tail --dir market --table quotes --order-by bid --limit 5 --include-offsets"
        })
final class TailCommand implements Callable<Integer> {
    private static final int EVENTS_PER_POLL = 1_024;
    private static final long LONGEST_PARK_NS = 1_000_000;

    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private TableOption table;

    @Option(
            names = "--from",
            paramLabel = "N|start|end",
            converter = SequenceArgument.From.class,
            description = "First sequence; end: what comes after now. Default: start, with --include-initial end.")
    private SequenceArgument from;

    @Option(
            names = "--until",
            paramLabel = "N|end",
            converter = SequenceArgument.Until.class,
            description = "Last sequence; end: the last one there is now. Default: end, with --follow none.")
    private SequenceArgument until;

    @Option(names = "--follow", description = "Wait for further changes instead of ending at the last one.")
    private boolean follow;

    @Option(names = "--count", paramLabel = "N", description = "End after N lines.")
    private Long count;

    @Mixin
    private QueryOptions query;

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

    @Option(
            names = "--squash",
            paramLabel = "true|false|SECONDS",
            defaultValue = "false",
            converter = SquashArgument.Converter.class,
            description = {
                "Fold changes of one document into one: what piles up between two reads (true),",
                "or in windows of journal time (SECONDS). Default: ${DEFAULT-VALUE}."
            })
    private SquashArgument squash;

    @Option(names = "--include-initial", description = "Begin with the documents there are.")
    private boolean initial;

    @Option(names = "--include-states", description = "Say when initial documents begin and end.")
    private boolean states;

    @Option(names = "--include-types", description = "Add type: add, remove, change, initial or state.")
    private boolean types;

    @Option(names = "--include-offsets", description = "Add places in the order; with --order-by and --limit.")
    private boolean offsets;

    @Option(
            names = "--queue-size",
            paramLabel = "N",
            description = "Throw away what waits when it is more than N events, and say so. Default: lose nothing.")
    private Long queueSize;

    @Option(
            names = "--explain",
            paramLabel = "text|json",
            arity = "0..1",
            fallbackValue = "text",
            description = "Print how changes are found for the query, and what it costs, instead of events.")
    private ExplainFormat explain;

    /** How an explanation is printed. */
    private enum ExplainFormat {
        TEXT,
        JSON
    }

    @Override
    public Integer call() {
        if (count != null && count < 0) {
            throw new ParameterException(spec.commandLine(), "--count must not be negative, but was " + count);
        }
        if (queueSize != null && queueSize < 1) {
            throw new ParameterException(spec.commandLine(), "--queue-size must be at least 1, but was " + queueSize);
        }
        if (from != null && !from.isEnd() && until != null && !until.isEnd() && until.sequence() < from.sequence()) {
            throw new ParameterException(
                    spec.commandLine(), "--until " + until.sequence() + " is before --from " + from.sequence());
        }
        try (Interruption interruption = Interruption.watch();
                Tailrace engine = directory.openReadOnly();
                Feed feed = open(engine)) {
            if (explain != null) {
                Explanation explanation = feed.explain();
                Output out = main.console().out();
                out.line(explain == ExplainFormat.JSON ? explanation.toJson() : explanation.toString());
                out.flush();
                return Main.OK;
            }
            print(feed, new ChangeLine(new JsonWriter(engine.dictionary()), types, offsets), interruption);
            return Main.OK;
        }
    }

    private Feed open(Tailrace engine) {
        Table source = table.of(engine);
        long end = engine.lastSequence();
        ChangesOptions options = squash.window() == null
                ? ChangesOptions.squash(squash.onRead())
                : ChangesOptions.squash(squash.window());
        boolean fromEnd = from == null ? initial : from.isEnd();
        options =
                fromEnd ? options.from(end + 1) : options.from(from == null ? SequenceArgument.START : from.sequence());
        if (!fromEnd && !follow && from != null && from.sequence() > end + 1) {
            main.console().message("note: nothing is there yet: from=" + from.sequence() + " lastSequence=" + end);
        }
        long last = until == null || until.isEnd() ? end : until.sequence();
        if (!follow) {
            options = options.until(Math.min(last, end));
        } else if (until != null) {
            options = options.until(last);
        }
        Feed feed = query.of(source).changes(including(options));
        return steps(feed);
    }

    private Feed steps(Feed feed) {
        if (where != null) {
            feed.filter(Expression.parse(where));
        }
        if (onlyIf != null) {
            feed.onlyIf(Expression.parse(onlyIf));
        }
        return carried == null ? feed : feed.carry((Object[]) carried);
    }

    private ChangesOptions including(ChangesOptions options) {
        ChangesOptions all = options.includeInitial(initial);
        all = states ? all.includeStates() : all;
        all = types ? all.includeTypes() : all;
        all = offsets ? all.includeOffsets() : all;
        return queueSize == null ? all : all.queueSize(queueSize);
    }

    private void print(Feed feed, ChangeLine line, Interruption interruption) {
        Output out = main.console().out();
        IdleStrategy idle = new BackoffIdleStrategy(0, 10, 1_000, LONGEST_PARK_NS);
        long remaining = count == null ? Long.MAX_VALUE : count;
        while (remaining > 0 && !interruption.requested()) {
            int printed = feed.poll(change -> out.line(line.of(change)), (int) Math.min(remaining, EVENTS_PER_POLL));
            remaining -= printed;
            if (printed == 0) {
                if (feed.ended()) {
                    return;
                }
                out.flush();
            }
            idle.idle(printed);
        }
        out.flush();
    }
}
