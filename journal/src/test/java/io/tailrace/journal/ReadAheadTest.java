package io.tailrace.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In which mappings of a segment Linux reads ahead, by what it tells of them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadAheadTest {
    /** The mark of a mapping that is read at random. */
    private static final String RANDOM = " rr ";

    private static final int ENOUGH_FOR_SEGMENTS = 4_000;

    @TempDir
    Path directory;

    /** The flags of the mappings of segments with these permissions. */
    private List<String> flags(String permissions) throws IOException {
        List<String> flags = new ArrayList<>();
        boolean wanted = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                wanted = line.contains(" " + permissions + " ")
                        && line.contains(directory.toString())
                        && line.endsWith(SegmentFiles.SUFFIX);
            } else if (wanted && line.startsWith("VmFlags:")) {
                flags.add(line + " ");
            }
        }
        return flags;
    }

    @Test
    void shouldReadAheadForReadersAndNotForTheWriter() throws IOException {
        JournalFixture fixture = new JournalFixture();
        try (Journal journal = Journal.open(JournalFixture.small(directory))) {
            journal.recover(JournalFixture.IGNORE);
            for (int writes : new int[] {1, ENOUGH_FOR_SEGMENTS}) {
                fixture.write(journal.appender(), writes, 1);
                assertThat(flags("rw-s")).as("of the segment being written").anyMatch(line -> line.contains(RANDOM));
            }
            JournalReader reader = journal.reader(1);
            assertThat(reader.next()).isTrue();
            assertThat(flags("r--s"))
                    .as("of a segment being read")
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(RANDOM));
            reader.close();
        }
    }
}
