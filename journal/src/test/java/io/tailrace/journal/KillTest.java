package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.ChildJvm;
import io.tailrace.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That what a killed process acknowledged is there, and nothing after a hole. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class KillTest {
    private static final int KILLS = 6;

    @TempDir
    Path directory;

    @Test
    void shouldLoseNothingAcknowledgedOverManyKills() throws IOException, InterruptedException {
        long seed = Seeds.fresh(KillTest.class);
        SplittableRandom random = new SplittableRandom(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            long acknowledged = writeUntilKilled(random);
            try (Journal journal = Journal.open(JournalFixture.small(directory))) {
                long[] count = new long[1];
                Recovery recovery = journal.recover(change -> JournalFixture.check(change, ++count[0]));
                assertThat(count[0]).isGreaterThanOrEqualTo(acknowledged);
                assertThat(recovery.cutBytes()).isZero();
                System.out.println("kill=" + kill + " acknowledged=" + acknowledged + " recovered=" + count[0]
                        + " segments=" + recovery.segments() + " notes=" + recovery.notes());
                new JournalFixture().write(journal.appender(), 10, 1);
            }
            assertThat(Journal.verify(directory).defects()).isEmpty();
        }
    }

    private long writeUntilKilled(SplittableRandom random) throws IOException, InterruptedException {
        Process writer = ChildJvm.small(ChildJvm.flags(), ChildMain.class, "write", directory, random.nextInt(100));
        int lines = 1 + random.nextInt(200);
        long acknowledged = 0;
        try (BufferedReader output = new BufferedReader(new InputStreamReader(writer.getInputStream()))) {
            for (int i = 0; i < lines; i++) {
                acknowledged = Long.parseLong(output.readLine());
            }
            assertThat(Shell.run("kill", "-9", "" + writer.pid())).isTrue(); // the pipe outlives the process
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged = Math.max(acknowledged, Long.parseLong(line));
            }
        }
        assertThat(writer.waitFor()).isEqualTo(137);
        return acknowledged;
    }
}
