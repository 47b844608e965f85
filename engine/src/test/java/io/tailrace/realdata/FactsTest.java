package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactsTest {
    private static final String JSON = "{\"book\": {\"insert\": 7, \"top\": [[5, 1], [4, 9223372036854775807]],"
            + " \"sum\": {\"crc32\": \"0a\", \"lines\": 3}, \"span\": 1.5, \"gone\": {}, \"up\": true}}";

    @Test
    void shouldFindNoDifferenceBetweenEqualFacts() throws IOException {
        Map<String, Object> found = Map.of(
                "insert",
                7,
                "top",
                List.of(List.of(5L, 1L), List.of(4L, Long.MAX_VALUE)),
                "sum",
                Map.of("crc32", "0a", "lines", 3L),
                "span",
                1.5,
                "gone",
                Map.of(),
                "up",
                true);

        assertThat(Facts.differences(Facts.parse(JSON).section("book"), found)).isEmpty();
    }

    @Test
    void shouldNoticeEachFactThatIsAltered() throws IOException {
        Map<String, Object> facts = Facts.parse(JSON).section("book");

        List<Object> altered = Facts.alterations(facts);

        assertThat(altered)
                .hasSize(9)
                .allSatisfy(other -> assertThat(Facts.differences(other, facts)).hasSize(1));
    }

    @Test
    void shouldNoticeAFactThatWasNotFoundAndOneThatIsNotKnown() throws IOException {
        Map<String, Object> facts = Facts.parse(JSON).section("book", "sum");

        assertThat(Facts.differences(facts, Map.of("crc32", "0a"))).containsExactly("/lines expected=3 found=null");
        assertThat(Facts.differences(facts, Map.of("crc32", "0a", "lines", 3, "more", 1)))
                .containsExactly("/more expected=null found=1");
    }

    @Test
    void shouldOnlyLeaveOutFactsThatExist() throws IOException {
        Map<String, Object> facts = Facts.parse(JSON).section("book", "sum");

        assertThat(Facts.without(facts, List.of("lines"))).containsOnlyKeys("crc32");
        assertThatThrownBy(() -> Facts.without(facts, List.of("line"))).hasMessageContaining("line");
    }
}
