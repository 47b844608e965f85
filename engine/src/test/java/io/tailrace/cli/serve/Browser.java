package io.tailrace.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one page, driven by its own protocol. */
final class Browser implements AutoCloseable {
    private static final List<String> PLACES =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    private static final Pattern PAGE = Pattern.compile("\"webSocketDebuggerUrl\":\\s*\"(ws://[^\"]*/page/[^\"]*)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern IMAGE = Pattern.compile("\"data\":\"([^\"]*)\"");

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private int number;

    /** Where a browser is, or null. */
    static Path installed() {
        return PLACES.stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    Browser(Path profile, String link) throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                        installed().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--window-size=1280,800",
                        "--user-data-dir=" + profile,
                        link)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("TMPDIR", profile.toString());
        process = command.start();
        HttpClient client = HttpClient.newHttpClient();
        socket = client.newWebSocketBuilder()
                .buildAsync(page(client, profile), new Answers())
                .join();
    }

    private URI page(HttpClient client, Path profile) throws Exception {
        Path active = profile.resolve("DevToolsActivePort");
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            if (Files.exists(active) && !Files.readString(active).isBlank()) {
                String port = Files.readString(active).lines().findFirst().orElseThrow();
                HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build();
                Matcher page = PAGE.matcher(
                        client.send(list, HttpResponse.BodyHandlers.ofString()).body());
                if (page.find()) {
                    return URI.create(page.group(1));
                }
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new IOException("the browser has no page: exit=" + (process.isAlive() ? "none" : process.exitValue()));
    }

    private String call(String method, String parameters) throws InterruptedException {
        number++;
        socket.sendText("{\"id\":" + number + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .join();
        String answer;
        do {
            answer = answers.poll(30, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IllegalStateException("the browser does not answer: " + method);
            }
        } while (!answer.startsWith("{\"id\":" + number + ","));
        return answer;
    }

    /** The value of an expression of the page, as text. */
    String evaluate(String expression) throws InterruptedException {
        String quoted = "Promise.resolve(" + expression.replace("\\", "\\\\").replace("\"", "\\\"") + ").then(String)";
        String answer = call("Runtime.evaluate", "{\"expression\":\"" + quoted + "\",\"awaitPromise\":true}");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new IllegalStateException(expression + " gives " + answer);
        }
        return value.group(1).replace("\\n", "\n").replace("\\\"", "\"");
    }

    /** Waits until an expression is true. */
    void await(String expression) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (evaluate(expression).equals("true")) {
                return;
            }
            LockSupport.parkNanos(50_000_000);
        }
        throw new AssertionError(
                expression + " does not come true; the page says: " + evaluate("document.body.innerText"));
    }

    void screenshot(Path file) throws Exception {
        Matcher image = IMAGE.matcher(call("Page.captureScreenshot", "{\"format\":\"png\"}"));
        if (image.find()) {
            Files.write(file, Base64.getDecoder().decode(image.group(1)));
        }
    }

    /** Has the page believe that its user likes it dark. */
    void dark() throws InterruptedException {
        call("Emulation.setEmulatedMedia", "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"dark\"}]}");
    }

    /** None of its processes is left then, which would still write to the profile. */
    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        for (ProcessHandle each : all) {
            each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join();
            each.destroyForcibly();
            each.onExit().join();
        }
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                answers.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
