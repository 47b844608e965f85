package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.DocumentException;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DictionaryTest {
    private final Dictionary dictionary = new Dictionary(new DocumentLimits());

    @Test
    void shouldHandOutOneHandlePerName() {
        Field bid = dictionary.field("bid");
        assertThat(dictionary.field(new StringBuilder("bid"))).isSameAs(bid);
        assertThat(dictionary.field(utf8("xbid"), 1, 3)).isSameAs(bid);
        assertThat(bid.id()).isEqualTo(-1);
        restore(0, "bid");
        assertThat(dictionary.field("bid")).isSameAs(bid);
        assertThat(bid.id()).isZero();
        assertThat(dictionary.field(0)).isSameAs(bid);
        assertThat(bid).hasToString("bid");
    }

    @Test
    void shouldFindNamesOutsideTheBasicPlane() {
        Field field = dictionary.field("\ud83d\ude00é");
        UnsafeBuffer name = utf8("\ud83d\ude00é");
        assertThat(dictionary.field(name, 0, name.capacity())).isSameAs(field);
        assertThat(dictionary.field(new StringBuilder("\ud83d\ude00é"))).isSameAs(field);
    }

    @Test
    void shouldKeepHandlesOfUnknownNamesOnlyUpToABound() {
        for (int i = 0; i < Dictionary.MAX_UNKNOWN_HANDLES; i++) {
            dictionary.field("unknown" + i);
        }
        Field beyond = dictionary.field("beyond");
        assertThat(beyond.retained).isFalse();
        assertThat(dictionary.field("beyond")).isNotSameAs(beyond);

        restore(0, "beyond");
        dictionary.restoreShape(0, new int[] {0}, 1);
        Field interned = dictionary.field("beyond");
        assertThat(interned.retained).isTrue();
        assertThat(dictionary.field("beyond")).isSameAs(interned);
        DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
        int length = writer.put(beyond, 5).finish();
        Document document = new Document(dictionary).wrap(writer.buffer(), 0, length);
        assertThat(Interner.needed(document.buffer(), 0)).isFalse();
        assertThat(document.longValue(beyond)).isEqualTo(5);
        assertThat(document.longValue(interned)).isEqualTo(5);
    }

    @Test
    void shouldRestoreTwiceWithoutHarm() {
        restore(0, "b");
        restore(1, "a");
        dictionary.restoreShape(0, new int[] {1, 0}, 2);
        dictionary.restoreShape(1, new int[0], 0);
        restore(0, "b");
        dictionary.restoreShape(0, new int[] {1, 0, 9}, 2);
        assertThat(dictionary.fieldCount()).isEqualTo(2);
        assertThat(dictionary.shapeCount()).isEqualTo(2);
        assertThat(dictionary.shapeFields(0)).containsExactly(1, 0);
        assertThat(dictionary.fieldName(1)).isEqualTo(new byte[] {'a'});
        assertThat(dictionary.shape(0).size()).isEqualTo(2);
        assertThat(dictionary.shape(0).field(0).name()).isEqualTo("a");
        assertThat(dictionary.shape(0).indexOf(dictionary.field("b"))).isEqualTo(1);
        assertThat(dictionary.shape(0).indexOf(dictionary.field("c"))).isEqualTo(-1);
        assertThat(dictionary.shape(1).size()).isZero();
    }

    @Test
    void shouldRefuseACatalogueThatContradictsItself() {
        restore(0, "b");
        restore(1, "a");
        dictionary.restoreShape(0, new int[] {1}, 1);
        refused(() -> restore(0, "c"));
        refused(() -> restore(2, "a"));
        refused(() -> restore(3, "c"));
        refused(() -> restore(-1, "c"));
        refused(() -> dictionary.restoreField(2, new UnsafeBuffer(new byte[] {(byte) 0xFF}), 0, 1));
        refused(() -> dictionary.restoreShape(0, new int[] {0}, 1));
        refused(() -> dictionary.restoreShape(2, new int[] {0}, 1));
        refused(() -> dictionary.restoreShape(1, new int[] {0, 1}, 2));
        refused(() -> dictionary.restoreShape(1, new int[] {0, 0}, 2));
        refused(() -> dictionary.restoreShape(1, new int[] {7}, 1));
        refused(() -> dictionary.shape(1));
        refused(() -> dictionary.field(2));
        assertThat(dictionary.fieldCount()).isEqualTo(2);
        assertThat(dictionary.shapeCount()).isEqualTo(1);
    }

    @Test
    void shouldFindEveryFieldOfALargeShape() {
        int[] ids = new int[1_024];
        for (int i = 0; i < ids.length; i++) {
            restore(i, String.format("%04d", i));
            ids[i] = i;
        }
        dictionary.restoreShape(0, ids, ids.length);
        for (int i = 0; i < ids.length; i++) {
            assertThat(dictionary.shape(0).indexOf(dictionary.field(i))).isEqualTo(i);
        }
    }

    private void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(DocumentException.class);
    }

    private void restore(int id, String name) {
        UnsafeBuffer utf8 = utf8(name);
        dictionary.restoreField(id, utf8, 0, utf8.capacity());
    }

    private static UnsafeBuffer utf8(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Text that counts how often a name is compared with it. */
    private static final class Asked implements CharSequence {
        private final String text;
        private int times;

        Asked(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            times++;
            return text.length();
        }

        @Override
        public char charAt(int index) {
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Test
    void shouldFindNamesOfOneHashWithoutComparingAllOfThem() {
        int words = 13;
        for (int i = 0; i < 1 << words; i++) {
            restore(i, ofOneHash(words, i));
        }
        int most = 0;
        for (int i = 0; i < 1 << words; i++) {
            String name = ofOneHash(words, i);
            assertThat(name.hashCode()).isEqualTo(ofOneHash(words, 0).hashCode());
            Asked asked = new Asked(name);
            assertThat(dictionary.field(asked)).isSameAs(dictionary.field(name));
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            assertThat(dictionary.field(new UnsafeBuffer(bytes), 0, bytes.length))
                    .isSameAs(dictionary.field(name));
            most = Math.max(most, asked.times);
        }
        assertThat(most).isBetween(10, 200);
    }

    private static String ofOneHash(int words, int number) {
        StringBuilder name = new StringBuilder();
        for (int word = 0; word < words; word++) {
            name.append((number >> word & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }
}
