package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.LimitException;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A document that follows the one before is, byte for byte, what a writer makes that has written none before. */
@Timeout(120)
class PlannedDocumentTest {
    private static final int DOCUMENTS = 20_000;
    private static final int KINDS = 5;
    private static final List<String> NAMES = List.of("id", "price", "qty", "ä", "text", "a", "b", "c", "d", "e", "zz");

    private final Fixture fixture = new Fixture(new DocumentLimits().fields(16).shapes(60));
    private final DocumentWriter writer = fixture.writer;
    private final UnsafeBuffer elsewhere = new UnsafeBuffer(new byte[64 * 1024]);

    @Test
    void shouldEncodeWhatAWriterWithoutAPastEncodes() {
        Random random = Seeds.random(PlannedDocumentTest.class);
        List<List<String>> usual = new ArrayList<>();
        for (int kind = 0; kind < KINDS; kind++) {
            usual.add(names(random));
        }
        for (int i = 0; i < DOCUMENTS; i++) {
            int kind = random.nextInt(KINDS);
            if (random.nextInt(500) == 0) {
                usual.set(kind, names(random));
            }
            List<String> names = random.nextInt(4) == 0 ? varied(usual.get(kind), random) : usual.get(kind);
            long seed = random.nextLong();
            byte[] planned = encoded(writer.reset(kind), names, seed);
            byte[] plain = encoded(new DocumentWriter(fixture.dictionary, fixture.limits), names, seed);
            assertThat(planned)
                    .as("document %d seed=%d names=%s", i, seed, names)
                    .isEqualTo(plain);
            if (random.nextInt(10) == 0 && Interner.needed(writer.buffer(), 0)) {
                UnsafeBuffer target = new UnsafeBuffer(new byte[planned.length]);
                fixture.interner.intern(writer.buffer(), 0, planned.length, target, 0);
            }
        }
        assertThat(fixture.dictionary.shapeCount()).isEqualTo(60);
    }

    private static List<String> names(Random random) {
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        return new ArrayList<>(names.subList(0, random.nextInt(NAMES.size() + 1)));
    }

    /** Something left out, put twice, put elsewhere, or put besides. */
    private static List<String> varied(List<String> usual, Random random) {
        List<String> names = new ArrayList<>(usual);
        int at = random.nextInt(names.size() + 1);
        switch (random.nextInt(5)) {
            case 0 -> names.add(at, NAMES.get(random.nextInt(NAMES.size())));
            case 1 -> names.add(at, "new" + random.nextInt(5));
            case 2 -> names.subList(at, names.size()).clear();
            case 3 -> Collections.shuffle(names, random);
            default -> names.addAll(names);
        }
        return names.subList(0, Math.min(names.size(), 16));
    }

