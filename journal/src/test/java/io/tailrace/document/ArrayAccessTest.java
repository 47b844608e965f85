package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way to add an element to an array, and every accessor of one. */
class ArrayAccessTest {
    private final Dictionary dictionary = new Dictionary(new DocumentLimits());
    private final DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
    private final ArrayView array = new ArrayView(dictionary);
    private final UnsafeBuffer bytes = new UnsafeBuffer();

    @BeforeEach
    void write() {
        UnsafeBuffer text = new UnsafeBuffer("..Ünï..".getBytes(StandardCharsets.UTF_8));
        writer.beginArray("a")
                .addUtf8(text, 2, 5)
                .addBytes(text, 0, 2)
                .addBytes(new byte[] {7, 8, 9}, 1, 2)
                .add(new byte[] {1, 2, 3})
                .add(Instant.ofEpochSecond(1, 5))
                .addTime(-3)
                .add(4)
                .add(0.5)
                .add(true)
                .add("text")
                .addNull();
        writer.beginObject().put("x", 1).end();
        writer.beginArray().add(2).end();
        writer.end().finish();
        new Document(dictionary)
                .wrap(writer.buffer(), writer.offset(), writer.length())
                .array("a", array);
    }

    @Test
    void shouldGiveBackEveryElementAsItWasAdded() {
        assertThat(array.size()).isEqualTo(13);
        assertThat(array.stringAt(0)).isEqualTo("Ünï");
        assertThat(bytesAt(1)).containsExactly('.', '.');
        assertThat(bytesAt(2)).containsExactly(8, 9);
        assertThat(bytesAt(3)).containsExactly(1, 2, 3);
        assertThat(array.timeNsAt(4)).isEqualTo(1_000_000_005L);
        assertThat(array.timeNsAt(5)).isEqualTo(-3);
        assertThat(array.longAt(6)).isEqualTo(4);
        assertThat(array.doubleAt(6)).isEqualTo(4.0);
        assertThat(array.doubleAt(7)).isEqualTo(0.5);
        assertThat(array.booleanAt(8)).isTrue();
        array.utf8At(9, bytes);
        assertThat(bytes.getStringWithoutLengthUtf8(0, bytes.capacity())).isEqualTo("text");
        assertThat(array.isNullAt(10)).isTrue();
        assertThat(array.typeAt(10)).isEqualTo(ValueType.NULL);
        Document object = new Document(dictionary);
        array.documentAt(11, object);
        assertThat(object.longValue("x")).isEqualTo(1);
        ArrayView inner = new ArrayView(dictionary);
        array.arrayAt(12, inner);
        assertThat(inner.longAt(0)).isEqualTo(2);
    }

    @Test
    void shouldRefuseAnElementOfAnotherTypeAndNameItsPlace() {
        assertThatThrownBy(() -> array.bytesAt(0, bytes))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("array index=0");
        assertThatThrownBy(() -> array.utf8At(1, bytes)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> array.documentAt(12, new Document(dictionary))).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> array.arrayAt(11, new ArrayView(dictionary))).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> array.timeNsAt(6)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> array.booleanAt(6)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> array.doubleAt(0)).isInstanceOf(DocumentException.class);
        assertThatThrownBy(() -> array.longAt(13)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.longAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldRefuseToAddTextThatIsNoUtf8() {
        UnsafeBuffer cut = new UnsafeBuffer(new byte[] {'a', (byte) 0xC3});
        writer.reset().beginArray("a");
        assertThatThrownBy(() -> writer.addUtf8(cut, 0, 2)).isInstanceOf(DocumentException.class);
    }

    private byte[] bytesAt(int index) {
        array.bytesAt(index, bytes);
        byte[] copy = new byte[bytes.capacity()];
        bytes.getBytes(0, copy);
        return copy;
    }
}
