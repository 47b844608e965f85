package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.expression.Expressions;
import io.tailrace.query.IndexRig.Watcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom a change is offered to, rule by rule. */
@Timeout(60)
class PredicateIndexTest {
    private static final Object ABSENT = new Object();

    private final IndexRig rig = new IndexRig(IndexFault.NONE);

    @AfterEach
    void close() {
        rig.close();
    }

    private static Map<String, Object> document(Object a) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", "k");
        if (a != ABSENT) {
            document.put("a", a);
        }
        return document;
    }

    private boolean isMarked(Watcher watcher, Object a) {
        rig.write("k", null);
        rig.write("k", document(a));
        return rig.match().isMarked(watcher.slot);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("row.a == 1", List.of(1L, 1.0), Arrays.asList(2L, "1", true, null, List.of(1L), ABSENT)),
                Arguments.of("row.a == 0", List.of(0L, 0.0, -0.0), List.of(1e-300)),
                Arguments.of(
                        "row.a == 9007199254740993",
                        List.of((1L << 53) + 1),
                        List.of(0x1p53, 1L << 53, (1L << 53) + 2)),
                Arguments.of("row.a > 9007199254740992.0", List.of((1L << 53) + 1), List.of(1L << 53, 0x1p53)),
                Arguments.of("row.a < 9223372036854775807", List.of(Long.MAX_VALUE - 1), List.of(0x1p63)),
                Arguments.of("row.a == \"a\"", List.of("a"), List.of("a\0", "", "aa", new byte[] {'a'})),
                Arguments.of("row.a < \"a\\x00b\"", List.of("a", "a\0", "a\0a"), List.of("a\0b", "a\0b\0", "aa")),
                Arguments.of("row.a == null", Arrays.asList((Object) null), List.of(false, ABSENT, List.of())),
                Arguments.of("row.a == []", List.of(List.of()), List.of(List.of(1L), Map.of())),
                Arguments.of("row.a == {\"x\": 1}", List.of(Map.of("x", 1L)), List.of(List.of(Map.of("x", 1L)), 1L)),
                // Types come in the order array, boolean, null, number, object, bytes, time, text.
                Arguments.of(
                        "row.a > 10",
                        List.of(11L, "", Map.of(), new byte[0], Instant.EPOCH),
                        Arrays.asList(10L, 10.0, null, true, List.of(99L), ABSENT)),
                Arguments.of(
                        "row.a <= 10",
                        Arrays.asList(10.0, 9L, null, true, List.of(99L)),
                        List.of(11L, "", Map.of(), new byte[0], Instant.EPOCH, ABSENT)),
                Arguments.of("row.a >= 10 && row.a < 20", List.of(10L, 19.5), List.of(9L, 20L, "15", ABSENT)),
                Arguments.of("row.a > 10 && row.a <= 20", List.of(10.5, 20L), List.of(10L, 20.5)),
                Arguments.of("row.a > 20 && row.a < 10", List.of(), List.of(9L, 10L, 15L, 20L, 21L)),
                Arguments.of("10 <= row.a && 20 >= row.a", List.of(10L, 20L), List.of(9L, 21L)),
                Arguments.of("row.a in [1, \"x\", null]", Arrays.asList(1.0, "x", null), List.of(2L, "y", ABSENT)),
                Arguments.of("row.a in []", List.of(), Arrays.asList(1L, null, ABSENT)),
                Arguments.of("row.a < 1 || row.a == 5", List.of(0L, 5L), List.of(1L, 4L, 6L)),
                Arguments.of("row.a == [1, \"b\"]", List.of(List.of(1.0, "b")), List.of(List.of(1L), List.of(1L, "c"))),
                Arguments.of(
                        "row.a > [1] && row.a < [2]", List.of(List.of(1L, "b")), List.of(List.of(1L), List.of(2L))),
                Arguments.of("row.a == now()", List.of(Instant.ofEpochSecond(1)), List.of(Instant.EPOCH)),
                Arguments.of("matches(row, {\"a\": 3})", List.of(3L, 3.0), List.of(4L, ABSENT)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldMarkByTheOrderAndEqualityOfValues(String predicate, List<?> held, List<?> others) {
        Watcher watcher = rig.add(IndexRig.where(predicate, FilterDefault.SKIP), 3);
        for (Object value : held) {
            assertThat(isMarked(watcher, value)).as(predicate + " on " + value).isTrue();
        }
        for (Object value : others) {
            assertThat(isMarked(watcher, value)).as(predicate + " on " + value).isFalse();
        }
    }

    @Test
    void shouldTellLongTextsApartByTheirLastCharacters() {
        String text = "x".repeat(20_000);
        Watcher equal = rig.add(IndexRig.where("row.a == \"" + text + "y\"", FilterDefault.SKIP), 0);
        Watcher beyond = rig.add(IndexRig.where("row.a > \"" + text + "y\"", FilterDefault.SKIP), 1);
        assertThat(isMarked(equal, text + "y")).isTrue();
        assertThat(isMarked(equal, text + "z")).isFalse();
        assertThat(isMarked(beyond, text + "z")).isTrue();
        assertThat(isMarked(beyond, text + "y")).isFalse();
    }

    @Test
    void shouldMarkWhoCouldSeeOneOfSeveralObjects() {
        Watcher less = rig.add(IndexRig.where("row.a < {\"x\": 1}", FilterDefault.SKIP), 0);
        Watcher more = rig.add(IndexRig.where("row.a > [1, {\"x\": 1}]", FilterDefault.SKIP), 1);
        assertThat(isMarked(less, Map.of("a", 5L))).isTrue();
        assertThat(isMarked(less, "text")).isFalse();
        assertThat(isMarked(more, List.of(1L, Map.of("x", 2L)))).isTrue();
        assertThat(isMarked(more, List.of(1L))).isFalse();
        assertThat(isMarked(more, List.of(1L, 9L))).isFalse();
        assertThat(isMarked(more, List.of(1L, "t"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // filter, default, marked when the field appears without a value, and when it goes
        "row.a == 1,   SKIP,  false, true",
        "row.a == 1,   ADMIT, true,  true",
        "row.a == 1,   ERROR, true,  true",
        "row.a.b == 1, SKIP,  true,  false",
        "row.a.b == 1, ADMIT, true,  true",
        "row.a.b == 1, ERROR, true,  false",
    })
    void shouldHearOfMissingFieldsWhereTheyAdmitOrCount(
            String predicate, FilterDefault otherwise, boolean appears, boolean goes) {
        Watcher watcher = rig.add(IndexRig.where(predicate, otherwise), 0);
        boolean isNested = predicate.contains(".b");
        rig.write("k", isNested ? document(5L) : document(ABSENT));
        assertThat(rig.match().isMarked(0)).isEqualTo(appears).isEqualTo(watcher.isConcerned());
        rig.write("k", null);
        rig.write("k", isNested ? document(ABSENT) : document(1L));
        rig.match();
        rig.write("k", null);
        assertThat(rig.match().isMarked(0)).isEqualTo(goes).isEqualTo(watcher.isConcerned());
    }

    @Test
    void shouldAskBothDocuments() {
        rig.add(IndexRig.where("row.a == 1", FilterDefault.SKIP), 1);
        rig.add(IndexRig.where("row.a == 2", FilterDefault.SKIP), 2);
        rig.add(IndexRig.where("row.a > 1", FilterDefault.SKIP), 3);
        rig.add(IndexRig.where("row.b == 1", FilterDefault.SKIP), 4);
        rig.write("k", document(1L));
        assertThat(walk(rig.match())).containsExactly(1);
        rig.write("k", document(2L));
        assertThat(walk(rig.match())).containsExactly(1, 2, 3);
        rig.write("k", Map.of("id", "k", "a", 2L, "c", 1L));
        assertThat(walk(rig.match())).containsExactly(2, 3);
        rig.write("k", null);
        assertThat(walk(rig.match())).containsExactly(2, 3);
    }

    @Test
    void shouldMarkByTheKeysOfIndexes() {
        IndexDefinition multi = new IndexDefinition(0, "tags", Expressions.row("a"), true);
        rig.add(
                new Selection(
                        IndexRig.source(Source.Kind.KEYS, multi, List.of(IndexRig.key("x"), IndexRig.key("y"))),
                        Transforms.none()),
                1);
        KeyRange range = new KeyRange(IndexKeyEncoder.bound(1L), IndexKeyEncoder.bound(5L), 1);
        rig.add(new Selection(IndexRig.source(Source.Kind.RANGE, multi, List.of(range)), Transforms.none()), 2);
        rig.add(
                new Selection(IndexRig.source(Source.Kind.POINT, null, List.of(IndexRig.key("k"))), Transforms.none()),
                3);
        rig.add(
                new Selection(IndexRig.source(Source.Kind.KEYS, null, List.of(IndexRig.key("l"))), Transforms.none()),
                4);
        rig.write("k", document(List.of("z", "y", 7L)));
        assertThat(walk(rig.match())).containsExactly(1, 3);
        rig.write("k", document(List.of(7L, 4L)));
        assertThat(walk(rig.match())).containsExactly(1, 2, 3);
        rig.write("l", document(5L));
        assertThat(walk(rig.match())).containsExactly(4);
    }

    @Test
    void shouldForgetWhoIsRemovedAndFollowNewNumbers() {
        Watcher first = rig.add(IndexRig.where("row.a == 1", FilterDefault.SKIP), 1);
        Watcher second = rig.add(IndexRig.where("row.a == 1", FilterDefault.SKIP), 2);
        Watcher third = rig.add(IndexRig.where("row.a >= 1 && row.a < 2", FilterDefault.SKIP), 3);
        rig.write("k", document(1L));
        assertThat(walk(rig.match())).containsExactly(1, 2, 3);
        rig.index.remove(first.subscription);
        second.renumber(0);
        third.renumber(1);
        assertThat(walk(rig.match())).containsExactly(0, 1);
        rig.index.remove(third.subscription);
        rig.index.remove(third.subscription);
        assertThat(walk(rig.match())).containsExactly(0);
        rig.index.remove(second.subscription);
        assertThat(walk(rig.match())).isEmpty();
        rig.add(IndexRig.where("row.a == 1", FilterDefault.SKIP), 9);
        assertThat(walk(rig.match())).containsExactly(9);
    }

    private static List<Integer> walk(Marks marks) {
        List<Integer> walked = new ArrayList<>();
        for (int slot = marks.next(0); slot != Marks.NONE; slot = marks.next(slot + 1)) {
            walked.add(slot);
        }
        return walked;
    }
}
