package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.journal.JvmFlags;
import io.tailrace.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a process of its own, beside an engine that writes in this one. */
@Timeout(120)
class ChildProcessTest {
    @TempDir
    private Path temporary;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Process start(String... args) throws IOException {
        List<String> command = ChildJvm.command(JvmFlags.needed(), Main.class, (Object[]) args);
        Process process =
                new ProcessBuilder(command).redirectError(messages().toFile()).start();
        started.add(process);
        return process;
    }

    private Path messages() {
        return temporary.resolve("messages.txt");
    }

    private String directory() {
        return temporary.resolve("journal").toString();
    }

    private Tailrace open() {
        return Tailrace.open(new TailraceConfig().directory(new File(directory()).toPath()));
    }

    private static BufferedReader output(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    @Test
    void shouldTailWhileAnotherProcessWrites() throws Exception {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            table.upsert(0).commit();
            Process tail = start("tail", "--dir", directory(), "--table", "t", "--follow", "--count", "500");
            BufferedReader lines = output(tail);
            assertThat(lines.readLine()).isEqualTo("{\"seq\":2,\"old_val\":null,\"new_val\":{\"id\":0}}");
            for (int i = 1; i < 500; i++) {
                table.upsert(i).commit();
            }
            for (int i = 1; i < 500; i++) {
                assertThat(lines.readLine())
                        .isEqualTo("{\"seq\":" + (i + 2) + ",\"old_val\":null,\"new_val\":{\"id\":" + i + "}}");
            }
            assertThat(tail.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(tail.exitValue()).isZero();
        }
        assertThat(Files.readString(messages())).isEmpty();
    }

    @Test
    void shouldEndQuietlyWhenItsReaderGoesAndWhenItIsToldTo() throws Exception {
        try (Tailrace engine = open()) {
            Table table = engine.table("t");
            for (int i = 0; i < 50_000; i++) {
                table.upsert(i % 10).put("n", i).commit();
            }
            Process head = start("tail", "--dir", directory(), "--table", "t");
            try (BufferedReader lines = output(head)) {
                assertThat(lines.readLine()).startsWith("{\"seq\":2,");
            }
            assertThat(head.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(head.exitValue()).isZero();

            Process following = start("tail", "--dir", directory(), "--table", "t", "--follow", "--from", "49000");
            assertThat(output(following).readLine()).startsWith("{\"seq\":49000,");
            following.destroy();
            assertThat(following.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(messages())).isEmpty();
    }

    @Test
    void shouldRefuseToLoadIntoAJournalThatIsInUse() throws Exception {
        Path file = Files.writeString(temporary.resolve("x.jsonl"), "{\"id\":1}\n");
        try (Tailrace engine = open()) {
            engine.table("t");
            Process load = start("load", "--dir", directory(), file.toString());

            assertThat(load.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(load.exitValue()).isEqualTo(1);
            assertThat(Files.readString(messages())).startsWith("error: ").hasLineCount(1);
        }
    }
}
