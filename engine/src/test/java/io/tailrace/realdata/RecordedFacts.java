package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of one recording, against what was found by loading it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class RecordedFacts {
    private final List<String> section;
    private final List<String> leftOut;
    private final Map<String, Object> found = new HashMap<>();
    private Map<String, Object> facts;

    /**
     * @param section path of names
     * @param leftOut names of facts that are not looked for
     */
    RecordedFacts(List<String> section, List<String> leftOut) {
        this.section = section;
        this.leftOut = leftOut;
    }

    @BeforeAll
    void load(@TempDir Path directory) throws IOException {
        Recordings.required();
        facts = Facts.without(Recordings.facts().section(section.toArray(String[]::new)), leftOut);
        find(directory);
    }

    /** Loads the recording into an engine in this directory and {@linkplain #found notes} what comes of it. */
    abstract void find(Path directory) throws IOException;

    Map<String, Object> facts() {
        return facts;
    }

    void found(String name, Object value) {
        found.put(name, value);
    }

    Map<String, Object> found() {
        return found;
    }

    @Test
    void shouldFindEveryFactInOutcomesEventsAndReads() {
        assertThat(Facts.differences(facts, found)).as(section.toString()).isEmpty();
    }

    @Test
    void shouldNoticeEachFactThatIsAltered() {
        assertThat(Facts.alterations(facts))
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        altered -> assertThat(Facts.differences(altered, found)).hasSize(1));
    }
}
