package io.tailrace.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers to requests. Stateless. */
final class Reply {
    static final String JSON = "application/json; charset=utf-8";

    private static final byte[] NOTHING = {};

    private Reply() {}

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            boolean isBare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, isBare ? -1 : body.length);
            exchange.getResponseBody().write(isBare ? NOTHING : body);
        }
    }

    static void json(HttpExchange exchange, JsonWriter json) throws IOException {
        send(exchange, 200, JSON, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A context of the server has all paths that begin with its own, so each endpoint looks at the whole. */
    static void notFound(HttpExchange exchange) throws IOException {
        error(exchange, 404, "there is no " + exchange.getRequestURI().getPath());
    }

    static void error(HttpExchange exchange, int status, String message) throws IOException {
        JsonWriter json = new JsonWriter(new Dictionary(new DocumentLimits()));
        json.reset().beginObject().name("error").value(message).endObject();
        send(exchange, status, JSON, json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
