package io.tailrace.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Conflict;
import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Write;
import io.tailrace.document.DocumentLimits;
import io.tailrace.error.DocumentException;
import io.tailrace.error.EngineException;
import io.tailrace.error.LimitException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.WriteError;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Input that is refused: each time with an error that says what and where, nothing written, and nothing else disturbed.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BadInputTest {
    private static final DocumentLimits LIMITS = new DocumentLimits()
            .documentBytes(4_096)
            .depth(5)
            .fields(20)
            .arrayElements(50)
            .keyBytes(40)
            .fieldNameBytes(30);

    private Tailrace engine;
    private Table table;

    @BeforeEach
    void open() {
        engine = Tailrace.open(new TailraceConfig().inMemory().limits(LIMITS));
        table = engine.table("t");
        table.upsert("neighbour").put("n", 2).commit();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** One limit: what is made of the n-th value, where the limit lies, and how it is called. */
    private record Limit(String name, int maximum, IntFunction<Map<String, Object>> document) {}

    @TestFactory
    Stream<DynamicTest> shouldTakeWhatIsAtALimitAndRefuseWhatIsOverIt() {
        return Stream.of(
                        new Limit("depth", 5, n -> with("d", nested(n - 1))),
                        new Limit("depth", 5, n -> with("d", nestedArrays(n - 1))),
                        new Limit("fields", 20, BadInputTest::fields),
                        new Limit("fields", 20, n -> with("o", fields(n))),
                        new Limit("arrayElements", 50, n -> with("a", Collections.nCopies(n, 7))),
                        new Limit("keyBytes", 40, n -> Map.of("id", "k".repeat(n))),
                        new Limit("keyBytes", 40, n -> Map.of("id", new byte[n])),
                        new Limit("keyBytes", 40, n -> Map.of("id", List.of("k".repeat(n - 1), "k"))),
                        new Limit("fieldNameBytes", 30, n -> with("f".repeat(n), 1)),
                        new Limit("fieldNameBytes", 30, n -> with("o", Map.of("f".repeat(n), 1))))
                .map(limit -> DynamicTest.dynamicTest(limit.name() + " " + limit.maximum(), () -> check(limit)));
    }

    private void check(Limit limit) {
        int n = limit.maximum();
        for (int size : new int[] {n - 1, n}) {
            Map<String, Object> document = limit.document().apply(size);
            assertThat(table.upsert().putAll(document).commit().error()).isEqualTo(WriteError.NONE);
            assertThat(read(document.get("id"))).isEqualTo(size(document));
        }
        refused(
                LimitException.class,
                limit.name(),
                () -> table.upsert().putAll(limit.document().apply(n + 1)).commit());
        refused(
                LimitException.class,
                String.valueOf(n),
                () -> table.upsert().putAll(limit.document().apply(n + 1)).commit(new Ack()));
    }

    @Test
    void shouldTakeADocumentOfExactlyTheLimitAndNoneThatIsLonger() {
        int low = 1;
        int high = 5_000;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (accepted("x".repeat(middle))) {
                low = middle;
            } else {
                high = middle;
            }
        }
        String longest = "x".repeat(low);
        assertThat(accepted(longest)).isTrue();
        DocumentBuffer buffer = table.newBuffer();
        assertThat(table.read("long", buffer)).isTrue();
        assertThat(buffer.document().length()).isEqualTo(LIMITS.documentBytes());
        assertThat(buffer.document().string("text")).isEqualTo(longest);
        refused(
                LimitException.class,
                "documentBytes",
                () -> table.upsert("long").put("text", longest + "x").commit());
        assertThat(table.read("long", buffer)).isTrue();
        assertThat(buffer.document().string("text")).isEqualTo(longest);
        // Each part is below the limit, their merge is not: decided by the writer, as the outcome of this one write.
        long before = engine.lastSequence();
        Ack ack = table.update("long").put("more", longest.substring(100)).commit();
        assertThat(ack.error()).isEqualTo(WriteError.DOCUMENT_LIMIT);
        ack = table.insert(Conflict.UPDATE)
                .put("id", "long")
                .put("more", longest.substring(100))
                .commit();
        assertThat(ack.error()).isEqualTo(WriteError.DOCUMENT_LIMIT);
        assertThat(engine.lastSequence()).isEqualTo(before);
        undisturbed(before);
    }

    private boolean accepted(String text) {
        try {
            return table.upsert("long").put("text", text).commit().error() == WriteError.NONE;
        } catch (LimitException e) {
            assertThat(e.limit()).isEqualTo("documentBytes");
            assertThat(e.value()).isGreaterThan(e.maximum());
            return false;
        }
    }

    @Test
    void shouldRefuseNumbersThatJsonDoesNotKnow() {
        for (double value : new double[] {
            Double.NaN,
            Double.longBitsToDouble(0x7FF0_0000_0000_0001L),
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        }) {
            refused("price", () -> table.upsert("a").put("price", value));
            refused("price", () -> table.upsert("a").put(engine.field("price"), value));
            refused("price", () -> table.upsert("a").putAll(Map.of("price", value)));
            refused("price", () -> table.upsert("a").putAll(Map.of("price", (float) value)));
            refused("", () -> table.upsert("a").beginArray("price").add(value));
            refused("", () -> table.upsert((Object) value));
            refused("", () -> table.exists(value));
        }
        refused("price", () -> table.upsert("a").putAll(Map.of("price", BigInteger.ONE.shiftLeft(63))));
        refused("", () -> table.upsert("a").json("{\"price\":9223372036854775808}"));
        refused("", () -> table.upsert("a").json("{\"price\":1e999}"));
        refused("", () -> table.upsert("a").json("{\"price\":NaN}"));
        refused("", () -> table.upsert("a").json("{\"price\":"));
    }

    @Test
    void shouldRefuseTextThatIsNotUnicode() {
        for (String text : new String[] {"\uD800", "a\uDC00", "\uDC00\uD800", "x\uD83D"}) {
            refused("text", () -> table.upsert("a").put("text", text));
            refused("text", () -> table.upsert("a").putAll(Map.of("text", text)));
            refused("", () -> table.upsert("a").put(text, 1));
            refused("", () -> table.upsert(text));
            refused("", () -> table.exists(text));
            refused("", () -> engine.table("t", text));
            refused("", () -> engine.table("other", text));
        }
        byte[][] invalid = {
            {(byte) 0x80},
            {(byte) 0xC0, (byte) 0xAF},
            {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, 0, 0}
        };
        for (byte[] bytes : invalid) {
            refused("text", () -> table.upsert("a").putUtf8("text", new UnsafeBuffer(bytes), 0, bytes.length));
        }
        assertThat(table.upsert("\uD83D\uDE00\u0000é")
                        .put("text", "\uD83D\uDE00\u0000")
                        .commit()
                        .error())
                .isEqualTo(WriteError.NONE);
        assertThat(table.exists("\uD83D\uDE00\u0000é")).isTrue();
    }

    @Test
    void shouldRefuseKeysThatAreNone() {
        refused("id", () -> table.update().put("n", 1).commit());
        refused(
                "id",
                () -> table.insert()
                        .putAll(Collections.singletonMap("id", null))
                        .commit());
        refused("id", () -> table.upsert().putAll(Map.of("id", Map.of("a", 1))).commit());
        refused("id", () -> table.upsert().json("{\"id\":null}").commit());
        refused("id", () -> table.upsert().json("{\"id\":{\"x\":1}}").commit());
        refused(
                "",
                () -> table.upsert()
                        .putAll(Map.of("id", List.of(Map.of("a", 1))))
                        .commit());
        refused("", () -> table.upsert((Object) null));
        refused("", () -> table.upsert((CharSequence) null));
        refused("", () -> table.upsert((Object) Map.of("a", 1)));
        refused("", () -> table.delete(new Object()));
        refused("", () -> table.exists(null));
        refused("", () -> table.read((Object) Map.of(), table.newBuffer()));
        refused(LimitException.class, "maximum=40", () -> table.upsert("k".repeat(41)));
        refused(LimitException.class, "maximum=40", () -> table.read("k".repeat(41), table.newBuffer()));
        refused(
                "Primary key `id` cannot be changed",
                () -> table.upsert("a").put("id", "b").commit());
        refused(
                "Primary key `id` cannot be changed",
                () -> table.update("a").put("id", "b").commit());
    }

    @Test
    void shouldRefuseNamesOfTablesThatAreNone() {
        for (String name : new String[] {"", ".", ".t", "a b", "a/b", "../t", "é", "t\u0000", "n".repeat(65)}) {
            refused("name", () -> engine.table(name));
            assertThatThrownBy(() -> engine.existingTable(name)).isInstanceOf(UnknownTableException.class);
        }
        refused(EngineException.class, "argument=name", () -> engine.table(null));
        refused("key", () -> engine.table("t", "other"));
        refused("", () -> engine.table("u", ""));
        refused(LimitException.class, "", () -> engine.table("u", "k".repeat(31)));
        assertThatThrownBy(() -> engine.existingTable("absent"))
                .isInstanceOf(UnknownTableException.class)
                .hasMessageContaining("absent");
        assertThat(engine.tables()).containsExactly("t");
        assertThatCode(() -> engine.table("n".repeat(64), "k".repeat(30))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseTheTableBeyondTheLast() {
        for (int i = engine.tables().size(); i < 1_024; i++) {
            engine.table("table" + i);
        }
        assertThat(engine.tables()).hasSize(1_024);
        refused(LimitException.class, "tables", () -> engine.table("one-too-many"));
        assertThat(engine.table("table1023").upsert(1).commit().error()).isEqualTo(WriteError.NONE);
    }

    @Test
    void shouldCarryOnBeyondTheBoundsOfNamesAndShapes() {
        TailraceConfig config = new TailraceConfig()
                .inMemory()
                .limits(new DocumentLimits().fieldNames(12).shapes(6));
        try (Tailrace bounded = Tailrace.open(config)) {
            Table wide = bounded.table("t");
            List<Map<String, Object>> expected = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Map<String, Object> document = new HashMap<>();
                document.put("id", (long) i);
                document.put("name" + i, "value");
                document.put("o", Map.of("inner" + i % 20, (long) i));
                assertThat(wide.upsert().putAll(document).commit().error()).isEqualTo(WriteError.NONE);
                expected.add(document);
            }
            List<Map<String, Object>> scanned = new ArrayList<>();
            wide.scanInKeyOrder((document, version) -> scanned.add(document.toMap()));
            assertThat(scanned).isEqualTo(expected);
            List<Map<String, Object>> fed = new ArrayList<>();
            try (Feed feed = wide.changes(ChangesOptions.squash(false).fromStart())) {
                feed.poll(change -> fed.add(change.newVal().toMap()), 100);
            }
            assertThat(fed).isEqualTo(expected);
        }
    }

    @Test
    void shouldForgetARefusedWriteAndKeepItsThreadUsable() {
        Write write = table.upsert("a").put("kept", 1);
        assertThatThrownBy(() -> write.put("bad", Double.NaN)).isInstanceOf(DocumentException.class);
        table.upsert("b").put("n", 2).commit();
        assertThat(table.exists("a")).isFalse();
        DocumentBuffer buffer = table.newBuffer();
        assertThat(table.read("b", buffer)).isTrue();
        assertThat(buffer.document().toMap()).isEqualTo(Map.of("id", "b", "n", 2L));
    }

    private void refused(String what, ThrowingCallable call) {
        refused(DocumentException.class, what, call);
    }

    private void refused(Class<? extends RuntimeException> type, String what, ThrowingCallable call) {
        long before = engine.lastSequence();
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContaining(what);
        undisturbed(before);
    }

    /** Nothing was written, the neighbour is there, and the next write is taken. */
    private void undisturbed(long before) {
        assertThat(engine.lastSequence()).isEqualTo(before);
        DocumentBuffer buffer = table.newBuffer();
        assertThat(table.read("neighbour", buffer)).isTrue();
        assertThat(buffer.document().longValue("n")).isEqualTo(buffer.version());
        Ack ack = table.upsert("neighbour").put("n", before + 1).commit();
        assertThat(ack.sequence()).isEqualTo(before + 1);
    }

    private int read(Object key) {
        int[] size = {-1};
        assertThat(table.read(key, (document, version) -> size[0] = document.size()))
                .isTrue();
        return size[0];
    }

    private static int size(Map<String, Object> document) {
        return document.size();
    }

    private static Map<String, Object> with(String field, Object value) {
        return Map.of("id", "x", field, value);
    }

    private static Map<String, Object> fields(int count) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("id", "x");
        for (int i = 1; i < count; i++) {
            fields.put("field" + i, i);
        }
        return fields;
    }

    /** A value that is this many objects deep. */
    private static Object nested(int depth) {
        Object value = 1;
        for (int i = 0; i < depth; i++) {
            value = Map.of("o", value);
        }
        return value;
    }

    private static Object nestedArrays(int depth) {
        Object value = 1;
        for (int i = 0; i < depth; i++) {
            value = List.of(value);
        }
        return value;
    }
}
