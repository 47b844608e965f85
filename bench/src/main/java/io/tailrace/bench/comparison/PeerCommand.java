package io.tailrace.bench.comparison;

import io.tailrace.bench.comparison.protocol.Peer;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.report.Json;
import io.tailrace.bench.rows.Screens;
import io.tailrace.bench.rows.Updates;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@link PeersCommand} starts: one side, once, with the libraries that this JVM has. */
@Command(
        name = "peer",
        hidden = true,
        description = "Measures one side of 'peers' once, in this JVM, and writes what was found as a line of JSON.",
        mixinStandardHelpOptions = true)
public final class PeerCommand implements Callable<Integer> {
    private static final int SYMBOLS = 1_000;
    private static final int UPDATES = 500_000;

    @Option(names = "--side", required = true, description = "Of ${COMPLETION-CANDIDATES}.")
    private PeerSide side;

    @Option(
            names = "--screens",
            required = true,
            converter = Screens.Converter.class,
            description = "Standing queries, such as range-100 or equality-1000.")
    private Screens screens;

    @Option(names = "--dir", description = "Where to make journals (default: that of temporary files).")
    private Path directory = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--watched", description = "End when standard input does: who has started this JVM is gone.")
    private boolean watched;

    @Mixin
    private PeerEffort effort;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintStream before = System.out;
        System.setOut(new PrintStream(System.err, true, StandardCharsets.UTF_8)); // some libraries greet
        if (watched) {
            watch();
        }
        Map<String, Object> found = new LinkedHashMap<>();
        try (Scratch scratch = new Scratch(directory)) {
            Updates updates = new Updates(effort.seed, effort.rows, SYMBOLS, UPDATES);
            Peer peer = side.peer();
            measure(peer, new PeerRun(peer, new PeerWork(updates, screens), effort), scratch.fresh("peer"), found);
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            found.put("fault", e instanceof PeerRun.PeerFault ? e.getMessage() : e.toString());
        } finally {
            System.setOut(before);
        }
        out.println(Json.line(found));
        out.flush();
        return found.containsKey("fault") ? 1 : 0;
    }

    /** Ends the peer whatever comes; that it could not be ended does not hide what went wrong before. */
    private static void measure(Peer peer, PeerRun run, Path directory, Map<String, Object> found) throws Exception {
        try {
            found.putAll(run.run(directory));
        } catch (Throwable e) {
            try {
                peer.end();
            } catch (Exception | LinkageError suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        peer.end();
    }

    private static void watch() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        System.err.println("peer: the pipe from the parent is broken: " + e);
                    }
                    Runtime.getRuntime().halt(2);
                },
                "parent-watch");
        watcher.setDaemon(true);
        watcher.start();
    }
}
