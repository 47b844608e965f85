package io.tailrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.cli.CommandLineRun;
import io.tailrace.cli.console.Output;
import io.tailrace.write.Acknowledgement;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DemoTest {
    @Test
    void shouldWriteWatchAndSumUp() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Output output = new Output(out);
        DemoResult result;
        try (Tailrace engine =
                Tailrace.open(new TailraceConfig().inMemory().acknowledgement(Acknowledgement.RECEIVED))) {
            result = new Demo(engine, SystemEpochNanoClock.INSTANCE, output, () -> false).run(1, 5_000);
        }

        assertThat(result.writes()).isPositive();
        assertThat(result.events()).isPositive();
        assertThat(result.latencies().count()).isPositive();
        assertThat(result.screenChanges()).isGreaterThanOrEqualTo(result.screenEvents());
        assertThat(result.text()).contains("writes", "latency", "p99.9", "squashed", "allocated");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("{\"seq\":", "\"new_val\":{\"ask\":");
    }

    @Test
    void shouldKeepTheJournalInADirectoryThatIsGiven(@TempDir Path temporary) {
        String directory = temporary.resolve("market").toString();

        CommandLineRun run = CommandLineRun.of("demo", "--dir", directory, "--seconds", "1", "--rate", "1000");

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.err())
                .contains("1,000 writes/s", "p99.9", "info --dir " + directory)
                .doesNotContain("error");
        assertThat(run.lastLine()).startsWith("{\"writes\":").endsWith("\"directory\":\"" + directory + "\"}");
        assertThat(CommandLineRun.of("info", "--dir", directory).out())
                .contains("{\"name\":\"quotes\",\"key\":\"id\",\"count\":300}");
    }

    @Test
    void shouldRemoveADirectoryOfItsOwn() {
        CommandLineRun run = CommandLineRun.of("demo", "--seconds", "1", "--rate", "100");

        assertThat(run.exitCode()).isEqualTo(0);
        assertThat(run.lastLine()).endsWith("\"directory\":null}");
        Matcher place = Pattern.compile("journal +(\\S+), removed").matcher(run.err());
        assertThat(place.find()).isTrue();
        assertThat(Path.of(place.group(1))).doesNotExist();
    }
}
