package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CanonicalEncodingTest {
    private final Fixture fixture = new Fixture();

    @Test
    void shouldEncodeEqualDocumentsAsEqualBytesWhateverTheOrderOfPuts() {
        Random random = Seeds.random(CanonicalEncodingTest.class);
        RandomValues values = new RandomValues(random);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> document = values.document(3);
            byte[] inline = Fixture.bytes(fixture.encoded(document));
            assertThat(Fixture.bytes(fixture.encoded(shuffled(document, random))))
                    .isEqualTo(inline);
            fixture.interned(document);
            byte[] interned = Fixture.bytes(fixture.encoded(document));
            assertThat(Fixture.bytes(fixture.encoded(shuffled(document, random))))
                    .isEqualTo(interned);
            assertThat(Fixture.bytes(fixture.interned(document))).isEqualTo(interned);
        }
    }

    @Test
    void shouldForgetOverwrittenValues() {
        fixture.writer
                .reset()
                .put("b", "long gone")
                .put("a", "x")
                .beginObject("b")
                .put("n", 1)
                .end()
                .put("b", "y")
                .finish();
        Document overwritten = fixture.copied();
        fixture.writer.reset().put("a", "x").put("b", "y").finish();
        assertThat(Fixture.bytes(overwritten)).isEqualTo(Fixture.bytes(fixture.copied()));
    }

    @Test
    void shouldSortFieldsByTheirUtf8Names() {
        fixture.writer
                .reset()
                .put("\ud83d\ude00", 4)
                .put("\uffff", 3)
                .put("é", 2)
                .put("z", 1)
                .put("", 0)
                .finish();
        Document document = fixture.copied();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < document.size(); i++) {
            assertThat(document.longValue(document.fieldAt(i))).isEqualTo(i);
            assertThat(document.typeAt(i)).isEqualTo(ValueType.INTEGER);
            names.add(document.fieldAt(i).name());
        }
        assertThat(names).containsExactly("", "z", "é", "\uffff", "\ud83d\ude00");
    }

    @Test
    void shouldPadToEightBytesAndSayItsLength() {
        fixture.writer
                .reset()
                .put("a", "123")
                .beginObject("b")
                .put("c", "1")
                .end()
                .finish();
        Document document = fixture.copied();
        assertThat(document.length() % 8).isZero();
        assertThat(DocumentDescriptor.length(document.buffer(), 0)).isEqualTo(document.length());
    }

    static Map<String, Object> shuffled(Map<?, ?> document, Random random) {
        List<Object> names = new ArrayList<>(document.keySet());
        Collections.shuffle(names, random);
        Map<String, Object> shuffled = new LinkedHashMap<>();
        for (Object name : names) {
            Object value = document.get(name);
            shuffled.put((String) name, value instanceof Map<?, ?> inner ? shuffled(inner, random) : value);
        }
        return shuffled;
    }
}
