package io.tailrace.cli;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.cli.console.ChangeLine;
import io.tailrace.cli.console.Interruption;
import io.tailrace.cli.console.Output;
import io.tailrace.cli.options.DirectoryOption;
import io.tailrace.cli.options.EventOptions;
import io.tailrace.cli.options.LagArgument;
import io.tailrace.cli.options.QueryOptions;
import io.tailrace.cli.options.SequenceArgument;
import io.tailrace.cli.options.SquashArgument;
import io.tailrace.cli.options.TableOption;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.Lag;
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
            description =
                    "First sequence; start: the oldest one there is; end: what comes after now. Default: start, with"
                            + " --include-initial end.")
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

    @Mixin
    private EventOptions events;

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

    @Option(
            names = "--queue-size",
            paramLabel = "N",
            description = "Throw away what waits when it is more than N events, and say so. Default: lose nothing.")
    private Long queueSize;

    @Option(
            names = "--conflate-beyond",
            paramLabel = "N|SECONDSs",
            converter = LagArgument.class,
            description = {
                "Squash what was missed when a read is more than N changes, or so long, behind, until it has",
                "caught up; with --include-states this is said. Default: show every change."
            })
    private Lag conflateBeyond;

    @Option(
            names = "--fail-beyond",
            paramLabel = "N|SECONDSs",
            converter = LagArgument.class,
            description = "End with an error that gives the position when a read is so far behind. Default: never.")
    private Lag failBeyond;

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
            print(feed, events.line(engine.dictionary()), interruption);
            return Main.OK;
        }
    }

    private Feed open(Tailrace engine) {
        Table source = table.of(engine);
        long end = engine.lastSequence();
        ChangesOptions options = squash.window() == null
                ? ChangesOptions.squash(squash.onRead())
                : ChangesOptions.squash(squash.window());
        boolean fromEnd = from == null ? events.initial() : from.isEnd();
        if (fromEnd) {
            options = options.from(end + 1);
        } else {
            options = from == null || from.isStart() ? options.fromStart() : options.from(from.sequence());
        }
        if (!fromEnd && !follow && from != null && from.sequence() > end + 1) {
            main.console().message("note: nothing is there yet: from=" + from.sequence() + " lastSequence=" + end);
        }
        long last = until == null || until.isEnd() ? end : until.sequence();
        if (!follow) {
            options = options.until(Math.min(last, end));
        } else if (until != null) {
            options = options.until(last);
        }
        options = events.including(options);
        options = queueSize == null ? options : options.queueSize(queueSize);
        options = conflateBeyond == null ? options : options.conflateBeyond(conflateBeyond);
        options = failBeyond == null ? options : options.failBeyond(failBeyond);
        return events.steps(query.of(source).changes(options));
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
