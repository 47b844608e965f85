package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Squashed changes of the first documents of an order. */
@Timeout(300)
class TopSquashTest {
    private static final int ROUNDS = 200;

    private final ViewChange shown = new ViewChange();
    private final Set<String> ordinals = new HashSet<>();

    /** Folds all there is. */
    private static void foldAll(TopRig rig, BranchPending pending) {
        while (rig.reader.sequence() < rig.last() && rig.reader.next()) {
            assertThat(pending.fold(rig.images.move(rig.reader))).isTrue();
        }
    }

    /** Delivers so many events at most. */
    private List<TopRig.Event> deliver(BranchPending pending, int most) {
        List<TopRig.Event> events = new ArrayList<>();
        while (pending.count() > 0 && events.size() < most) {
            pending.show(shown);
            events.add(TopRig.event(shown));
            assertThat(ordinals.add(pending.lastSequence() + "." + shown.copy))
                    .as("sequence and ordinal name one event")
                    .isTrue();
            pending.delivered();
            // What was shown stays readable after the delivery.
            assertThat(TopRig.event(shown)).isEqualTo(events.get(events.size() - 1));
        }
        return events;
    }

    private static String text(List<TopRig.Event> events) {
        StringBuilder text = new StringBuilder();
        for (TopRig.Event event : events) {
            text.append(event.oldVal()).append("->").append(event.newVal());
            if (event.oldOffset() != Change.NO_OFFSET || event.newOffset() != Change.NO_OFFSET) {
                text.append('@').append(event.oldOffset()).append(':').append(event.newOffset());
            }
            text.append(' ');
        }
        return text.toString().trim();
    }

    private void fold(long seed) {
        Random random = new Random(seed);
        ordinals.clear();
        try (TopRig rig = TopModelTest.randomRig(random)) {
            boolean multi = random.nextBoolean();
            int documents = 1 + random.nextInt(30);
            TopModelTest.writeSome(rig, random, random.nextInt(60), multi, documents);
            List<Object> held = rig.open(random.nextInt(4) == 0 ? 0 : rig.last());
            BranchPending pending = rig.branch.pending(1 << 20);
            for (int round = 0; round < 40; round++) {
                TopModelTest.writeSome(rig, random, random.nextInt(1 << random.nextInt(6)), multi, documents);
                foldAll(rig, pending);
                checkSequences(pending, rig.last());
                boolean partly = random.nextInt(3) == 0;
                for (TopRig.Event event : deliver(pending, partly ? random.nextInt(4) : Integer.MAX_VALUE)) {
                    boolean sameValue = event.oldVal() != null && event.oldVal().equals(event.newVal());
                    assertThat(sameValue && event.oldOffset() == event.newOffset())
                            .isFalse();
                    TopModelTest.fold(rig, held, event);
                }
                if (pending.count() == 0) {
                    TopModelTest.assertHolds(rig, held, rig.last());
                } else if (random.nextInt(10) == 0) {
                    pending.clear();
                    assertThat(pending.count()).isZero();
                    held.clear();
                    rig.result(rig.last()).forEach(entry -> held.add(entry.value()));
                }
            }
        } catch (Throwable e) {
            throw new AssertionError("seed=" + seed, e);
        }
    }

    private static void checkSequences(BranchPending pending, long last) {
        if (pending.count() > 0) {
            assertThat(pending.firstSequence()).isBetween(1L, last);
            assertThat(pending.leastSequence()).isEqualTo(pending.firstSequence());
            assertThat(pending.lastSequence()).isBetween(pending.firstSequence(), last);
        }
    }

    @Test
    void shouldLeadToTheResultWhateverIsReadWhen() {
        for (long seed : Seeds.of(TopSquashTest.class, ROUNDS / 2, ROUNDS / 2)) {
            fold(seed);
        }
    }

    @Test
    void shouldDeliverNothingWhenAllIsAsItWas() {
        try (TopRig rig = new TopRig()) {
            rig.limit = 2;
            rig.put("x", 1L);
            rig.put("y", 2L);
            rig.put("z", 3L);
            rig.open(rig.last());
            BranchPending pending = rig.branch.pending(1 << 20);
            rig.put("w", 0L);
            rig.put("x", 9L);
            foldAll(rig, pending);
            assertThat(pending.count()).isEqualTo(1);
            rig.put("x", 1L);
            rig.delete("w");
            foldAll(rig, pending);

            assertThat(pending.count()).isZero();
        }
    }
}
