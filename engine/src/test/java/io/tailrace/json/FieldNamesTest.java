package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FieldNamesTest {
    private final FieldNames names = new FieldNames();

    @Test
    void shouldTellARepeatedNameOfOneObjectOnly() {
        long outer = names.open();
        long inner = names.open();

        assertThat(names.add(outer, "a")).isTrue();
        assertThat(names.add(inner, "a")).isTrue();
        assertThat(names.add(outer, new String("a"))).isFalse();
        names.reset();
        assertThat(names.add(names.open(), "a")).isTrue();
    }

    @Test
    void shouldRememberManyNamesOverManyTexts() {
        for (int text = 0; text < 50; text++) {
            names.reset();
            long object = names.open();
            for (int i = 0; i < 1_000; i++) {
                assertThat(names.add(object, "name" + i)).isTrue();
            }
            for (int i = 0; i < 1_000; i++) {
                assertThat(names.add(object, "name" + i)).isFalse();
            }
        }
    }
}
