package io.tailrace.crash;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.document.DocumentLimits;
import io.tailrace.write.Ack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Opens a journal, checks it against the {@link Script}, writes on until it is told to end or killed.
 *
 * <p>Says on stdout: {@code open n} when the journal is open with the last sequence n and has been checked,
 * {@code issue n} before it begins writes up to n, {@code ack n} after everything up to n is acknowledged, {@code fail
 * text} when something is wrong, {@code end n} when it was told to end and has closed.
 */
final class WritingProcess {
    static final int SEGMENT_BYTES = 4 << 20;
    static final int DOCUMENT_BYTES = 256 << 10;

    private static final int IN_FLIGHT = 256;

    private final PrintStream out;
    private final Ack[] acks = new Ack[IN_FLIGHT];
    private long issued;
    private long acknowledged;

    private WritingProcess(PrintStream out) {
        this.out = out;
        for (int i = 0; i < IN_FLIGHT; i++) {
            acks[i] = new Ack();
        }
    }

    static TailraceConfig config(Path directory) {
        return new TailraceConfig()
                .directory(directory)
                .segmentBytes(SEGMENT_BYTES)
                .limits(new DocumentLimits().documentBytes(DOCUMENT_BYTES));
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, "UTF-8");
        try {
            new WritingProcess(out)
                    .run(Path.of(arguments[0]), Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
        } catch (Throwable e) {
            out.println("fail " + e);
            e.printStackTrace();
        }
        out.flush();
    }

    private void run(Path directory, long everAcknowledged, long everIssued) throws IOException {
        try (Tailrace engine = Tailrace.open(config(directory))) {
            HistoryCheck.check(engine, everAcknowledged, everIssued);
            say("open", engine.lastSequence());
            Table[] tables = Script.TABLES.stream().map(engine::table).toArray(Table[]::new);
            issued = engine.lastSequence();
            acknowledged = issued;
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (!in.ready()) {
                say("issue", issued + IN_FLIGHT);
                for (int i = 0; i < IN_FLIGHT; i++) {
                    issue(engine, tables);
                }
                report();
            }
            finish(engine);
        }
        say("end", acknowledged);
    }

    private void issue(Tailrace engine, Table[] tables) {
        if (issued - acknowledged == IN_FLIGHT) {
            engine.await(acks[index(acknowledged + 1)]);
            report();
        }
        issued++;
        Script.Step step = Script.at(issued);
        step.write(tables[step.table()]).commit(acks[index(issued)]);
    }

    private void report() {
        long before = acknowledged;
        while (acknowledged < issued && acks[index(acknowledged + 1)].isDone()) {
            acknowledged++;
            Ack ack = acks[index(acknowledged)];
            if (ack.sequence() != acknowledged) {
                throw new AssertionError("expected sequence=" + acknowledged + " ack=" + ack);
            }
        }
        if (acknowledged > before) {
            say("ack", acknowledged);
        }
    }

    private void finish(Tailrace engine) {
        while (acknowledged < issued) {
            engine.await(acks[index(acknowledged + 1)]);
            report();
        }
    }

    private static int index(long sequence) {
        return (int) (sequence % IN_FLIGHT);
    }

    private void say(String what, long sequence) {
        out.print(what + " " + sequence + "\n");
        out.flush();
    }
}
