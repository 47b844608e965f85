package io.tailrace.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page and its endpoints, beside an engine that writes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeTest {
    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private Tailrace writing;
    private Tailrace reading;
    private PageServer server;
    private Table quotes;

    @BeforeEach
    void open() throws IOException {
        writing = Tailrace.open(new TailraceConfig().directory(directory));
        quotes = writing.table("quotes");
        quotes.upsert("b").put("bid", 20).commit();
        quotes.upsert("a").put("bid", 10).commit();
        quotes.upsert("c").put("bid", 30).commit();
        reading = Tailrace.open(new TailraceConfig().directory(directory).readOnly(true));
        server = PageServer.start(reading, directory, 0, SystemNanoClock.INSTANCE);
    }

    @AfterEach
    void close() {
        server.close();
        reading.close();
        writing.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = request(path)
                .header("Authorization", "Bearer " + server.token())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void shouldLetInWhoHasTheLinkAndNobodyElse() throws Exception {
        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(URI.create(server.link())).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Tailrace</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'");
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        HttpRequest script = request("/page.js")
                .header("Cookie", "other=1; " + cookie.split(";")[0])
                .build();
        assertThat(client.send(script, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        for (String path : List.of("/", "/tables", "/metrics", "/page.js", "/tables/quotes/documents", "/?token=00")) {
            HttpResponse<String> refused = client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).as(path).isEqualTo(401);
            assertThat(refused.body())
                    .contains("open the link that was printed")
                    .doesNotContain("quotes\"");
        }
        HttpRequest post = request("/tables?token=" + server.token())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    @Test
    void shouldRefuseWhoAskedForAnotherHost() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("GET /tables?token=" + server.token() + " HTTP/1.1\r\nHost: evil.example:" + server.port()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 403").contains("another host");
        }
    }

    @Test
    void shouldAnswerAHeadWithoutABody() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("HEAD /tables HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 405")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void shouldRefuseWhoAskedForNoHost() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(("GET /tables?token=" + server.token() + " HTTP/1.0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void shouldKnowItsPathsAsAWhole() throws Exception {
        for (String path : List.of("/tablesX", "/tablesX/quotes/documents", "/metricsX", "/metrics/", "/page.css/")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
            assertThat(get(path).body()).as(path).isEqualTo("{\"error\":\"there is no " + path + "\"}");
        }
    }

    @Test
    void shouldListTablesAndDocuments() throws Exception {
        assertThat(get("/tables").body())
                .contains("\"firstSequence\":1,\"lastSequence\":4,")
                .contains("{\"name\":\"quotes\",\"key\":\"id\",\"count\":3,\"indexes\":[]}");
        assertThat(get("/tables/quotes/documents?orderBy=id&desc=true&limit=2").body())
                .isEqualTo("{\"documents\":[{\"bid\":30,\"id\":\"c\"},{\"bid\":20,\"id\":\"b\"}],\"sequence\":4,"
                        + "\"more\":false}");
        assertThat(get("/tables/quotes/documents?filter=" + encoded("row.bid >= 20") + "&limit=1")
                        .body())
                .contains("\"more\":true");
        assertThat(get("/tables/quotes/documents?asOf=2").body())
                .startsWith("{\"documents\":[{\"bid\":20,\"id\":\"b\"}],\"sequence\":2,\"time\":\"")
                .endsWith("\"more\":false}");
        assertThat(get("/metrics").body()).contains("\"tailrace.writes\":");
    }

    @Test
    void shouldSayWhenAStateWas() throws Exception {
        assertThat(get("/tables/quotes/documents?asOf=2").body()).contains("\"time\":\"" + reading.timeOf(2) + "\"");
        assertThat(reading.sequenceAt(reading.timeOf(2))).isGreaterThanOrEqualTo(2);
        assertThat(get("/tables/quotes/documents").body()).doesNotContain("\"time\"");
    }

    @Test
    void shouldShowStatesOfManyTimesToManyAtOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int round = 0; round < 10; round++) {
            for (int sequence = 1; sequence <= 4; sequence++) {
                HttpRequest request = request("/tables/quotes/documents?asOf=" + sequence)
                        .header("Authorization", "Bearer " + server.token())
                        .build();
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
        }
        for (int i = 0; i < answers.size(); i++) {
            int sequence = i % 4 + 1;
            assertThat(answers.get(i).join().body())
                    .contains("\"sequence\":" + sequence + ",")
                    .satisfies(body -> assertThat(body.split("\"bid\"", -1)).hasSize(sequence));
        }
    }

    @Test
    void shouldPlayAStretchAndEnd() throws Exception {
        String path = "/tables/quotes/changes?from=2&until=4&squash=false&orderBy=id&limit=2&offsets=true&speed=1000";
        HttpResponse<String> played = get(path);
        assertThat(played.body())
                .contains("\"seq\":2,", "\"seq\":3,", "\"old_offset\":null,\"new_offset\":0}")
                .endsWith("event: ended\ndata: 4\n\n");
    }

    @Test
    void shouldSayWhatIsWrongWithAQuestion() throws Exception {
        HttpResponse<String> wrong = get("/tables/quotes/documents?filter=" + encoded("row.bid >> 20"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("\\n").contains("^");
        assertThat(get("/tables/none/documents").statusCode()).isEqualTo(404);
        assertThat(get("/tables/quotes/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/secret.txt").statusCode()).isEqualTo(404);
        assertThat(get("/tables/quotes/documents?limit=0").body()).contains("limit is to be 1 to 10000");
        assertThat(get("/tables/quotes/documents?asOf=99").statusCode()).isEqualTo(400);
        for (String path :
                List.of("?orderBy=none&limit=3", "?from=99&limit=0&orderBy=id", "?filter=" + encoded("row. >"))) {
            HttpResponse<String> refused = get("/tables/quotes/changes" + path);
            assertThat(refused.statusCode()).as(path).isEqualTo(400);
            assertThat(refused.body()).startsWith("{\"error\":\"");
        }
        assertThat(get("/tables/quotes/changes?squash=often").body())
                .contains("squash: expected true, false or seconds");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            changes?initial=maybe            | initial is to be true or false, but was maybe
            changes?states=1                 | states is to be true or false, but was 1
            changes?types=TRUE               | types is to be true or false, but was TRUE
            changes?offsets=yes              | offsets is to be true or false, but was yes
            documents?orderBy=id&desc=down   | desc is to be true or false, but was down
            changes?speed=0&squash=false     | speed is to be 1 to 1000000, but was 0
            changes?speed=10                 | speed is of every change: say squash=false too
            changes?speed=10&squash=true     | speed is of every change: say squash=false too
            changes?from=1&initial=true      | from and initial=true are two beginnings
            changes?from=0                   | from is to be 1 to
            changes?until=-1                 | until is to be 1 to
            changes?pace=soon                | pace is to be 0 to 60000, but was soon
            changes?limit=3                  | limit is of an order here: say orderBy too
            changes?desc=true                | desc is of an order: say orderBy too
            documents?desc=true              | desc is of an order: say orderBy too
            documents?squash=1               | there is no parameter squash here: those are filter, map, orderBy
            changes?asOf=3                   | there is no parameter asOf here: those are filter, map, orderBy
            changes?filtr=true               | there is no parameter filtr here: those are filter,
            changes?limit=1&limit=2          | limit is there more than once: leave one of them
            changes?token=a&token=b          | token is there more than once: leave one of them
            documents?desc                   | desc has no value: write desc=
            documents?filter=%FF             | a parameter is no UTF-8: %FF: encode it
            documents?limit=ten              | limit is to be 1 to 10000, but was ten
            """)
    void shouldRefuseParametersThatSayNothing(String asked, String told) throws Exception {
        HttpResponse<String> refused = get("/tables/quotes/" + asked);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(refused.body()).startsWith("{\"error\":\"" + told);
    }

    @Test
    void shouldTakeParametersThatAreEmptyAsIfTheyWereNotThere() throws Exception {
        assertThat(get("/tables/quotes/documents?filter=&orderBy=&desc=&pluck=&&")
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/tables?limit=1").statusCode()).isEqualTo(400);
        assertThat(get("/metrics?limit=1").statusCode()).isEqualTo(400);
    }

    /** What is no URI never reaches us: the server of the JDK has its own answer. */
    @Test
    void shouldRefuseWhatIsNoUri() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write("GET /tables?%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400");
        }
    }

    /** Reads events until so many lines of data have come. */
    private List<String> events(String path, String lastId, int data, Runnable then) throws Exception {
        HttpRequest.Builder request = request(path).header("Authorization", "Bearer " + server.token());
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        List<String> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            int seen = 0;
            boolean done = false;
            for (String line = in.readLine(); line != null && !done; line = in.readLine()) {
                if (line.equals(": tailrace")) {
                    then.run();
                } else if (!line.isEmpty() && !line.startsWith(":")) {
                    lines.add(line);
                    seen += line.startsWith("data: ") ? 1 : 0;
                }
                done = seen >= data && (line.startsWith("id: ") || line.contains("\"state\":\"ready\""));
            }
        }
        return lines;
    }

    @Test
    void shouldShowMembersThenChangesAndGoOnWhereItWasCutOff() throws Exception {
        List<String> lines = events(
                "/tables/quotes/changes?filter=" + encoded("row.bid > 10") + "&initial=true&states=true&squash=false",
                null,
                4,
                () -> {});
        assertThat(lines).anyMatch(line -> line.contains("\"state\":\"initializing\""));
        String path = "/tables/quotes/changes?squash=false";
        List<String> first = events(path, null, 2, () -> {
            quotes.upsert("a").put("bid", 11).commit();
            quotes.upsert("a").put("bid", 12).commit();
        });
        assertThat(first).anyMatch(line -> line.contains("\"new_val\":{\"bid\":12,\"id\":\"a\"}"));
        String id = first.get(first.size() - 1);
        assertThat(id).isEqualTo("id: 6");
        quotes.upsert("a").put("bid", 13).commit();
        List<String> resumed = events(path, "5", 2, () -> {});
        assertThat(resumed.get(0)).contains("\"seq\":6,");
        assertThat(resumed).anyMatch(line -> line.contains("\"seq\":7,"));
    }

    @Test
    void shouldTurnAwayWhoWantsAFeedWhereTooManyAreOpen() throws Exception {
        String ended = "/tables/quotes/changes?from=1&until=2";
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < ServedTables.MOST_FEEDS; i++) {
            HttpRequest request =
                    request("/tables/quotes/changes?token=" + server.token()).build();
            HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            open.add(answer.body());
        }
        HttpResponse<String> refused = get(ended);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("100 feeds are open");
        assertThat(get("/tables").statusCode()).isEqualTo(200);
        open.remove(0).close();
        for (int bid = 0; get(ended).statusCode() == 503; bid++) {
            quotes.upsert("a").put("bid", bid).commit(); // or it is not noticed yet that nobody listens
        }
        assertThat(get(ended).statusCode()).isEqualTo(200);
        for (InputStream body : open) {
            body.close();
        }
    }

    @Test
    void shouldTellWhatEndsAFeed() throws Exception {
        List<String> lines = events("/tables/quotes/changes", null, 99, () -> writing.dropTable("quotes"));
        assertThat(lines).contains("event: failed");
        assertThat(lines.get(lines.size() - 1)).contains("quotes");
    }

    @Test
    void shouldRefuseAPortThatIsTaken() {
        assertThatThrownBy(() -> PageServer.start(reading, directory, server.port(), SystemNanoClock.INSTANCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("say --port with another one");
    }

    @Test
    void shouldLoadNothingFromElsewhere() throws Exception {
        for (String path : List.of("/", "/page.css", "/page.js")) {
            assertThat(get(path).body())
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .doesNotContain("@import");
        }
    }
}
