package io.tailrace.cli;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.json.JsonException;
import io.tailrace.json.JsonLines;
import io.tailrace.json.JsonOperation;
import io.tailrace.json.JsonOperationReader;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import io.tailrace.write.Ring;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Turns lines into writes. Not thread safe. */
final class Loader implements WritesInFlight.Listener {
    /** The clock follows what is written, and the next line may lie any time behind it, but for what must be wrong. */
    static final Duration MOST_AHEAD = Duration.ofDays(100 * 365);

    private final Tailrace engine;
    private final LoadClock clock;
    private final String defaultTable;
    private final String keyField;
    private final Consumer<String> errors;
    private final JsonOperationReader operations;
    private final Document view;
    private final Map<String, Table> tables = new HashMap<>();
    private final LoadCounts counts = new LoadCounts();
    private final WritesInFlight writes;
    private boolean started;
    private boolean ownTimes;
    private long lastTimeNs;

    /**
     * A loader into an engine.
     *
     * @param engine to be written.
     * @param clock the engine's.
     * @param defaultTable for documents, and operations that name no table; null when operations must.
     * @param keyField key of the tables, or null for what they have, or {@code id}.
     * @param errors told of everything that was not written, with its line.
     */
    Loader(
            final Tailrace engine,
            final LoadClock clock,
            final String defaultTable,
            final String keyField,
            final Consumer<String> errors) {
        this.engine = engine;
        this.clock = clock;
        this.defaultTable = defaultTable;
        this.keyField = keyField;
        this.errors = errors;
        operations = new JsonOperationReader(engine.dictionary(), new DocumentLimits());
        view = new Document(engine.dictionary());
        writes = new WritesInFlight(engine, this);
    }

    LoadCounts counts() {
        return counts;
    }

    /** Loads the document in the current line. */
    void document(final JsonLines line) {
        attempt(line, () -> {
            start(false, Ring.NO_TIME);
            final Write write = table(defaultTable).upsert();
            send(write, line, () -> write.json(line.buffer(), line.offset(), line.length()));
        });
    }

    /** Carries out the operation in the current line. */
    void operation(final JsonLines line) {
        attempt(line, () -> {
            final JsonOperation operation = operations.read(line.buffer(), line.offset(), line.length());
            final String name = operation.table() == null ? defaultTable : operation.table();
            if (name == null) {
                throw new DocumentException("the operation names no table: add the member table, or give --table");
            }
            start(operation.hasTime(), operation.timeNs());
            final Write write = write(table(name), operation);
            send(write, line, () -> {
                if (operation.hasDocument()) {
                    write.putAll(view.wrap(
                            operation.document().buffer(),
                            operation.document().offset(),
                            operation.document().length()));
                }
            });
        });
    }

    /** Counts a line that cannot be used. */
    void reject(final long line, final Exception error) {
        counts.operation();
        fail(line, error);
    }

    /** Waits until everything is written. */
    void finish() {
        writes.settleAll();
    }

    private void attempt(final JsonLines line, final Runnable work) {
        counts.operation();
        try {
            work.run();
        } catch (final DocumentException e) {
            fail(line.number(), e);
        }
    }

    /** Sets the time before anything is written, the creation of a table included. */
    private void start(final boolean hasTime, final long timeNs) {
        if (hasTime) {
            if (!started) {
                clock.reached(timeNs);
            } else if (isTooEarly(timeNs)) {
                writes.settleAll(); // the clock follows what is written
                if (isTooEarly(timeNs)) {
                    throw new DocumentException(tooEarly(timeNs, clock.nanoTime()));
                }
            }
            lastTimeNs = timeNs; // of the lines after this one too that bring none, so never one that is refused
            ownTimes = true;
        } else if (!started) {
            clock.runWithTheSystem();
        }
        started = true;
    }

    private boolean isTooEarly(final long timeNs) {
        return timeNs > 0 && timeNs - MOST_AHEAD.toNanos() > clock.nanoTime();
    }

    private static String tooEarly(final long timeNs, final long clockNs) {
        return "time is too far ahead of what was loaded before, mend its ts: ts=" + timeNs + " before=" + clockNs
                + " mostAheadNs=" + MOST_AHEAD.toNanos();
    }

    private Table table(final String name) {
        Table table = tables.get(name);
        if (table == null) {
            table = keyField == null ? engine.table(name) : engine.table(name, keyField);
            tables.put(name, table);
        }
        return table;
    }

    private static Write write(final Table table, final JsonOperation operation) {
        final Object key = operation.key();
        return switch (operation.kind()) {
            case INSERT -> table.insert();
            case UPSERT -> table.upsert();
            case UPDATE -> key == null ? table.update() : table.update(key);
            case REPLACE -> key == null ? table.replace() : table.replace(key);
            case DELETE -> table.delete(key);
        };
    }

    private void send(final Write write, final JsonLines line, final Runnable composition) {
        boolean composed = false;
        try {
            composition.run();
            composed = true;
        } finally {
            if (!composed) {
                write.cancel();
            }
        }
        if (ownTimes) {
            write.time(lastTimeNs);
        }
        write.commit(writes.ack());
        writes.sent(line.number(), ownTimes ? lastTimeNs : Ring.NO_TIME);
        writes.settleDecided();
    }

    @Override
    public void onTooEarly(final EarlyTimeException error, final long line) {
        counts.error();
        errors.accept("line " + line + ": " + tooEarly(error.timeNs(), error.clockNs()));
    }

    @Override
    public void onDecided(final Ack ack, final long line, final long timeNs) {
        if (timeNs != Ring.NO_TIME) {
            clock.reached(timeNs);
        }
        if (ack.outcome() == Outcome.ERROR) {
            counts.error();
            errors.accept("line " + line + ": "
                    + ack.error().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        } else {
            counts.outcome(ack.outcome());
        }
    }

    private void fail(final long line, final Exception error) {
        counts.error();
        if (error instanceof JsonException) {
            final JsonException json = (JsonException) error;
            errors.accept("line " + line + " column " + json.column() + ": " + json.problem());
        } else if (error instanceof IOException) {
            errors.accept("line " + line + ": cannot read on: "
                    + (error instanceof EOFException
                            ? "the input ends in the middle, is it cut short?"
                            : error.getMessage() == null ? error.toString() : error.getMessage()));
        } else {
            errors.accept("line " + line + ": " + error.getMessage());
        }
    }
}
