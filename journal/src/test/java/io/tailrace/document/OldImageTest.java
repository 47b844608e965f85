package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.error.DocumentException;
import io.tailrace.testing.AllocationMeter;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class OldImageTest {
    private static final int PAIRS = 1_500;
    private static final int POISONED = 2_000;

    private final Fixture fixture = new Fixture();
    private final DeltaEncoder encoder = new DeltaEncoder();
    private final OldImage image = new OldImage();
    private final Document over = new Document(fixture.dictionary);
    private final Document after = new Document(fixture.dictionary);

    private int sames;
    private int others;
    private int unknowns;

    /** Delta and new document one behind the other, in memory of exactly their length. */
    private record Pair(UnsafeBuffer bytes, int deltaLength) {
        int afterLength() {
            return bytes.capacity() - deltaLength;
        }
    }

    /** Null where the whole document is to be kept. */
    private Pair pair(Document before, Document now) {
        int length = encoder.measure(
                before.buffer(), before.offset(), before.length(), now.buffer(), now.offset(), now.length());
        tellsWhetherTheyAreEqual(before, now);
        if (length == DeltaEncoder.WHOLE) {
            return null;
        }
        assertThat(length).isLessThanOrEqualTo(before.length() / 2);
        assertThat(length & 7).isZero();
        byte[] bytes = new byte[length + now.length()];
        Arrays.fill(bytes, (byte) 0x5A);
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        encoder.write(buffer, 0);
        buffer.putBytes(length, now.buffer(), now.offset(), now.length());
        return new Pair(buffer, length);
    }

    /** What was measured says so or that it does not know, and never anything else. */
    private void tellsWhetherTheyAreEqual(Document before, Document now) {
        boolean equal = ValueOrder.compare(before, now) == 0;
        assertThat(encoder.isNone() && !equal).isFalse();
        assertThat(encoder.tellsApart() && equal).isFalse();
        if (encoder.isNone()) {
            sames++;
        } else if (encoder.tellsApart()) {
            others++;
        } else {
            unknowns++;
        }
    }

    private Document lay(Pair pair) {
        assertThat(image.move(pair.bytes, 0, pair.deltaLength, pair.deltaLength, pair.afterLength()))
                .isTrue();
        after.wrap(pair.bytes, pair.deltaLength, pair.afterLength());
        return over.lay(image.source(), image.after(), image.afterLength(), image);
    }

    private static Map<String, Object> wide(Random random, RandomValues values, int fields) {
        Map<String, Object> document = new LinkedHashMap<>();
        for (int i = 0; i < fields; i++) {
            document.put("f" + i, random.nextInt(4) == 0 ? values.value(2) : values.number());
        }
        return document;
    }

    private static Map<String, Object> changed(
            Random random, RandomValues values, Map<String, Object> document, int share) {
        Map<String, Object> result = new LinkedHashMap<>(document);
        result.replaceAll((name, value) -> random.nextInt(share) == 0 ? values.value(2) : value);
        return result;
    }

    /** One field is always changed; 1 in so many others. */
    private static int share(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 3;
            case 2 -> 20;
            default -> 1_000_000;
        };
    }

    @Test
    void shouldReadTheOldDocumentAsItWas() {
        Random random = Seeds.random(OldImageTest.class);
        RandomValues values = new RandomValues(random);
        int deltas = 0;
        int wholes = 0;
        for (int i = 0; i < PAIRS; i++) {
            Map<String, Object> old = wide(random, values, 1 + random.nextInt(i % 10 == 0 ? 200 : 12));
            Document before = fixture.interned(old);
            Document now = fixture.interned(changed(random, values, old, share(random)));
            Pair pair = pair(before, now);
            if (pair == null) {
                wholes++;
                continue;
            }
            deltas++;
            assertThat(new DocumentCheck(fixture.dictionary)
                            .deltaDefect(pair.bytes, 0, pair.deltaLength, pair.deltaLength))
                    .isNull();
            same(before, lay(pair));
            sameDifferences(before, now, pair);
            assertThat(over.toString()).isEqualTo(before.toString());
            assertThat(Fixture.bytes(over)).isEqualTo(Fixture.bytes(before));
            assertThat(image.length()).isEqualTo(before.length());
        }
        assertThat(deltas).isGreaterThan(PAIRS / 10);
        assertThat(wholes).isGreaterThan(PAIRS / 10);
        assertThat(sames).isGreaterThan(PAIRS / 10);
        assertThat(others).isGreaterThan(PAIRS / 10);
    }

    @Test
    void shouldKnowWhereOneLookTellsWhetherDocumentsAreEqual() {
        String text = "a text that makes it long ".repeat(8);
        Map<String, Object> old = Map.of("float", 1.0, "list", List.of(1), "text", text, "zero", -0.0);
        Document before = fixture.interned(old);
        pair(before, fixture.interned(old));
        assertThat(encoder.isNone()).isTrue();
        assertThat(encoder.tellsApart()).isFalse();
        for (Map.Entry<String, Object> other : Map.<String, Object>of(
                        "float", 2.0, "text", text + "!", "zero", List.of(), "list", 1)
                .entrySet()) {
            Map<String, Object> changed = new LinkedHashMap<>(old);
            changed.put(other.getKey(), other.getValue());
            pair(before, fixture.interned(changed));
            assertThat(encoder.isNone()).isFalse();
            assertThat(encoder.tellsApart()).as("%s", other).isTrue();
        }
        for (Map.Entry<String, Object> other : Map.<String, Object>of("float", 1, "zero", 0.0, "list", List.of(2))
                .entrySet()) {
            Map<String, Object> changed = new LinkedHashMap<>(old);
            changed.put(other.getKey(), other.getValue());
            pair(before, fixture.interned(changed));
            assertThat(encoder.isNone()).isFalse();
            assertThat(encoder.tellsApart()).as("%s", other).isFalse();
        }
    }

    /** Field by field, before anything asks for the whole document. */
    private void same(Document before, Document read) {
        assertThat(read.size()).isEqualTo(before.size());
        Value expected = new Value(fixture.dictionary);
        Value found = new Value(fixture.dictionary);
        for (int i = 0; i < before.size(); i++) {
            Field field = before.fieldAt(i);
            assertThat(read.fieldAt(i)).isSameAs(field);
            assertThat(read.typeAt(i)).isEqualTo(before.typeAt(i));
            assertThat(read.type(field)).isEqualTo(before.type(field));
            assertThat(read.isNull(field)).isEqualTo(before.isNull(field));
            assertThat(before.value(field, expected)).isTrue();
            assertThat(read.value(field, found)).isTrue();
            assertThat(found.toString()).isEqualTo(expected.toString());
            assertThat(ValueOrder.compare(read, field, before, field)).isZero();
            scalar(before, read, field);
            fixture.writer.reset().put(field, read, field).finish();
            assertThat(fixture.copied().value(field, found)).isTrue();
            assertThat(found.toString()).isEqualTo(expected.toString());
        }
        assertThat(read.old).as("it is still the difference").isNotNull();
        assertThat(read.has("no such field")).isFalse();
    }

    private static void scalar(Document before, Document read, Field field) {
        UnsafeBuffer left = new UnsafeBuffer(0, 0);
        UnsafeBuffer right = new UnsafeBuffer(0, 0);
        switch (before.type(field)) {
            case INTEGER -> assertThat(read.longValue(field)).isEqualTo(before.longValue(field));
            case FLOAT ->
                assertThat(Double.doubleToRawLongBits(read.doubleValue(field)))
                        .isEqualTo(Double.doubleToRawLongBits(before.doubleValue(field)));
            case STRING -> {
                before.utf8(field, left);
                read.utf8(field, right);
                assertThat(right).isEqualTo(left);
            }
            case ARRAY -> {
                ArrayView array = new ArrayView(before.dictionary());
                assertThat(read.array(field, array)).isTrue();
                assertThat(array.toList()).hasSize(array.size());
            }
            default -> assertThat(read.has(field)).isTrue();
        }
    }

    /** Which fields differ is the same by what was written as by a look at both documents. */
    private void sameDifferences(Document before, Document now, Pair pair) {
        Field[] fields = new Field[Math.min(before.size(), 62)];
        long[] bits = new long[fields.length];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = before.fieldAt(i);
            bits[i] = 1L << i;
        }
        FieldDifference difference = new FieldDifference(fixture.dictionary);
        difference.watch(fields, bits, 1L << 62);
        long expected = difference.between(before, now);
        lay(pair);
        assertThat(SlotPlace.liesOver(over, after)).isTrue();
        assertThat(difference.between(over, after)).isEqualTo(expected);
        assertThat(over.old).as("it is still the difference").isNotNull();
    }

    @Test
    void shouldKeepTheWholeDocumentWhereTheFieldsAreNotTheSame() {
        String text = "a text that makes it long ".repeat(8);
        Document before = fixture.interned(Map.of("a", 1, "b", 2, "text", text));
        assertThat(pair(before, fixture.interned(Map.of("a", 1, "b", 3, "text", text))))
                .isNotNull();
        assertThat(pair(before, fixture.interned(Map.of("a", 1, "c", 2, "text", text))))
                .isNull();
        assertThat(pair(before, fixture.interned(Map.of("a", 1, "text", text)))).isNull();
        Document inline = fixture.encoded(Map.of("x", 1, "b", 2, "text", text));
        assertThat(pair(inline, fixture.encoded(Map.of("x", 1, "b", 2, "text", text))))
                .isNull();
    }

    @Test
    void shouldTellApartWhatIsEqualInOtherBytes() {
        String text = "a text that makes it long ".repeat(8);
        Map<String, Object> old = Map.of("float", 1.0, "one", 1, "text", text, "zero", -0.0);
        Document before = fixture.interned(old);
        Document read = lay(pair(before, fixture.interned(Map.of("float", 1, "one", 1.0, "text", text, "zero", 0.0))));
        same(before, read);
        assertThat(read.type("float")).isEqualTo(ValueType.FLOAT);
        assertThat(Fixture.bytes(read)).isEqualTo(Fixture.bytes(before));
    }

    @Test
    void shouldWriteOnlyTheTextThatHasChangedWhereverItLies() {
        Map<String, Object> old = new LinkedHashMap<>();
        for (String name : List.of("a", "b", "c", "d")) {
            old.put(name, name.repeat(40));
        }
        Map<String, Object> now = new LinkedHashMap<>(old);
        now.put("a", "shorter");
        Document before = fixture.interned(old);
        Pair pair = pair(before, fixture.interned(now));
        assertThat(pair.deltaLength).isEqualTo(8 + 8 + 8 + 40);
        same(before, lay(pair));
        Pair back = pair(fixture.interned(now), before);
        assertThat(back.deltaLength).isEqualTo(8 + 8 + 8 + 8);
        same(fixture.interned(now), lay(back));
    }

    /** Poisoned bytes end in what is read of them or in an error of ours; memory beyond them is never touched. */
    @Test
    void shouldReadNothingBeyondItsBytesWhateverTheySay() {
        Random random = Seeds.random(OldImageTest.class);
        RandomValues values = new RandomValues(random);
        DocumentCheck check = new DocumentCheck(fixture.dictionary);
        int[] seen = new int[3];
        for (int tried = 0; tried < POISONED; ) {
            Map<String, Object> old = wide(random, values, 1 + random.nextInt(70));
            Document now = fixture.interned(changed(random, values, old, 10));
            Pair pair = pair(fixture.interned(old), now);
            if (pair == null || pair.deltaLength == 0) {
                continue;
            }
            tried++;
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                int at = random.nextInt(pair.deltaLength);
                pair.bytes.putByte(at, (byte) (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(8)));
            }
            int shorter = random.nextInt(3) == 0 ? random.nextInt(pair.deltaLength) & -8 : pair.deltaLength;
            seen[poisoned(pair, shorter, check)]++;
        }
        assertThat(seen).doesNotContain(0);
    }

    private int poisoned(Pair pair, int deltaLength, DocumentCheck check) {
        if (!image.move(
                pair.bytes, pair.deltaLength - deltaLength, deltaLength, pair.deltaLength, pair.afterLength())) {
            return 0;
        }
        int delta = pair.deltaLength - deltaLength;
        boolean isSound = check.deltaDefect(pair.bytes, delta, deltaLength, pair.deltaLength) == null;
        over.lay(image.source(), image.after(), image.afterLength(), image);
        try {
            image.buffer();
        } catch (DocumentException e) {
            assertThat(isSound).isFalse();
            return 1;
        }
        if (isSound) {
            assertThat(check.defect(image.buffer(), 0, image.length())).isNull();
            same(new Document(fixture.dictionary).wrap(image.buffer(), 0, image.length()), over);
            return 2;
        }
        return 1;
    }

    @Test
    void shouldRefuseAFieldThatThereIsNot() {
        String text = "a text that makes it long ".repeat(8);
        Document now = fixture.interned(Map.of("a", 1, "b", 3, "text", text));
        Pair pair = pair(fixture.interned(Map.of("a", 1, "b", 2, "text", text)), now);
        pair.bytes.putLong(0, 1L << 3);
        assertThat(image.move(pair.bytes, 0, pair.deltaLength, pair.deltaLength, pair.afterLength()))
                .isFalse();
        assertThat(image.move(pair.bytes, 0, 0, pair.deltaLength, pair.afterLength()))
                .isFalse();
        assertThat(image.move(pair.bytes, 0, pair.deltaLength, pair.deltaLength, 0))
                .isFalse();
    }

    @Test
    void shouldTellTagsInEightsAsOneByOne() {
        Random random = Seeds.random(OldImageTest.class);
        for (int i = 0; i < 10_000; i++) {
            long tags = 0;
            int variable = 0;
            int present = 0;
            for (int place = 0; place < Long.BYTES; place++) {
                byte tag = (byte) random.nextInt(Tag.STALE);
                tags |= (long) tag << place * Byte.SIZE;
                variable |= (Tag.isVariable(tag) ? 1 : 0) << place;
                present |= (tag == 0 ? 0 : 1) << place;
            }
            assertThat(Tag.fields(Tag.variable(tags))).isEqualTo(variable);
            assertThat(Tag.fields(Tag.notZero(tags))).isEqualTo(present);
        }
        assertThat(Tag.fields(Tag.notZero(0x80_00_10_00_02_00_40_00L))).isEqualTo(0b1010_1010);
    }

    @Test
    void shouldAllocateNothing() {
        List<Document> documents = new ArrayList<>();
        Random random = Seeds.random(OldImageTest.class);
        RandomValues values = new RandomValues(random);
        Map<String, Object> old = wide(random, values, 70);
        for (int i = 0; i < 64; i++) {
            documents.add(fixture.interned(changed(random, values, old, 1 + i)));
        }
        UnsafeBuffer target = new UnsafeBuffer(new byte[1 << 16]);
        int[] turn = new int[2];
        Field field = fixture.dictionary.field("f7");
        assertThat(AllocationMeter.allocatedPerWindow(20_000, () -> {
                    Document before = documents.get(turn[0]++ & 63);
                    Document now = documents.get(turn[0] & 63);
                    int length = encoder.measure(
                            before.buffer(),
                            before.offset(),
                            before.length(),
                            now.buffer(),
                            now.offset(),
                            now.length());
                    if (length != DeltaEncoder.WHOLE) {
                        encoder.write(target, 0);
                        target.putBytes(length, now.buffer(), now.offset(), now.length());
                        image.move(target, 0, length, length, now.length());
                        turn[1] += over.lay(image.source(), image.after(), image.afterLength(), image)
                                        .has(field)
                                ? 1
                                : 0;
                        turn[1] += over.length();
                    }
                }))
                .isZero();
        assertThat(turn[1]).isPositive();
    }
}
