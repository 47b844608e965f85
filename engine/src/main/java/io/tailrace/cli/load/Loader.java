package io.tailrace.cli.load;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EarlyTimeException;
import io.tailrace.error.LimitException;
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

/**
 * Turns lines into writes. Not thread safe.
 *
 * @hidden
 */
public final class Loader implements WritesInFlight.Listener {
    /** The clock follows what is written, and the next line may lie any time behind it, but for what must be wrong. */
    public static final Duration MOST_AHEAD = Duration.ofDays(100 * 365);

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
     * @param engine to be written
     * @param clock the engine's
     * @param defaultTable for documents, and operations that name no table; null when operations must
     * @param keyField key of the tables, or null for what they have, or {@code id}
     * @param errors told of everything that was not written, with its line
     */
    public Loader(Tailrace engine, LoadClock clock, String defaultTable, String keyField, Consumer<String> errors) {
        this.engine = engine;
        this.clock = clock;
        this.defaultTable = defaultTable;
        this.keyField = keyField;
        this.errors = errors;
        operations = new JsonOperationReader(engine.dictionary(), new DocumentLimits());
        view = new Document(engine.dictionary());
        writes = new WritesInFlight(engine, this);
    }

    /** What has come of the lines so far. */
    public LoadCounts counts() {
        return counts;
    }

    /**
     * Loads the document in the current line.
     *
     * @throws io.tailrace.error.TailraceException when there can be no such table: no line of the load would do better
     */
    public void document(JsonLines line) {
        start(false, Ring.NO_TIME);
        Table table = table(defaultTable);
        attempt(line, () -> {
            Write write = table.upsert();
            send(write, line, () -> write.json(line.buffer(), line.offset(), line.length()));
        });
    }

    /** Carries out the operation in the current line. */
    public void operation(JsonLines line) {
        attempt(line, () -> {
            JsonOperation operation = operations.read(line.buffer(), line.offset(), line.length());
            String name = operation.table() == null ? defaultTable : operation.table();
            if (name == null) {
                throw new DocumentException("the operation names no table: add the member table, or give --table");
            }
            start(operation.hasTime(), operation.timeNs());
            Write write = write(table(name), operation);
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
    public void reject(long line, Exception error) {
        counts.operation();
        fail(line, error);
    }

    /** Waits until everything is written. */
    public void finish() {
        writes.settleAll();
    }

    private void attempt(JsonLines line, Runnable work) {
        counts.operation();
        try {
            work.run();
        } catch (DocumentException | LimitException e) {
            fail(line.number(), e);
        }
    }

    /** Sets the time before anything is written, the creation of a table included. */
    private void start(boolean hasTime, long timeNs) {
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

    private boolean isTooEarly(long timeNs) {
        return timeNs > 0 && timeNs - MOST_AHEAD.toNanos() > clock.nanoTime();
    }

    private static String tooEarly(long timeNs, long clockNs) {
        return "time is too far ahead of what was loaded before, mend its ts: ts=" + timeNs + " before=" + clockNs
                + " mostAheadNs=" + MOST_AHEAD.toNanos();
    }

    private Table table(String name) {
        Table table = tables.get(name);
        if (table == null) {
            table = keyField == null ? engine.table(name) : engine.table(name, keyField);
            tables.put(name, table);
        }
        return table;
    }

    private static Write write(Table table, JsonOperation operation) {
        Object key = operation.key();
        return switch (operation.kind()) {
            case INSERT -> table.insert();
            case UPSERT -> table.upsert();
            case UPDATE -> key == null ? table.update() : table.update(key);
            case REPLACE -> key == null ? table.replace() : table.replace(key);
            case DELETE -> table.delete(key);
        };
    }

    private void send(Write write, JsonLines line, Runnable composition) {
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
    public void onTooEarly(EarlyTimeException error, long line) {
        counts.error();
        errors.accept("line " + line + ": " + tooEarly(error.timeNs(), error.clockNs()));
    }

    @Override
    public void onDecided(Ack ack, long line, long timeNs) {
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

    private void fail(long line, Exception error) {
        counts.error();
        if (error instanceof JsonException) {
            JsonException json = (JsonException) error;
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
