package io.tailrace;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TailraceConfigTest {
    @Test
    void shouldRefuseSegmentsWhoseBlocksCannotHoldTheLargestDocumentTwice() {
        assertThatThrownBy(() -> Tailrace.open(new TailraceConfig().inMemory().segmentBytes(8 << 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segmentBytes=8388608 documentBytes=1048576");
    }

    @Test
    void shouldRefuseARingThatCannotHoldTheLargestDocumentTwice() {
        assertThatThrownBy(() -> Tailrace.open(new TailraceConfig().inMemory().ringSlots(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ringSlots=64");
    }
}
