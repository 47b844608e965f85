package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.document.CatalogueSink;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.Value;
import io.tailrace.expression.FieldsRead;
import io.tailrace.journal.JournalReader;
import io.tailrace.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ChangedFieldsTest {
    private static final int ROUNDS = 200;
    private static final int CHANGES = 60;

    private final MembersRig rig = new MembersRig();
    private final ChangedFields changed = new ChangedFields(rig.dictionary);
    private final Interner interner = new Interner(rig.dictionary, new Nowhere());

    /** Interns for nobody. */
    private static final class Nowhere implements CatalogueSink {
        @Override
        public void onField(int id, DirectBuffer name, int offset, int length) {}

        @Override
        public void onShape(int id, int[] fieldIds, int count) {}
    }

    private static FieldsRead fields(String... names) {
        return FieldsRead.of(List.of(names));
    }

    private Value document(Map<String, Object> fields, boolean isInterned) {
        DocumentWriter writer = new DocumentWriter(rig.dictionary, rig.dictionary.limits());
        writer.putAll(fields).finish();
        UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 14));
        int length = writer.length();
        if (isInterned) {
            length = interner.intern(writer.buffer(), writer.offset(), length, bytes, 0);
        } else {
            bytes.putBytes(0, writer.buffer(), writer.offset(), length);
        }
        return new Value(rig.dictionary).wrapDocument(bytes, 0, length);
    }

    private long mask(Map<String, Object> before, Map<String, Object> after) {
        long mask = changed.mask(document(before, true), document(after, true));
        assertThat(changed.mask(document(before, false), document(after, true)) & mask)
                .isEqualTo(mask);
        return mask;
    }

    private static boolean concerns(long mask, long reads) {
        return (mask & reads) != 0;
    }

    @Test
    void shouldTellWhichFieldsDiffer() {
        long price = changed.mask(fields("price"));
        long both = changed.mask(fields("size", "venue"));
        long mask = mask(Map.of("price", 1, "size", 2, "venue", "X"), Map.of("price", 1, "size", 3, "venue", "X"));
        assertThat(concerns(mask, price)).isFalse();
        assertThat(concerns(mask, both)).isTrue();
        mask = mask(Map.of("price", 1.5, "venue", "X"), Map.of("price", 1.25, "venue", "X"));
        assertThat(concerns(mask, price)).isTrue();
        assertThat(concerns(mask, both)).isFalse();
    }

    @Test
    void shouldCompareByValueAndAsDeepAsItGoes() {
        long price = changed.mask(fields("price"));
        long book = changed.mask(fields("book"));
        Map<String, Object> before = Map.of("price", 1, "book", Map.of("bids", List.of(1, Map.of("q", 2))));
        long mask = mask(before, Map.of("price", 1.0, "book", Map.of("bids", List.of(1, Map.of("q", 3)))));
        assertThat(concerns(mask, price)).isFalse();
        assertThat(concerns(mask, book)).isTrue();
        mask = mask(before, Map.of("price", 2, "book", Map.of("bids", List.of(1.0, Map.of("q", 2.0)))));
        assertThat(concerns(mask, price)).isTrue();
        assertThat(concerns(mask, book)).isFalse();
    }

    @Test
    void shouldTellWhatAppearsAndDisappears() {
        long price = changed.mask(fields("price"));
        long size = changed.mask(fields("size"));
        assertThat(concerns(mask(Map.of("size", 1), Map.of("size", 1, "price", 2)), price))
                .isTrue();
        assertThat(concerns(mask(Map.of("size", 1, "price", 2), Map.of("size", 1)), price))
                .isTrue();
        assertThat(concerns(mask(Map.of("size", 1, "price", 2), Map.of("size", 1)), size))
                .isFalse();
    }

    @Test
    void shouldOfferAnInsertAndADeleteToAllEvenToWhoReadsNoField() {
        for (FieldsRead reads : List.of(FieldsRead.NONE, fields("price"), FieldsRead.allBut(List.of("price")))) {
            long mask = changed.mask(reads);
            assertThat(concerns(changed.mask(null, document(Map.of("a", 1), true)), mask))
                    .isTrue();
            assertThat(concerns(changed.mask(document(Map.of("a", 1), true), null), mask))
                    .isTrue();
        }
        assertThat(concerns(mask(Map.of("a", 1), Map.of("a", 2)), changed.mask(FieldsRead.NONE)))
                .isFalse();
    }

    @Test
    void shouldOfferEveryChangeToWhoReadsTheWholeDocument() {
        long all = changed.mask(FieldsRead.ALL);
        assertThat(concerns(mask(Map.of("a", 1), Map.of("a", 2)), all)).isTrue();
        changed.mask(fields("b"));
        assertThat(concerns(mask(Map.of("a", 1, "b", 1), Map.of("a", 2, "b", 1)), all))
                .isTrue();
        changed.mask(FieldsRead.allBut(List.of("b")));
        assertThat(concerns(mask(Map.of("a", 1, "b", 1), Map.of("a", 1, "b", 2)), all))
                .isTrue();
        assertThat(concerns(mask(Map.of("a", 1, "b", 1), Map.of("a", 1.0, "b", 1)), all))
                .as("no such change is in a journal, but it would be an event")
                .isTrue();
    }

    @Test
    void shouldPassOverAChangeOfWhatIsLeftOut() {
        long butTime = changed.mask(FieldsRead.allBut(List.of("ts", "seq")));
        Map<String, Object> before = Map.of("ts", 1, "seq", 1, "x", 1);
        assertThat(concerns(mask(before, Map.of("ts", 2, "seq", 2, "x", 1)), butTime))
                .isFalse();
        assertThat(concerns(mask(before, Map.of("ts", 2, "seq", 2, "x", 2)), butTime))
                .isTrue();
    }

    @Test
    void shouldShareABitWhereManyFieldsAreAskedAbout() {
        List<Long> masks = new ArrayList<>();
        Map<String, Object> before = new TreeMap<>();
        for (int i = 0; i < 80; i++) {
            masks.add(changed.mask(fields("f" + i)));
            before.put("f" + i, 0);
        }
        for (int i = 0; i < 80; i++) {
            Map<String, Object> after = new TreeMap<>(before);
            after.put("f" + i, 1);
            long mask = mask(before, after);
            for (int n = 0; n < 80; n++) {
                boolean sharesABit = i >= 62 && n >= 62;
                assertThat(concerns(mask, masks.get(n))).isEqualTo(i == n || sharesABit);
            }
        }
    }

    @Test
    void shouldKeepTheSharedBitOfAFieldWhileAnotherBitBecomesFree() {
        for (int i = 0; i < 62; i++) {
            changed.mask(fields("f" + i));
        }
        long first = changed.mask(fields("late"));
        changed.release(fields("f7"), 0);
        long second = changed.mask(fields("late"));
        long mask = mask(Map.of("late", 1, "f7", 1), Map.of("late", 2, "f7", 1));
        assertThat(concerns(mask, first)).isTrue();
        assertThat(concerns(mask, second)).isTrue();
    }

    @Test
    void shouldAgreeWithAComparisonFieldByField() {
        long seed = Seeds.fresh(ChangedFieldsTest.class);
        assertThat(run(seed, document -> document)).as("tailrace.seed=%d", seed).isGreaterThan(ROUNDS);
    }

    @Test
    void shouldCatchAMaskThatForgetsNestedFields() {
        assertThatThrownBy(() -> run(1, ChangedFieldsTest::withoutNested))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tailrace.seed=1");
    }

    private static Map<String, Object> withoutNested(Map<String, Object> document) {
        Map<String, Object> flat = new TreeMap<>(document);
        flat.replaceAll((name, value) -> value instanceof Map ? Map.of() : value);
        return flat;
    }

    /** Masks that come and go, and changes; counts those that were passed over. */
    private int run(long seed, UnaryOperator<Map<String, Object>> seen) {
        Random random = new Random(seed);
        int passed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ChangedFields fresh = new ChangedFields(rig.dictionary);
            Map<FieldsRead, Long> masks = new LinkedHashMap<>();
            int names = 1 + random.nextInt(round % 5 == 0 ? 120 : 12);
            for (int i = 0; i < CHANGES; i++) {
                FieldsRead reads = reads(random, names);
                if (masks.containsKey(reads)) {
                    fresh.release(reads, masks.remove(reads));
                } else {
                    masks.put(reads, fresh.mask(reads));
                }
                Map<String, Object> before = random(random, names);
                Map<String, Object> after = changed(random, before, names);
                boolean isInterned = random.nextInt(8) > 0;
                long mask =
                        fresh.mask(document(seen.apply(before), isInterned), document(seen.apply(after), isInterned));
                passed += check(masks, mask, before, after, "tailrace.seed=" + seed + " " + before + " " + after);
            }
        }
        return passed;
    }

    private static int check(
            Map<FieldsRead, Long> masks, long mask, Map<String, Object> before, Map<String, Object> after, String at) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> before.containsKey(name) == after.containsKey(name)
                && String.valueOf(before.get(name)).equals(String.valueOf(after.get(name))));
        int passed = 0;
        for (Map.Entry<FieldsRead, Long> one : masks.entrySet()) {
            boolean isOffered = concerns(mask, one.getValue());
            boolean isRead = names.stream().anyMatch(one.getKey()::has);
            assertThat(isOffered || !isRead).as(at + " reads " + one.getKey()).isTrue();
            boolean isExact = !one.getKey().isAllBut() && one.getValue() > 0;
            assertThat(isOffered && isExact && !isRead && !names.isEmpty())
                    .as(at + " reads " + one.getKey())
                    .isFalse();
            passed += isOffered ? 0 : 1;
        }
        return passed;
    }

    private static FieldsRead reads(Random random, int names) {
        TreeSet<String> some = new TreeSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add("f" + random.nextInt(names));
        }
        return random.nextInt(4) == 0 ? FieldsRead.allBut(some) : FieldsRead.of(some);
    }

    private static Map<String, Object> random(Random random, int names) {
        Map<String, Object> document = new TreeMap<>();
        for (int i = 0; i < names; i++) {
            if (random.nextInt(5) > 0) {
                document.put("f" + i, value(random, 2));
            }
        }
        return document;
    }

    private static Map<String, Object> changed(Random random, Map<String, Object> before, int names) {
        Map<String, Object> after = new TreeMap<>(before);
        for (int i = random.nextInt(3); i >= 0; i--) {
            String name = "f" + random.nextInt(names);
            if (before.containsKey(name) || random.nextInt(4) == 0) {
                after.put(name, value(random, 2));
            }
        }
        return after;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 7)) {
            case 0 -> null;
            case 1 -> random.nextInt(3);
            case 2 -> "x".repeat(random.nextInt(3));
            case 3 -> random.nextInt(2) + 0.5;
            case 4 -> List.of(random.nextInt(2), "y");
            default -> Map.of("n", random.nextInt(2), "o", String.valueOf(value(random, depth - 1)));
        };
    }

    @Test
    void shouldFindTheMaskOfAChangeOnceAndAnewWhenMoreIsAskedAbout() {
        rig.write("k", Map.of("id", "k", "a", 1, "b", 1));
        rig.write("k", Map.of("id", "k", "a", 2, "b", 1));
        rig.commit();
        long a = changed.mask(fields("a"));
        ChangeImages images = new ChangeImages(rig.dictionary);
        try (JournalReader reader = rig.reader(2)) {
            reader.next();
            assertThat(changed.mask(images.move(reader))).isEqualTo(ChangedFields.ALL);
            reader.next();
            images.move(reader);
            long mask = changed.mask(images);
            assertThat(concerns(mask, a)).isTrue();
            long b = changed.mask(fields("b"));
            assertThat(changed.mask(images) & ~b).isEqualTo(mask);
            assertThat(concerns(changed.mask(images), b)).isFalse();
        }
    }
}
