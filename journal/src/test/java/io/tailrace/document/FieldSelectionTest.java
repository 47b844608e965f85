package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldSelectionTest {
    @Test
    void shouldTakeNamesMapsAndLists() {
        FieldSelection selection =
                FieldSelection.of("id", Map.of("a", List.of("b", Map.of("c", List.of("d")))), Map.of("e", true));
        assertThat(selection).hasToString("[\"id\",{\"a\":[\"b\",{\"c\":[\"d\"]}]},\"e\"]");
        assertThat(selection.isFlat()).isFalse();
        assertThat(selection.names()).containsExactly("id", "a", "e");
        assertThat(FieldSelection.of(Map.of("a", "b"))).isEqualTo(FieldSelection.of(Map.of("a", Map.of("b", true))));
        assertThat(FieldSelection.of("x", List.of("y"), "x").isFlat()).isTrue();
        assertThat(FieldSelection.of("x", "y")).isEqualTo(FieldSelection.of(List.of("y", "x")));
        assertThat(FieldSelection.of("x", "y")).hasSameHashCodeAs(FieldSelection.of(List.of("y", "x")));
        assertThat(FieldSelection.of("x")).isNotEqualTo(FieldSelection.of("y"));
        assertThat(FieldSelection.of(FieldSelection.of("x"), selection).names()).containsExactly("x", "id", "a", "e");
    }

    @Test
    void shouldAddUpPathsThatOverlap() {
        FieldSelection selection = FieldSelection.of("a", Map.of("a", List.of("b")), Map.of("a", List.of("c")));
        assertThat(selection).hasToString("[\"a\",{\"a\":[\"b\",\"c\"]}]");
        assertThat(selection.isFlat()).isFalse();
    }

    @Test
    void shouldQuoteNames() {
        assertThat(FieldSelection.of("a\"\n")).hasToString("[\"a\\\"\\n\"]");
    }

    @Test
    void shouldRefuseWhatIsEmptyOrNoPath() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        for (Object bad : Arrays.asList(
                null,
                5,
                true,
                List.of(),
                Map.of(),
                Map.of("a", List.of()),
                Map.of("a", false),
                Map.of(1, "a"),
                cycle)) {
            assertThatThrownBy(() -> FieldSelection.of("ok", bad))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("selection");
        }
        assertThatThrownBy(FieldSelection::of).isInstanceOf(DocumentException.class);
    }
}
