package io.tailrace.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.bytes.Bytes;
import io.tailrace.testing.AllocationMeter;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AllocationTest {
    private static final int TIMES = 50_000;

    private final Fixture fixture = new Fixture();
    private final Fixture unknown = new Fixture();
    private final DocumentWriter writer = fixture.writer;
    private final Field price = fixture.dictionary.field("price");
    private final StringBuilder text = new StringBuilder("text 0");
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[4_096]);
    private int turn;

    @Test
    void shouldCatchWhatAllocates() {
        Object[] kept = new Object[1];
        assertThat(AllocationMeter.allocatedPerWindow(TIMES, () -> kept[0] = new byte[16]))
                .isGreaterThan(16L * TIMES);
    }

    @Test
    void shouldCatchWhatAllocatesRarely() {
        Object[] kept = new Object[1];
        assertThat(AllocationMeter.allocatedPerWindow(
                        TIMES, () -> kept[0] = turn++ % TIMES == 7 ? new byte[16] : kept[0]))
                .isPositive();
    }

    @Test
    void shouldWriteInternedAndInlineDocumentsOfAlternatingShapes() {
        for (int shape = 0; shape < 3; shape++) {
            turn = shape;
            write(writer);
            fixture.interned(fixture.copied());
        }
        assertNoAllocation(() -> write(writer));
        assertNoAllocation(() -> write(unknown.writer));
    }

    @Test
    void shouldReadByHandleAndByName() {
        Document[] documents = documents();
        Document nested = new Document(fixture.dictionary);
        ArrayView list = new ArrayView(fixture.dictionary);
        UnsafeBuffer slice = new UnsafeBuffer(0, 0);
        Document document = new Document(fixture.dictionary);
        double[] sum = new double[1];
        assertNoAllocation(() -> {
            Document source = documents[turn++ % documents.length];
            document.wrap(source.buffer(), source.offset(), source.length());
            sum[0] += document.doubleValue(price) + document.doubleValue("price", 0);
            document.utf8("text", slice);
            if (document.has("text") && !document.stringEquals("text", text)) {
                sum[0]++;
            }
            if (document.document("inner", nested) && nested.array("list", list)) {
                sum[0] += list.longAt(0) + nested.size();
            }
            sum[0] += document.typeAt(0).ordinal() + document.fieldAt(0).id();
        });
    }

    @Test
    void shouldInternWhatIsKnownAndCopyWhatIsNot() {
        Document[] stored = documents();
        Document[] received = new Document[3];
        Fixture other = new Fixture();
        for (int i = 0; i < received.length; i++) {
            turn = i;
            write(other.writer);
            received[i] = other.copied();
        }
        Fixture full = new Fixture(new DocumentLimits().shapes(0));
        int[] asked = new int[1];
        assertNoAllocation(() -> {
            int i = turn++ % received.length;
            asked[0] += Interner.needed(stored[i].buffer(), 0) ? 1 : 0;
            fixture.interner.intern(received[i].buffer(), 0, received[i].length(), target, 0);
            full.interner.intern(received[i].buffer(), 0, received[i].length(), target, 0);
        });
    }

    @Test
    void shouldEncodeKeys() {
        KeyEncoder encoder = new KeyEncoder(fixture.limits);
        KeyDecoder decoder = new KeyDecoder();
        JsonWriter json = new JsonWriter(fixture.dictionary);
        Document document = fixture.encoded(Map.of("id", List.of("a", 1, 2.5, true, List.of("\u0000"))));
        Field id = fixture.dictionary.field("id");
        assertNoAllocation(() -> {
            encoder.encode(turn++, target, 0);
            encoder.encode(turn + 0.5, target, 0);
            encoder.encode(text, target, 0);
            int length = encoder.encode(document, id, target, 0);
            decoder.appendJson(target, 0, length, json.reset());
            Bytes.compare(target, 0, length, target, 1, length - 1);
        });
    }

    @Test
    void shouldCompareMergeAndPrint() {
        Document[] documents = documents();
        turn = 7;
        write(unknown.writer);
        Document inline = unknown.copied();
        DocumentMerge merge = new DocumentMerge();
        JsonWriter json = new JsonWriter(fixture.dictionary);
        long[] sum = new long[1];
        assertNoAllocation(() -> {
            Document a = documents[turn++ % documents.length];
            Document b = documents[turn % documents.length];
            sum[0] += ValueOrder.compare(a, b) + ValueOrder.compare(a, inline);
            sum[0] += ValueOrder.equal(a, b) ? 1 : 0;
            merge.merge(a, b, writer.reset());
            sum[0] += writer.finish();
            merge.merge(a, inline, writer.reset());
            sum[0] += writer.finish();
            json.reset()
                    .document(a)
                    .newLine()
                    .document(inline)
                    .newLine()
                    .value(text)
                    .newLine();
            json.value(turn * 0.1).newLine().time(turn).newLine().value(turn);
        });
    }

    @Test
    void shouldTakeOnKeepOrderAndEncodeValues() {
        Document[] documents = documents();
        Value value = new Value(fixture.dictionary);
        Value second = new Value(fixture.dictionary);
        IndexKeyEncoder keys = new IndexKeyEncoder();
        JsonWriter json = new JsonWriter(fixture.dictionary);
        Field copy = fixture.dictionary.field("copy");
        long[] sum = new long[1];
        assertNoAllocation(() -> {
            Document source = documents[turn++ % documents.length];
            value.wrapDocument(source.buffer(), source.offset(), source.length());
            for (int i = 0; i < source.size(); i++) {
                Field field = source.fieldAt(i);
                value.field(field, second);
                sum[0] += second.encode(target, 0) + keys.encode(second);
                sum[0] += ValueOrder.compare(second, value) + (ValueOrder.equal(value, second) ? 1 : 0);
                value.set(second).wrap(target, 0);
                writer.reset().put(copy, value).beginArray("list").add(second).end();
                sum[0] += writer.finish();
                json.reset().value(second);
                value.set(source);
            }
        });
    }

    @Test
    void shouldSelectFields() {
        Document[] documents = documents();
        FieldSelector flat = new FieldSelector(fixture.dictionary, FieldSelection.of("a", "text", "inner"));
        FieldSelector nested = new FieldSelector(
                fixture.dictionary, FieldSelection.of("price", Map.of("inner", List.of("b", Map.of("list", "z")))));
        int[] sum = new int[1];
        assertNoAllocation(() -> {
            Document a = documents[turn++ % documents.length];
            Document b = documents[turn % documents.length];
            for (int i = 0; i < 2; i++) {
                FieldSelector selector = i == 0 ? flat : nested;
                selector.pluck(a, writer.reset());
                sum[0] += writer.finish();
                selector.without(a, writer.reset());
                sum[0] += writer.finish();
                sum[0] += selector.hasFields(a) ? 1 : 0;
                sum[0] += selector.equal(a, b) ? 1 : 0;
            }
        });
    }

    @Test
    void shouldMergeLiterals() {
        Document[] documents = documents();
        Map<String, Object> literal = Map.of("$reql_type$", "LITERAL", "value", Map.of("x", 1));
        Document patch = fixture.interned(Map.of("price", literal, "inner", Map.of("b", literal, "c", literal)));
        DocumentMerge merge = new DocumentMerge();
        int[] sum = new int[1];
        assertNoAllocation(() -> {
            Document old = documents[turn++ % documents.length];
            merge.merge(old, patch, writer.reset());
            sum[0] += writer.finish() + (DocumentMerge.hasLiteral(old) ? 1 : 0);
        });
    }

    private Document[] documents() {
        Document[] documents = new Document[3];
        for (int i = 0; i < documents.length; i++) {
            turn = i;
            write(writer);
            documents[i] = fixture.interned(fixture.copied());
        }
        return documents;
    }

    /** Three shapes in turn, of which one has its fields in order. */
    private void write(DocumentWriter out) {
        int number = turn++;
        text.setCharAt(5, (char) ('0' + number % 10));
        out.reset();
        switch (number % 3) {
            case 0 -> out.put("a", number).put("price", number * 0.5).put("text", text);
            case 1 ->
                out.put("text", text).put("price", number).putNull("nothing").put("a", true);
            default -> {
                out.put("text", text)
                        .beginObject("inner")
                        .beginArray("list")
                        .add(number)
                        .add(text);
                out.beginObject()
                        .put("z", text)
                        .put("y", 1.5)
                        .end()
                        .end()
                        .put("b", "x")
                        .end();
                out.putTime("time", number).put("price", 1).put("price", 2);
            }
        }
        out.finish();
    }

    private void assertNoAllocation(Runnable work) {
        assertThat(AllocationMeter.allocatedPerWindow(TIMES, work)).isZero();
    }
}
