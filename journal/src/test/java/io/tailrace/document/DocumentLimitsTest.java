package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class DocumentLimitsTest {
    @Test
    void shouldStartFromTheDocumentedDefaults() {
        DocumentLimits limits = new DocumentLimits();
        assertThat(limits.documentBytes()).isEqualTo(1 << 20);
        assertThat(limits.depth()).isEqualTo(32);
        assertThat(limits.fields()).isEqualTo(1_024);
        assertThat(limits.arrayElements()).isEqualTo(100_000);
        assertThat(limits.keyBytes()).isEqualTo(127);
        assertThat(limits.fieldNameBytes()).isEqualTo(255);
        assertThat(limits.fieldNames()).isEqualTo(65_535);
        assertThat(limits.shapes()).isEqualTo(65_535);
    }

    @Test
    void shouldFitTheFormat() {
        DocumentLimits limits = new DocumentLimits();
        assertThat(limits.fields()).isLessThanOrEqualTo(DocumentDescriptor.MAX_FIELDS);
        assertThat(limits.arrayElements()).isLessThanOrEqualTo(DocumentDescriptor.MAX_ELEMENTS);
        assertThat(limits.shapes()).isLessThanOrEqualTo(DocumentDescriptor.MAX_SHAPES);
    }

    @Test
    void shouldNameTheLimitThatIsOutOfRange() {
        assertThatThrownBy(() -> new DocumentLimits().keyBytes(128))
                .isInstanceOf(DocumentException.class)
                .hasMessageContainingAll("keyBytes=128", "highest=127");
        assertThatThrownBy(() -> new DocumentLimits().depth(0)).hasMessageContaining("depth=0");
        assertThatThrownBy(() -> new DocumentLimits().documentBytes((16 << 20) + 1))
                .hasMessageContaining("documentBytes");
    }
}
