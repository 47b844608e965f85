package io.tailrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.journal.JvmFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReadmeTest {
    private static final Path README = Path.of("../README.md");

    @TempDir
    private Path directory;

    @Test
    void shouldDoWhatTheReadmeSays() throws IOException {
        List<String> seen = QuickStart.run(directory.resolve("journal"));

        assertThat(seen).hasSize(1);
        assertThat(Files.readString(README)).contains("`" + seen.get(0) + "`");
    }

    @Test
    void shouldNameTheFlagsThatAreNeeded() throws IOException {
        String readme = Files.readString(README);

        assertThat(JvmFlags.needed())
                .isNotEmpty()
                .allSatisfy(flag -> assertThat(readme).contains(flag));
    }
}
