package io.tailrace.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MachineTest {
    @TempDir
    private Path directory;

    @Test
    void shouldNameTheVersionsOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("../pom.xml"));
        Map<String, Object> machine = Machine.describe(directory);
        assertThat(pom)
                .contains("<version>" + machine.get("tailrace") + "</version>")
                .contains("<chronicle-queue.version>" + machine.get("chronicleQueue") + "</chronicle-queue.version>")
                .contains("<agrona.version>" + machine.get("agrona") + "</agrona.version>")
                .contains("<disruptor.version>" + machine.get("disruptor") + "</disruptor.version>");
    }
}