    private byte[] encoded(DocumentWriter to, List<String> names, long seed) {
        Random random = new Random(seed);
        random.nextInt();
        boolean nests = random.nextInt(10) == 0;
        Field[] handles = new Field[names.size()];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = fixture.dictionary.field(names.get(i));
        }
        for (int i = 0; i < handles.length; i++) {
            if (random.nextInt(50) == 0) {
                assertThatThrownBy(() -> to.add("refused")).isInstanceOf(IllegalStateException.class);
            }
            put(to, handles[i], random, nests);
        }
        int length = to.measure();
        elsewhere.setMemory(0, elsewhere.capacity(), (byte) 0x5A);
        to.encode(elsewhere, 8);
        byte[] bytes = new byte[length];
        elsewhere.getBytes(8, bytes);
        assertThat(elsewhere.getByte(8 + length)).isEqualTo((byte) 0x5A);
        to.encode();
        assertThat(to.length()).isEqualTo(length);
        assertThat(to.keepsFirst()).isEqualTo(!names.isEmpty() && names.lastIndexOf(names.get(0)) == 0);
        assertThat(new DocumentCheck(fixture.dictionary).defect(to.buffer(), 0, length))
                .isNull();
        byte[] own = new byte[length];
        to.buffer().getBytes(0, own);
        assertThat(own).isEqualTo(bytes);
        return bytes;
    }

    private void put(DocumentWriter to, Field field, Random random, boolean nests) {
        switch (random.nextInt(nests ? 11 : 8)) {
            case 0 -> to.put(field, random.nextLong());
            case 1 -> to.put(field, random.nextGaussian());
            case 2 -> to.put(field, random.nextBoolean());
            case 3 -> to.putNull(field);
            case 4 -> to.putTime(field, random.nextLong());
            case 5 -> to.put(field, new byte[random.nextInt(20)]);
            case 6 -> to.put(field.name(), "\u00fc\ud83d\ude00".repeat(random.nextInt(40)));
            case 7 -> to.put(field, "x".repeat(random.nextInt(100)));
            case 8 ->
                to.beginObject(field)
                        .put("inner", random.nextInt())
                        .put("a", "text")
                        .end();
            case 9 -> to.beginArray(field).add(1).add("two").end();
            default -> to.put(field, List.of(1, List.of("x")));
        }
    }

    @Test
    void shouldRefuseTooManyFieldsAlsoWhereTheDocumentBeforeHadAsManyAsThereMayBe() {
        for (int round = 0; round < 3; round++) {
            writer.reset();
            for (int i = 0; i < 16; i++) {
                writer.put("f" + i, i);
            }
            writer.finish();
        }
        writer.reset();
        for (int i = 0; i < 17; i++) {
            writer.put("f" + i, i);
        }
        assertThatThrownBy(writer::measure).isInstanceOf(LimitException.class).hasMessageContaining("fields");
    }

    @Test
    void shouldRefuseADocumentThatIsTooLongByItsPlan() {
        Fixture small = new Fixture(new DocumentLimits().documentBytes(64));
        for (int round = 0; round < 3; round++) {
            small.writer.reset().put("a", "short").put("b", round).finish();
        }
        small.writer.reset().put("a", "x".repeat(40)).put("b", 1);
        assertThatThrownBy(small.writer::measure)
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("documentBytes");
        small.writer.reset().put("a", "short").put("b", 1).finish();
    }

    @Test
    void shouldTakeUtf8FromAnArray() {
        byte[] bytes = "a\u00fcb".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Field text = fixture.dictionary.field("text");
        writer.reset().putUtf8("a", bytes, 0, 4).putUtf8(text, bytes, 1, 2);
        assertThatThrownBy(() -> writer.putUtf8("b", bytes, 0, 2)).hasMessageContaining("UTF-8");
        assertThatThrownBy(() -> writer.putUtf8(text, bytes, 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.putUtf8(text, bytes, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> writer.putUtf8(text, (byte[]) null, 0, 0)).hasMessageContaining("text");
        writer.finish();
        assertThat(fixture.copied().toString()).isEqualTo("{\"a\":\"a\u00fcb\",\"text\":\"\u00fc\"}");
    }

    @Test
    void shouldNotKeepTheTextOfWhatWasRefused() {
        byte[] clean = fixture.encoded(java.util.Map.of("a", "kept")).buffer().byteArray();
        writer.reset().put("a", "kept");
        assertThatThrownBy(() -> writer.add("refused")).isInstanceOf(IllegalStateException.class);
        writer.finish();
        assertThat(fixture.copied().buffer().byteArray()).isEqualTo(clean);
    }

    @Test
    void shouldKeepNeitherPaddingNorFlagsOfANestedValueThatWasRefused() {
        Document nested = fixture.encoded(java.util.Map.of("b", java.util.List.of()));
        writer.reset().beginArray("a").add("abc").add("xyz").end().finish();
        byte[] clean = fixture.copied().buffer().byteArray().clone();
        writer.reset().beginArray("a").add("abc");
        assertThatThrownBy(() -> writer.put("x", nested)).isInstanceOf(IllegalStateException.class);
        writer.add("xyz").end().finish();
        assertThat(fixture.copied().buffer().byteArray()).isEqualTo(clean);
    }

    @Test
    void shouldFollowAnOrderWhoseHandlesAreOfAnotherDictionary() {
        Fixture other = new Fixture();
        Field foreign = other.dictionary.field("price");
        for (int round = 0; round < 3; round++) {
            writer.reset().put("id", round).put(foreign, 1.5).finish();
            assertThat(fixture.copied().doubleValue("price")).isEqualTo(1.5);
        }
    }
}
