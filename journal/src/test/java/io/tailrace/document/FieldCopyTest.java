package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is copied by a plan is byte for byte what is made field by field. */
@Timeout(60)
class FieldCopyTest {
    private static final int ROUNDS = 300;
    private static final int DOCUMENTS = 30;

    private final Random random = Seeds.random(FieldCopyTest.class);
    private final RandomValues values = new RandomValues(random);
    private final Fixture fixture = new Fixture();
    private final DeltaEncoder encoder = new DeltaEncoder();
    private final OldImage image = new OldImage();
    private final Document over = new Document(fixture.dictionary);
    private int copied;
    private int slow;
    private int overlaid;

    /** A selection, by plan and field by field. */
    private final class Both {
        private final FieldSelector selector;
        private final boolean plucks;
        private final DocumentWriter writer = new DocumentWriter(fixture.dictionary, fixture.limits);
        private final DocumentWriter slowly = new DocumentWriter(fixture.dictionary, fixture.limits);
        private final FieldCopy copy = new FieldCopy(fixture.limits, writer);

        Both(boolean plucks, Object... fields) {
            this.plucks = plucks;
            selector = new FieldSelector(fixture.dictionary, FieldSelection.of(fields));
            assertThat(selector.isFlat()).isTrue();
        }

        private void make(Document in, DocumentWriter into) {
            into.reset();
            if (plucks) {
                selector.pluck(in, into);
            } else {
                selector.without(in, into);
            }
            into.finish();
        }

        /** Whether a plan has made it. */
        boolean check(Document in) {
            boolean isCopied = copy.copy(in);
            if (!isCopied) {
                make(in, writer);
                copy.learn(in);
            }
            make(in, slowly);
            assertThat(bytes(writer)).as("%s", in).isEqualTo(bytes(slowly));
            return isCopied;
        }

        private byte[] bytes(DocumentWriter made) {
            byte[] bytes = new byte[made.length()];
            made.buffer().getBytes(made.offset(), bytes);
            return bytes;
        }
    }

    private Map<String, Object> document(int fields, boolean nested) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (int i = 0; i < fields; i++) {
            document.put("f" + random.nextInt(20), values.value(nested ? 2 : 0));
        }
        return document;
    }

    /** A document laid over the one after its change, null where it is kept whole. */
    private Document old(Document before, Document now) {
        int length = encoder.measure(
                before.buffer(), before.offset(), before.length(), now.buffer(), now.offset(), now.length());
        if (length == DeltaEncoder.WHOLE) {
            return null;
        }
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length + now.length()]);
        encoder.write(buffer, 0);
        buffer.putBytes(length, now.buffer(), now.offset(), now.length());
        assertThat(image.move(buffer, 0, length, length, now.length())).isTrue();
        return over.lay(image.source(), image.after(), image.afterLength(), image);
    }

    @Test
    void shouldMakeTheSameBytes() {
        for (int round = 0; round < ROUNDS; round++) {
            Object[] fields = document(1 + random.nextInt(12), false).keySet().toArray();
            Both both = new Both(random.nextBoolean(), fields);
            List<Map<String, Object>> kinds = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                kinds.add(document(random.nextInt(round % 10 == 0 ? 60 : 14), round % 4 == 0));
            }
            for (int i = 0; i < DOCUMENTS; i++) {
                Map<String, Object> next = new LinkedHashMap<>(kinds.get(random.nextInt(kinds.size())));
                Document before = fixture.interned(next);
                int depth = i % 6 == 0 ? 2 : 0;
                next.replaceAll((name, value) -> random.nextInt(5) == 0 ? values.value(depth) : value);
                Document now = random.nextInt(20) == 0 ? fixture.encoded(next) : fixture.interned(next);
                count(both.check(now));
                Document old = old(before, now);
                if (old != null && both.check(old)) {
                    overlaid++;
                }
                if (random.nextInt(10) == 0) {
                    fixture.interned(kept(now, both, fields));
                }
            }
        }
        assertThat(copied).isGreaterThan(ROUNDS * DOCUMENTS / 4);
        assertThat(slow).isGreaterThan(ROUNDS);
        assertThat(overlaid).isGreaterThan(ROUNDS);
    }

    /** What is made, which gets a shape so. */
    private static Map<String, Object> kept(Document in, Both both, Object[] fields) {
        Map<String, Object> map = new LinkedHashMap<>(in.toMap());
        if (both.plucks) {
            map.keySet().retainAll(Arrays.asList(fields));
        } else {
            map.keySet().removeAll(Arrays.asList(fields));
        }
        return map;
    }

    private void count(boolean isCopied) {
        if (isCopied) {
            copied++;
        } else {
            slow++;
        }
    }

    @Test
    void shouldWriteNamesAsLongAsThereIsNoShapeForThem() {
        Both both = new Both(true, "a", "b");
        assertThat(both.check(fixture.interned(Map.of("a", 1, "b", "x", "c", 2))))
                .isFalse();
        assertThat(both.check(fixture.interned(Map.of("a", 2, "b", "y", "c", 3))))
                .isTrue();
        fixture.interned(Map.of("a", 1, "b", 2));
        assertThat(both.check(fixture.interned(Map.of("a", 1, "b", "z", "c", 2))))
                .isFalse();
        assertThat(both.check(fixture.interned(Map.of("a", 1, "b", "", "c", 2))))
                .isTrue();
        fixture.interned(Map.of("other", 1));
        assertThat(both.check(fixture.interned(Map.of("a", 1, "b", "", "c", 2))))
                .isTrue();
    }

    @Test
    void shouldLeaveNestedValuesToTheOtherWayAndRefuseWhatIsTooLong() {
        Both both = new Both(true, "a", "b");
        Document plain = fixture.interned(Map.of("a", 1, "b", "x", "c", List.of(1)));
        both.check(plain);
        assertThat(both.check(plain)).isTrue();
        assertThat(both.check(fixture.interned(Map.of("a", List.of(1), "b", "x", "c", 1))))
                .isFalse();
        assertThat(both.check(plain)).isTrue();
        assertThat(both.check(fixture.interned(Map.of("a", 1, "b", "x".repeat(10_000), "c", 1))))
                .as("in a buffer that has grown")
                .isTrue();
        assertThat(both.check(fixture.interned(Map.of("c", 1)))).isFalse();
        assertThat(both.check(fixture.interned(Map.of("c", 2))))
                .as("with no fields")
                .isTrue();
        assertThat(both.check(fixture.interned(Collections.emptyMap()))).isFalse();
    }
}
