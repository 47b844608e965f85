package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.query.Transforms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each write does to the first documents of an order, one by one. */
@Timeout(60)
class TopRulesTest {
    /** Four documents: w=10, x=20, y=30, z=40. */
    private static TopRig rig(int limit) {
        TopRig rig = new TopRig();
        rig.limit = limit;
        rig.put("w", 10L);
        rig.put("x", 20L);
        rig.put("y", 30L);
        rig.put("z", 40L);
        return rig;
    }

    private static List<String> written(TopRig rig, Runnable write) {
        write.run();
        return texts(rig.takeAll());
    }

    private static List<String> texts(List<TopRig.Event> events) {
        List<String> texts = new ArrayList<>();
        for (TopRig.Event event : events) {
            String places = event.oldOffset() + event.newOffset() == 2 * Change.NO_OFFSET
                    ? ""
                    : " @" + event.oldOffset() + ">" + event.newOffset();
            texts.add(text(event.oldVal()) + ">" + text(event.newVal()) + places);
        }
        return texts;
    }

    /** Such as w10, and what field b holds after a colon. */
    private static String text(Object value) {
        if (!(value instanceof Map<?, ?> document)) {
            return "none";
        }
        Object a = document.get("a");
        Object b = document.get("b");
        return document.get("id") + (a == null ? "" : a.toString()) + (b == null ? "" : ":" + b);
    }

    private static Map<String, Object> document(String id, long a, long b) {
        return new HashMap<>(Map.of("id", id, "a", a, "b", b));
    }

    @Test
    void shouldAddWhileThereIsRoom() {
        try (TopRig rig = rig(10)) {
            assertThat(rig.open(0)).isEmpty();
            assertThat(texts(rig.takeAll())).containsExactly("none>w10", "none>x20", "none>y30", "none>z40");
            assertThat(rig.reads).isZero();
        }
    }

    @Test
    void shouldPushOutTheLastWhenADocumentEnters() {
        try (TopRig rig = rig(2)) {
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("n", 15L))).containsExactly("x20>n15");
            assertThat(written(rig, () -> rig.put("m", 16L))).isEmpty();
            assertThat(written(rig, () -> rig.put("z", 1L))).containsExactly("n15>z1");
        }
    }

    @Test
    void shouldBringInTheNextWhenADocumentGoes() {
        try (TopRig rig = rig(2)) {
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.delete("w"))).containsExactly("w10>y30");
            assertThat(written(rig, () -> rig.delete("z"))).isEmpty();
            assertThat(written(rig, () -> rig.delete("y"))).containsExactly("y30>none");
            assertThat(written(rig, () -> rig.delete("x"))).containsExactly("x20>none");
        }
    }

    @Test
    void shouldShowAMemberThatStaysOnBothSides() {
        try (TopRig rig = rig(3)) {
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("w", 25L))).containsExactly("w10>w25");
            assertThat(written(rig, () -> rig.put("w", document("w", 25L, 1L)))).containsExactly("w25>w25:1");
            assertThat(written(rig, () -> rig.put("y", 39L))).containsExactly("y30>y39");
        }
    }

    @Test
    void shouldReplaceAMemberThatMovesOutByTheNext() {
        try (TopRig rig = rig(3)) {
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("y", 41L))).containsExactly("y30>z40");
            assertThat(written(rig, () -> rig.put("w", Map.of("id", "w")))).containsExactly("w10>y41");
        }
    }

    @Test
    void shouldBreakTiesByPrimaryKeyAndTurnThemRound() {
        for (boolean descending : new boolean[] {false, true}) {
            try (TopRig rig = new TopRig()) {
                rig.descending = descending;
                rig.put("c", 1L);
                rig.put("d", 1L);
                assertThat(rig.open(rig.last()))
                        .extracting(TopRulesTest::text)
                        .containsExactly(descending ? "d1" : "c1");
                assertThat(written(rig, () -> rig.put("e", 1L))).isEqualTo(descending ? List.of("d1>e1") : List.of());
                assertThat(written(rig, () -> rig.put("b", 1L))).isEqualTo(descending ? List.of() : List.of("c1>b1"));
            }
        }
    }

    @Test
    void shouldCountEveryEntryOfADocument() {
        try (TopRig rig = new TopRig()) {
            rig.limit = 4;
            rig.withOffsets = true;
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("m", List.of(3L, 3L, 3L))))
                    .containsExactly("none>m[3, 3, 3] @-1>0", "none>m[3, 3, 3] @-1>1", "none>m[3, 3, 3] @-1>2");
            assertThat(written(rig, () -> rig.put("l", List.of(1L, 4L)))).containsExactly("none>l[1, 4] @-1>0");
            assertThat(written(rig, () -> rig.put("m", List.of(5L, 3L))))
                    .containsExactly("m[3, 3, 3]>m[5, 3] @1>1", "m[3, 3, 3]>m[5, 3] @2>3", "m[3, 3, 3]>l[1, 4] @2>2");
        }
    }

    @Test
    void shouldHideMovesThatNobodyCanSee() {
        try (TopRig rig = rig(3)) {
            rig.transforms = Transforms.none().pluck("id");
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("w", 25L))).isEmpty();
            assertThat(written(rig, () -> rig.put("w", document("w", 25L, 1L)))).isEmpty();
            assertThat(written(rig, () -> rig.put("w", 99L))).containsExactly("w>z");
        }
    }

    @Test
    void shouldShowMovesWhereOffsetsAreWanted() {
        try (TopRig rig = rig(4)) {
            rig.transforms = Transforms.none().pluck("id");
            rig.withOffsets = true;
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("w", 35L))).containsExactly("w>w @0>2");
            assertThat(written(rig, () -> rig.put("w", 36L))).isEmpty();
            assertThat(written(rig, () -> rig.delete("x"))).containsExactly("x>none @0>-1");
        }
    }

    @Test
    void shouldFilterBeforeTheLimit() {
        try (TopRig rig = rig(2)) {
            rig.transforms = Transforms.none().filter(document -> document.longValue("b", 0) == 0);
            rig.put("w", document("w", 10L, 1L));
            assertThat(rig.open(rig.last())).extracting(TopRulesTest::text).containsExactly("x20", "y30");
            assertThat(written(rig, () -> rig.put("v", document("v", 1L, 1L)))).isEmpty();
            assertThat(written(rig, () -> rig.put("x", document("x", 20L, 1L)))).containsExactly("x20>z40");
            assertThat(written(rig, () -> rig.put("w", document("w", 10L, 0L)))).containsExactly("z40>w10:0");
        }
    }

    @Test
    void shouldFindADocumentAgainThatHasLeftWhatIsKnown() {
        try (TopRig rig = rig(1)) {
            rig.spare = 0;
            rig.open(rig.last());
            assertThat(written(rig, () -> rig.put("w", 15L))).containsExactly("w10>w15");
            assertThat(rig.reads).isEqualTo(2);
            assertThat(written(rig, () -> rig.put("w", 50L))).containsExactly("w15>x20");
            assertThat(written(rig, () -> rig.delete("x"))).containsExactly("x20>y30");
        }
    }

    @Test
    void shouldReadOnLessAndLessOften() {
        try (TopRig rig = new TopRig()) {
            rig.spare = 64;
            for (long i = 0; i < 1_500; i++) {
                rig.put("d" + i, i);
            }
            rig.open(rig.last());
            for (int i = 0; i < 1_500; i++) {
                rig.delete("d" + i);
            }
            assertThat(rig.takeAll()).hasSize(1_500);
            assertThat(rig.reads).isBetween(3, 7);
        }
    }
}
