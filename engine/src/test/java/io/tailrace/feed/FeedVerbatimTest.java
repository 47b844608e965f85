package io.tailrace.feed;

import static io.tailrace.feed.FeedRig.poll;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.Field;
import io.tailrace.query.Transforms;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedVerbatimTest {
    private static final ChangesOptions ALL = ChangesOptions.squash(false).fromStart();

    private final FeedRig rig = FeedRig.withTable("t");
    private final Field a = rig.dictionary.field("a");

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void shouldDeliverInsertUpdateAndDeleteWithBothDocuments() {
        rig.now = 5;
        rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        rig.delete("k");

        assertThat(poll(rig.open(ALL)))
                .containsExactly(
                        "2@5 none -> {a=1, id=k}", "3@5 {a=1, id=k} -> {a=2, id=k}", "4@5 {a=2, id=k} -> none");
    }

    @Test
    void shouldTellEnterLeaveChangeAndSilenceOfAFilter() {
        Feed feed = rig.open(Transforms.none().filter(document -> document.longValue(a) > 1), ALL);
        rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        rig.put("k", "a", 3);
        rig.put("k", "a", 0);
        rig.delete("k");

        assertThat(poll(feed))
                .containsExactly(
                        "3@0 none -> {a=2, id=k}", "4@0 {a=2, id=k} -> {a=3, id=k}", "5@0 {a=3, id=k} -> none");
    }

    @Test
    void shouldHideChangesOfFieldsThatAreNotPlucked() {
        Feed feed = rig.open(Transforms.none().pluck("a"), ALL);
        rig.put("k", "a", 1, "b", 1);
        rig.put("k", "a", 1, "b", 2);
        rig.put("k", "a", 2, "b", 2);
        rig.put("l", "b", 2);
        rig.put("l", "b", 3);

        assertThat(poll(feed)).containsExactly("2@0 none -> {a=1}", "4@0 {a=1} -> {a=2}", "5@0 none -> {}");
    }

    @Test
    void shouldApplyTransformsInWrittenOrder() {
        Transforms steps = Transforms.none()
                .map((in, out) -> out.put("x", in.longValue(a) / 2).put("y", 1))
                .filter(document -> document.longValue("x") > 0)
                .pluck("x", "y")
                .pluck("x");
        Feed feed = rig.open(steps, ALL);
        for (int value = 1; value < 6; value++) {
            rig.put("k", "a", value);
        }

        assertThat(poll(feed)).containsExactly("3@0 none -> {x=1}", "5@0 {x=1} -> {x=2}");
    }

    @Test
    void shouldDeriveTheTypeFromWhatIsDelivered() {
        Feed feed = rig.open(Transforms.none().filter(document -> document.longValue(a) > 1), ALL);
        rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        rig.put("k", "a", 3);
        rig.put("k", "a", 1);
        StringBuilder types = new StringBuilder();

        feed.poll(change -> types.append(change.type()).append(change.ordinal()).append(' '), 10);

        assertThat(types).hasToString("ADD0 CHANGE0 REMOVE0 ");
    }

    @Test
    void shouldStopAtTheLimitAndGoOnInTheMiddleOfABlock() {
        Feed feed = rig.open(ALL);
        rig.beginGroup();
        for (int i = 0; i < 5; i++) {
            rig.put("k" + i, "a", i);
        }
        rig.endGroup();

        assertThat(poll(feed, 2)).hasSize(2);
        assertThat(feed.position()).isEqualTo(3);
        assertThat(feed.lag()).isEqualTo(3);
        assertThat(poll(feed, 2)).containsExactly("4@0 none -> {a=2, id=k2}", "5@0 none -> {a=3, id=k3}");
        assertThat(poll(feed, 2)).hasSize(1);
        assertThat(poll(feed, 2)).isEmpty();
        assertThat(feed.position()).isEqualTo(6);
        assertThat(feed.lag()).isZero();
    }

    @Test
    void shouldEndAReadAtWhatWasCommittedWhenItBegan() {
        Feed feed = rig.open(ALL);
        rig.put("k", "a", 1);

        int count = feed.poll(change -> rig.put("l", "a", change.sequence()), 10);

        assertThat(count).isEqualTo(1);
        assertThat(poll(feed)).hasSize(1);
    }

    @Test
    void shouldShowOnlyItsOwnTableButPassTheOthers() {
        int other = rig.createTable("other");
        Feed feed = rig.open(ALL);
        rig.put(other, "k", Map.of("id", "k"));
        rig.put("k", "a", 1);
        rig.put(other, "l", Map.of("id", "l"));

        assertThat(poll(feed)).hasSize(1);
        assertThat(feed.position()).isEqualTo(rig.lastSequence());
    }

    @Test
    void shouldStartWhereItIsTold() {
        rig.put("k", "a", 1);
        rig.put("k", "a", 2);
        Feed now = rig.open(ChangesOptions.squash(false));
        Feed later = rig.open(ChangesOptions.squash(false).from(6));
        assertThat(now.position()).isEqualTo(3);
        assertThat(later.position()).isEqualTo(5);
        assertThat(later.lag()).isZero();
        rig.put("k", "a", 3);
        rig.put("k", "a", 4);
        rig.put("k", "a", 5);

        assertThat(poll(now)).hasSize(3);
        assertThat(poll(later)).containsExactly("6@0 {a=4, id=k} -> {a=5, id=k}");
        assertThat(poll(rig.open(ChangesOptions.squash(false).from(3)))).hasSize(4);
    }

    @Test
    void shouldEndAfterTheLastSequenceAskedFor() {
        Feed feed = rig.open(ALL.until(3));
        rig.put("k", "a", 1);
        assertThat(poll(feed)).hasSize(1);
        assertThat(feed.ended()).isFalse();
        rig.put("k", "a", 2);
        rig.put("k", "a", 3);

        assertThat(poll(feed)).hasSize(1);
        assertThat(feed.ended()).isTrue();
        assertThat(feed.position()).isEqualTo(3);
        assertThat(poll(feed)).isEmpty();
        assertThat(rig.open(ALL.until(0)).take()).isNull();
    }

    @Test
    void shouldShowTheKeyOfTheDocument() {
        Feed feed = rig.open(ALL);
        rig.put("some key", "a", 1);

        int count = feed.poll(
                change -> {
                    byte[] key = new byte[change.keyLength()];
                    change.keyBuffer().getBytes(change.keyOffset(), key);
                    assertThat(new String(key, java.nio.charset.StandardCharsets.UTF_8))
                            .contains("some key");
                },
                1);

        assertThat(count).isEqualTo(1);
    }
}
