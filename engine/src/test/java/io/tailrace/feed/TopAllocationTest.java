package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expressions;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.KeyRange;
import io.tailrace.query.MembersAt;
import io.tailrace.query.MembersRig;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.query.View;
import io.tailrace.testing.AllocationMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes allocated by a limited order once it has found its sizes: none, and few when it reads on. */
@Timeout(300)
class TopAllocationTest {
    private static final int CHANGES = 100_000;
    private static final int SETTLED = 20_000;
    private static final List<KeyRange> ALL = List.of(KeyRange.ALL);

    private final FeedRig rig = FeedRig.withTable("t");
    private final ViewChange shown = new ViewChange();
    private long events;
    private long checksum;

    private void write(int documents) {
        Random random = new Random(7);
        while (rig.journal.lastSequence() < CHANGES) {
            rig.beginGroup();
            for (int i = 0; i < 64; i++) {
                String id = "document-" + random.nextInt(documents);
                Map<String, Object> document = new HashMap<>();
                document.put("id", id);
                document.put("a", (long) random.nextInt(1_000));
                document.put("note", "n".repeat(random.nextInt(200)));
                rig.put(0, id, random.nextInt(20) == 0 ? null : document);
            }
            rig.endGroup();
            rig.log.clear();
        }
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private TopBranch branch(boolean withOffsets) {
        Source source = new Source(
                0,
                "t",
                Source.Kind.RANGE,
                new IndexDefinition(0, "a", Expressions.row("a"), false),
                ALL,
                true,
                true,
                20);
        TopBranch branch = new TopBranch(
                source,
                new View(
                        new EvaluationSettings(rig.dictionary, 0, () -> 0),
                        Transforms.none().pluck("id", "a", "note")),
                rig.dictionary,
                0,
                withOffsets,
                sequence -> {
                    throw new AssertionError("all documents fit in");
                },
                TopSet.spare(source));
        branch.prepare();
        return branch;
    }

    private void see() {
        events++;
        checksum += shown.keyLength + shown.newOffset;
        checksum += shown.newVal == null ? 1 : shown.newVal.document().length();
        checksum += shown.oldVal == null ? 1 : shown.oldVal.document().length();
    }

    private long verbatim(boolean withOffsets) {
        TopBranch branch = branch(withOffsets);
        JournalReader reader = rig.journal.reader(2);
        ChangeImages images = new ChangeImages(reader.dictionary());
        long before = 0;
        while (reader.next()) {
            for (int i = branch.take(images.move(reader)) - 1; i >= 0; i--) {
                branch.show(i, shown);
                see();
            }
            before = reader.sequence() == SETTLED ? AllocationMeter.allocated() : before;
        }
        return AllocationMeter.allocated() - before;
    }

    private long squashed(boolean withOffsets) {
        BranchPending pending = branch(withOffsets).pending(1 << 20);
        JournalReader reader = rig.journal.reader(2);
        ChangeImages images = new ChangeImages(reader.dictionary());
        long before = 0;
        while (reader.next()) {
            checksum += pending.fold(images.move(reader)) ? 1 : 0;
            for (int i = 0; reader.sequence() % 50 == 0 && i < 20 && pending.count() > 0; i++) {
                pending.show(shown);
                see();
                pending.delivered();
            }
            before = reader.sequence() == SETTLED ? AllocationMeter.allocated() : before;
        }
        return AllocationMeter.allocated() - before;
    }

    /**
     * Of what is allocated each time in the same steps: the compiler has its say now and then, our code always would.
     */
    private static long least(LongSupplier steps) {
        steps.getAsLong();
        long least = steps.getAsLong();
        for (int i = 0; i < 4 && least > 0; i++) {
            least = Math.min(least, steps.getAsLong());
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAllocateNothingWhileItFollows(boolean withOffsets) {
        write(80);
        assertThat(least(() -> verbatim(withOffsets))).isZero();
        assertThat(events).isGreaterThan(CHANGES / 4);
        assertThat(checksum).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAllocateNothingWhileItSquashes(boolean withOffsets) {
        write(80);
        assertThat(least(() -> squashed(withOffsets))).isZero();
        assertThat(events).isGreaterThan(CHANGES / 10);
    }

    @Test
    void shouldAllocateLittleWhenItReadsOn() {
        try (MembersRig members = new MembersRig()) {
            for (int i = 0; i < 4_000; i++) {
                members.write("k" + (100_000 + i), Map.of("id", "k" + (100_000 + i)));
            }
            long start = members.commit();
            Source source = new Source(MembersRig.TABLE, "t", Source.Kind.RANGE, null, ALL, true, false, 10);
            TopBranch branch = new TopBranch(
                    source,
                    new View(new EvaluationSettings(members.dictionary, 0, () -> 0), Transforms.none()),
                    members.dictionary,
                    start,
                    false,
                    sequence -> {
                        events++;
                        return new MembersAt(members, source, sequence, 1 << 20);
                    },
                    60);
            branch.prepare();
            for (int i = 0; i < 3_000; i++) {
                members.write("k" + (100_000 + i), null);
                members.commit();
            }
            JournalReader reader = members.journal.reader(start + 1);
            ChangeImages images = new ChangeImages(reader.dictionary());
            long before = AllocationMeter.allocated();
            while (reader.next()) {
                checksum += branch.take(images.move(reader));
            }
            long each = (AllocationMeter.allocated() - before) / events;
            System.out.println("reading on: times=" + events + " bytes allocated each=" + each);
            assertThat(events).isGreaterThan(30);
            assertThat(each).isLessThan(64 << 10);
            assertThat(checksum).isEqualTo(3_000);
        }
    }
}
