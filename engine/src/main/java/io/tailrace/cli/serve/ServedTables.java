package io.tailrace.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tailrace.Direction;
import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.cli.stat.StatJson;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import io.tailrace.error.EngineException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.expression.Expression;
import io.tailrace.metrics.Metrics;
import io.tailrace.query.Cursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.agrona.concurrent.NanoClock;

/**
 * Answers what is asked of tables:
 *
 * <pre>
 * GET /tables                      names, keys, counts, and the sequences that there are
 * GET /tables/{table}/documents    filter, orderBy, desc, pluck, limit, asOf
 * GET /tables/{table}/changes      the same but asOf, and squash, from, until, speed, initial, states, types,
 *                                  offsets, pace: events
 * </pre>
 *
 * Any thread.
 */
final class ServedTables implements HttpHandler, AutoCloseable {
    static final List<String> OF_DOCUMENTS = List.of("filter", "map", "orderBy", "desc", "pluck", "limit", "asOf");

    private static final int FEW = 200;
    private static final int MOST = 10_000;
    /** Each has a thread, and reads every change. */
    static final int MOST_FEEDS = 100;

    private final Tailrace engine;
    private final Path directory;
    private final NanoClock clock;
    private final Semaphore feeds = new Semaphore(MOST_FEEDS);
    private volatile boolean closed;

    private final ServedStates states;

    ServedTables(Tailrace engine, Path directory, NanoClock clock) {
        this.engine = engine;
        this.directory = directory;
        this.clock = clock;
        states = new ServedStates(engine);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        try {
            if (!path[1].equals("tables")) {
                Reply.notFound(exchange);
            } else if (path.length == 2) {
                Parameters.of(exchange).only(List.of());
                Reply.json(exchange, list());
            } else if (path.length == 4 && path[3].equals("documents")) {
                Reply.json(exchange, documents(path[2], Parameters.of(exchange).only(OF_DOCUMENTS)));
            } else if (path.length == 4 && path[3].equals("changes")) {
                changes(exchange, path[2]);
            } else {
                Reply.notFound(exchange);
            }
        } catch (UnknownTableException e) {
            Reply.error(exchange, 404, e.getMessage());
        } catch (TailraceException e) {
            Reply.error(exchange, 400, e.getMessage());
        } catch (InternalError e) { // as the JVM says of memory behind which there is no file any more
            Reply.error(exchange, 500, "a file of the journal was cut while it was read: see verify: cause=" + e);
        }
    }

    private void changes(HttpExchange exchange, String table) throws IOException {
        Parameters asked = Parameters.of(exchange).only(ServedChanges.PARAMETERS);
        if (asked.get("orderBy") == null) {
            asked.without("limit", "is of an order here: say orderBy too, or leave it out");
        }
        Query query = query(engine.existingTable(table), asked);
        if (!feeds.tryAcquire()) {
            Reply.error(exchange, 503, MOST_FEEDS + " feeds are open, and no more are: close some, then ask again");
            return;
        }
        try {
            ServedChanges.serve(exchange, engine, query, asked, clock, this::isClosed);
        } finally {
            feeds.release();
        }
    }

    private boolean isClosed() {
        return closed;
    }

    private JsonWriter list() {
        JsonWriter json = new JsonWriter(engine.dictionary()).reset().beginObject();
        json.name("directory").value(directory.toString());
        json.name("firstSequence").value(engine.info().firstSequence());
        json.name("lastSequence").value(engine.lastSequence());
        json.name("tables").beginArray();
        for (String name : engine.tables()) {
            Table table = engine.existingTable(name);
            json.beginObject().name("name").value(name);
            json.name("key").value(table.keyField());
            json.name("count").value(table.count());
            json.name("indexes").beginArray();
            table.indexes().forEach(json::value);
            json.endArray().endObject();
        }
        return json.endArray().endObject();
    }

    private JsonWriter documents(String name, Parameters asked) {
        long sequence = asked.number("asOf", -1, 0, Long.MAX_VALUE);
        if (sequence < 0) {
            return documents(engine.existingTable(name), engine.dictionary(), asked);
        }
        return states.read(sequence, state -> documents(state.existingTable(name), state.dictionary(), asked));
    }

    private JsonWriter documents(Table table, Dictionary dictionary, Parameters asked) {
        long limit = asked.number("limit", FEW, 1, MOST);
        JsonWriter json = new JsonWriter(dictionary).reset().beginObject();
        json.name("documents").beginArray();
        long count = 0;
        boolean more = false;
        long sequence;
        try (Cursor cursor = query(table, asked).read()) {
            sequence = cursor.sequence();
            while (!more && cursor.next()) {
                more = count == limit;
                if (!more) {
                    json.value(cursor.value());
                    count++;
                }
            }
        }
        json.endArray().name("sequence").value(sequence);
        if (asked.get("asOf") != null && sequence >= engine.oldestSequence() && sequence > 0) {
            json.name("time").value(engine.timeOf(sequence).toString());
        }
        return json.name("more").value(more).endObject();
    }

    /** In key order where nothing else is said, so that a page does not jump. */
    private static Query query(Table table, Parameters asked) {
        String orderBy = asked.get("orderBy");
        if (orderBy == null) {
            asked.without("desc", "is of an order: say orderBy too, or leave it out");
        }
        Query query = orderBy == null
                ? table.all()
                : table.orderBy(orderBy, asked.flag("desc") ? Direction.DESC : Direction.ASC);
        String filter = asked.get("filter");
        query = filter == null ? query : query.filter(Expression.parse(filter));
        String map = asked.get("map");
        query = map == null ? query : query.map(Expression.parse(map));
        String pluck = asked.get("pluck");
        query = pluck == null ? query : query.pluck(pluck.split(",", -1));
        return orderBy == null ? query : query.limit(asked.number("limit", FEW, 1, MOST));
    }

    /** The numbers of the engine that writes, where one does. */
    void metrics(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/metrics")) {
            Reply.notFound(exchange);
            return;
        }
        try {
            Parameters.of(exchange).only(List.of());
        } catch (EngineException e) {
            Reply.error(exchange, 400, e.getMessage());
            return;
        }
        try {
            Metrics metrics = Metrics.read(directory);
            Reply.json(exchange, StatJson.write(new JsonWriter(new Dictionary(new DocumentLimits())), metrics));
        } catch (EngineException e) {
            Reply.error(exchange, 404, e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        states.close();
    }
}
