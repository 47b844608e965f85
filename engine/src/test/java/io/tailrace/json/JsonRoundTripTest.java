package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.JsonWriter;
import io.tailrace.document.ValueOrder;
import io.tailrace.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a document holds comes back from its JSON, byte for byte. */
@Timeout(60)
class JsonRoundTripTest {
    private static final int DOCUMENTS = 3_000;

    private final DocumentLimits limits = new DocumentLimits();
    private final Dictionary dictionary = new Dictionary(limits);
    private final DocumentWriter original = new DocumentWriter(dictionary, limits);
    private final DocumentWriter copy = new DocumentWriter(dictionary, limits);
    private final JsonWriter json = new JsonWriter(dictionary);
    private final JsonReader reader = new JsonReader();

    @Test
    void shouldReadBackWhatWasWritten() {
        long seed = Seeds.fresh(JsonRoundTripTest.class);
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            original.reset();
            fields(random, 0);
            original.finish();
            Document written = view(original);
            json.reset().document(written);

            reader.read(json.buffer(), 0, json.length(), copy.reset());
            copy.finish();

            assertThat(ValueOrder.equal(written, view(copy)))
                    .as("seed=%d document=%d %s", seed, i, json)
                    .isTrue();
            assertThat(bytes(copy)).as("seed=%d document=%d %s", seed, i, json).isEqualTo(bytes(original));
        }
    }

    private Document view(DocumentWriter writer) {
        return new Document(dictionary).wrap(writer.buffer(), writer.offset(), writer.length());
    }

    private static byte[] bytes(DocumentWriter writer) {
        byte[] bytes = new byte[writer.length()];
        writer.buffer().getBytes(writer.offset(), bytes);
        return bytes;
    }

    private void fields(Random random, int depth) {
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            String name = name(random) + i;
            switch (random.nextInt(depth < 4 ? 9 : 7)) {
                case 0 -> original.put(name, integer(random));
                case 1 -> original.put(name, number(random));
                case 2 -> original.put(name, random.nextBoolean());
                case 3 -> original.put(name, text(random));
                case 4 -> original.putNull(name);
                case 5 -> original.putTime(name, integer(random));
                case 6 -> {
                    byte[] bytes = new byte[random.nextInt(10)];
                    random.nextBytes(bytes);
                    original.putBytes(name, bytes, 0, bytes.length);
                }
                case 7 -> {
                    original.beginObject(name);
                    fields(random, depth + 1);
                    original.end();
                }
                default -> {
                    original.beginArray(name);
                    elements(random, depth + 1);
                    original.end();
                }
            }
        }
    }

    private void elements(Random random, int depth) {
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(depth < 4 ? 9 : 7)) {
                case 0 -> original.add(integer(random));
                case 1 -> original.add(number(random));
                case 2 -> original.add(random.nextBoolean());
                case 3 -> original.add(text(random));
                case 4 -> original.addNull();
                case 5 -> original.addTime(integer(random));
                case 6 -> {
                    byte[] bytes = new byte[random.nextInt(10)];
                    Arrays.fill(bytes, (byte) random.nextInt());
                    original.addBytes(bytes, 0, bytes.length);
                }
                case 7 -> {
                    original.beginObject();
                    fields(random, depth + 1);
                    original.end();
                }
                default -> {
                    original.beginArray();
                    elements(random, depth + 1);
                    original.end();
                }
            }
        }
    }

    private static String name(Random random) {
        String[] names = {"data", "epoch_time", "timezone", "a", "\u00e9", "quote\"", "", "\ud83d\ude00"};
        return names[random.nextInt(names.length)];
    }

    private static long integer(Random random) {
        return random.nextLong() >> random.nextInt(64);
    }

    private static double number(Random random) {
        if (random.nextBoolean()) {
            return Math.round(random.nextDouble() * 1e7) / 100.0;
        }
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? number : -0.0;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(20);
        for (int i = 0; i < length; i++) {
            int codePoint = random.nextInt(0x110000) >> random.nextInt(20);
            text.appendCodePoint(codePoint >= 0xD800 && codePoint <= 0xDFFF ? '\\' : codePoint);
        }
        return text.toString();
    }
}
