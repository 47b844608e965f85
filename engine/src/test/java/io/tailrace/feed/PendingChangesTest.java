package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.Value;
import io.tailrace.query.BlockArena;
import io.tailrace.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PendingChangesTest {
    private final Dictionary dictionary = new Dictionary(new DocumentLimits());
    private final DocumentWriter oldWriter = new DocumentWriter(dictionary, dictionary.limits());
    private final DocumentWriter newWriter = new DocumentWriter(dictionary, dictionary.limits());
    private final Value image = new Value(dictionary);

    private static UnsafeBuffer key(int number) {
        return new UnsafeBuffer(("key of a length " + number).getBytes(StandardCharsets.US_ASCII));
    }

    private Value document(DocumentWriter writer, String text) {
        if (text == null) {
            return null;
        }
        writer.reset().put("s", text).finish();
        return new Value(dictionary).wrapDocument(writer.buffer(), writer.offset(), writer.length());
    }

    private boolean add(PendingChanges pending, int number, long sequence, String oldText, String newText) {
        UnsafeBuffer key = key(number);
        return pending.add(
                key,
                0,
                key.capacity(),
                0,
                sequence,
                -sequence,
                document(oldWriter, oldText),
                document(newWriter, newText));
    }

    @Test
    void shouldTakeOneChangeWithHardlyAnyMemoryAllowed() {
        PendingChanges pending = new PendingChanges(5);

        assertThat(add(pending, 1, 1, null, "a")).isTrue();
        assertThat(add(pending, 2, 2, null, "b")).isFalse();
    }

    private int find(PendingChanges pending, int number) {
        UnsafeBuffer key = key(number);
        return pending.find(key, 0, key.capacity(), 0);
    }

    private String text(PendingChanges pending, int entry) {
        Value oldImage = pending.oldImage(entry, image);
        String oldText = oldImage == null ? "none" : oldImage.document().string("s");
        Value newImage = pending.newImage(entry, image);
        String newText = newImage == null ? "none" : newImage.document().string("s");
        byte[] key = new byte[pending.keyLength(entry)];
        pending.buffer().getBytes(pending.keyOffset(entry), key);
        assertThat(pending.lastTime(entry)).isEqualTo(-pending.lastSequence(entry));
        return new String(key, StandardCharsets.US_ASCII) + " " + pending.firstSequence(entry) + ".."
                + pending.lastSequence(entry) + " " + oldText + " " + newText;
    }

    @Test
    void shouldKeepTheFirstOldAndTheLastNewImage() {
        PendingChanges pending = new PendingChanges(1 << 20);
        add(pending, 1, 5, "a", "b");
        add(pending, 2, 6, null, "c");
        pending.replace(find(pending, 1), 7, -7, document(newWriter, "a longer text than before".repeat(20)));
        pending.replace(find(pending, 2), 8, -8, null);

        assertThat(find(pending, 3)).isEqualTo(PendingEntry.NONE);
        assertThat(pending.count()).isEqualTo(2);
        assertThat(text(pending, pending.head()))
                .isEqualTo("key of a length 1 5..7 a " + "a longer text than before".repeat(20));
        pending.remove(pending.head());
        assertThat(text(pending, pending.head())).isEqualTo("key of a length 2 6..8 none none");
        pending.remove(pending.head());
        assertThat(pending.head()).isEqualTo(PendingEntry.NONE);
        assertThat(pending.usedBytes()).isZero();
    }

    private void internFields() {
        oldWriter.reset().put("s", "a").finish();
        UnsafeBuffer interned = new UnsafeBuffer(new byte[oldWriter.length()]);
        new Interner(dictionary, new CatalogueSink() {
                    @Override
                    public void onField(int id, DirectBuffer name, int offset, int length) {}

                    @Override
                    public void onShape(int id, int[] fieldIds, int count) {}
                })
                .intern(oldWriter.buffer(), oldWriter.offset(), oldWriter.length(), interned, 0);
    }

    @Test
    void shouldTellTheFirstOldImageApartByOneLook() {
        internFields();
        PendingChanges pending = new PendingChanges(1 << 20);
        add(pending, 1, 5, "a", "b");
        add(pending, 2, 6, null, "c");
        pending.replace(find(pending, 2), 7, -7, null);
        Document longer = document(newWriter, "longer").document();

        assertThat(pending.oldDiffersAt(0, find(pending, 1), longer)).isTrue();
        assertThat(pending.oldDiffersAt(1, find(pending, 1), longer)).isFalse();
        assertThat(pending.oldDiffersAt(0, find(pending, 2), longer)).isFalse();
        assertThat(pending.hasNew(find(pending, 1))).isTrue();
        assertThat(pending.hasNew(find(pending, 2))).isFalse();
    }

    @Test
    void shouldSizeBlocksInFourClassesToADoubling() {
        for (int bytes = 1; bytes < 5000; bytes++) {
            int held = BlockArena.bytes(BlockArena.sizeClass(bytes));
            assertThat(held).isBetween(bytes, Math.max(BlockArena.SMALLEST_BLOCK, bytes + bytes / 4));
            assertThat(held % 8).isZero();
        }
    }

    @Test
    void shouldLookAtNoEntryThatIsNotThere() {
        PendingChanges pending = new PendingChanges(1 << 20);
        add(pending, 1, 1, null, "a");

        for (int entry : new int[] {-1, 1, 1 << 8, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> pending.firstSequence(entry))
                    .withMessageContaining("entry=" + entry);
        }
    }

    @Test
    void shouldRefuseWhatIsOverTheLimitAndChangeNothing() {
        PendingChanges pending = new PendingChanges(4096);
        String text = "x".repeat(300);
        int added = 0;
        while (add(pending, added, added, text, text)) {
            added++;
        }

        assertThat(added).isBetween(2, 6);
        assertThat(pending.count()).isEqualTo(added);
        assertThat(pending.replace(0, 99, -99, document(newWriter, text.repeat(20))))
                .isFalse();
        assertThat(text(pending, 0)).isEqualTo("key of a length 0 0..0 " + text + " " + text);
        assertThat(pending.capacityBytes()).isLessThanOrEqualTo(4096);
    }

    @Test
    void shouldTakeOneSingleEntryThatIsOverTheLimit() {
        PendingChanges pending = new PendingChanges(1024);

        assertThat(add(pending, 1, 1, null, "x".repeat(9000))).isTrue();
        assertThat(add(pending, 2, 2, null, "x".repeat(9000))).isFalse();
    }

    @Test
    void shouldAgreeWithAPlainMapInOrderAndContent() {
        for (long seed : Seeds.of(PendingChangesTest.class, 4, 1)) {
            Random random = new Random(seed);
            PendingChanges pending = new PendingChanges(1 << 16);
            Map<Integer, String[]> plain = new LinkedHashMap<>();
            int refused = 0;
            for (int step = 0; step < 30_000; step++) {
                refused += step(pending, plain, random, step) ? 0 : 1;
                assertThat(pending.count()).as("seed=%d step=%d", seed, step).isEqualTo(plain.size());
                if (step % 1000 == 0) {
                    assertThat(content(pending))
                            .as("seed=%d step=%d", seed, step)
                            .isEqualTo(content(plain));
                }
            }
            assertThat(content(pending)).as("seed=%d", seed).isEqualTo(content(plain));
            assertThat(refused).as("seed=%d", seed).isPositive();
        }
    }

    private boolean step(PendingChanges pending, Map<Integer, String[]> plain, Random random, int step) {
        int number = random.nextInt(900);
        int entry = find(pending, number);
        assertThat(entry != PendingEntry.NONE).isEqualTo(plain.containsKey(number));
        String text = random.nextInt(9) == 0 ? null : "t".repeat(random.nextInt(1 + step / 100));
        if (entry == PendingEntry.NONE) {
            String before = random.nextBoolean() ? null : "o" + step;
            boolean added = add(pending, number, step, before, text);
            if (added) {
                plain.put(number, new String[] {"" + step, "" + step, "" + before, "" + text});
            }
            return added;
        }
        if (random.nextInt(3) == 0) {
            pending.remove(entry);
            plain.remove(number);
            return true;
        }
        boolean replaced = pending.replace(entry, step, -step, document(newWriter, text));
        if (replaced) {
            plain.get(number)[1] = "" + step;
            plain.get(number)[3] = "" + text;
        }
        return replaced;
    }

    private List<String> content(PendingChanges pending) {
        List<String> content = new ArrayList<>();
        for (int entry = pending.head(); entry != PendingEntry.NONE; entry = pending.next(entry)) {
            content.add(text(pending, entry));
        }
        return content;
    }

    private static List<String> content(Map<Integer, String[]> plain) {
        List<String> content = new ArrayList<>();
        plain.forEach((number, parts) -> content.add("key of a length " + number + " " + parts[0] + ".." + parts[1]
                + " " + parts[2].replace("null", "none") + " " + parts[3].replace("null", "none")));
        return content;
    }
}
