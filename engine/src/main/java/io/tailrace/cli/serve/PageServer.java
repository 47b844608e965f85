package io.tailrace.cli.serve;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tailrace.Tailrace;
import io.tailrace.error.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agrona.concurrent.NanoClock;

/**
 * Serves the page and what it asks for, on the loopback interface alone. Who asks must have the token, in the link, a
 * cookie or a header, and must have asked for this host by a name of it: another site that a browser is on can neither
 * guess nor borrow them. Any thread.
 *
 * @hidden
 */
public final class PageServer implements AutoCloseable {
    private static final String COOKIE = "tailrace";
    private static final int TOKEN_BYTES = 16;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/page.css", "page.css",
            "/page.js", "page.js");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "tailrace-page");
        thread.setDaemon(true);
        return thread;
    });
    private final String token;
    private final ServedTables tables;

    private PageServer(HttpServer server, String token, ServedTables tables) {
        this.server = server;
        this.token = token;
        this.tables = tables;
    }

    /**
     * Begins to serve.
     *
     * @param port of 127.0.0.1, 0 for any
     * @param clock by which pauses are measured
     */
    public static PageServer start(Tailrace engine, Path directory, int port, NanoClock clock) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        } catch (BindException e) {
            throw new IOException("port " + port + " is taken: say --port with another one, or 0 for any", e);
        }
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        PageServer page =
                new PageServer(server, HexFormat.of().formatHex(secret), new ServedTables(engine, directory, clock));
        page.context("/", page::file);
        page.context("/tables", page.tables);
        page.context("/metrics", page.tables::metrics);
        server.setExecutor(page.threads);
        server.start();
        return page;
    }

    private void context(String path, HttpHandler handler) {
        HttpContext context = server.createContext(path, handler);
        context.getFilters().add(Filter.beforeHandler("headers", PageServer::secure));
        context.getFilters().add(new Guard());
    }

    /** What a browser opens. */
    public String link() {
        return "http://127.0.0.1:" + port() + "/?token=" + token;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String token() {
        return token;
    }

    private static void secure(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
    }

    private void file(HttpExchange exchange) throws IOException {
        String name = FILES.get(exchange.getRequestURI().getPath());
        if (name == null) {
            Reply.notFound(exchange);
            return;
        }
        try (InputStream in = PageServer.class.getResourceAsStream("page/" + name)) {
            Reply.send(exchange, 200, TYPES.get(name.substring(name.indexOf('.') + 1)), in.readAllBytes());
        }
    }

    @Override
    public void close() {
        tables.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Lets in who may. */
    private final class Guard extends Filter {
        @Override
        public String description() {
            return "token and host";
        }

        @Override
        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (host == null || !hosts().contains(host)) {
                Reply.error(exchange, 403, "another host was asked for: open the link that was printed");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                Reply.error(exchange, 405, "this server is for reading: GET");
            } else {
                enter(exchange, chain);
            }
        }

        private void enter(HttpExchange exchange, Chain chain) throws IOException {
            boolean given;
            try {
                given = given(exchange);
            } catch (EngineException e) {
                Reply.error(exchange, 400, e.getMessage());
                return;
            }
            if (given) {
                chain.doFilter(exchange);
            } else {
                Reply.error(exchange, 401, "the token is missing or of another run: open the link that was printed");
            }
        }

        private Set<String> hosts() {
            return Set.of("127.0.0.1:" + port(), "localhost:" + port());
        }

        private boolean given(HttpExchange exchange) {
            String linked = Parameters.of(exchange).get(Parameters.TOKEN);
            if (linked != null && isToken(linked)) {
                exchange.getResponseHeaders()
                        .add("Set-Cookie", COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict");
                return true;
            }
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            if (header != null && header.startsWith("Bearer ") && isToken(header.substring("Bearer ".length()))) {
                return true;
            }
            List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
            for (String line : cookies) {
                for (String cookie : line.split("; *", -1)) {
                    if (cookie.startsWith(COOKIE + "=") && isToken(cookie.substring(COOKIE.length() + 1))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean isToken(String said) {
            return MessageDigest.isEqual(said.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        }
    }
}
