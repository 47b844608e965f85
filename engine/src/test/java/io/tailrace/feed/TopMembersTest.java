package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.KeyRange;
import io.tailrace.query.MembersAt;
import io.tailrace.query.MembersRig;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.query.View;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first documents by primary key, read from live indexes that are ahead of the feed, with writes in between. */
@Timeout(120)
class TopMembersTest {
    private static final int ROUNDS = 300;
    private static final int LIMIT_BYTES = 1 << 20;

    private int reads;

    private static void write(MembersRig rig, Random random, int keys, int times) {
        for (int i = 0; i < times; i++) {
            String id = "k" + random.nextInt(keys);
            rig.write(id, random.nextInt(2) == 0 ? null : Map.of("id", id, "v", (long) random.nextInt(5)));
            if (random.nextInt(3) == 0) {
                rig.commit();
            }
        }
    }

    private static List<Object> first(MembersRig rig, long sequence, Source source) {
        TreeMap<String, Map<String, Object>> state = new TreeMap<>(rig.state(sequence));
        List<Object> first = new ArrayList<>();
        for (Map<String, Object> document : (source.descending() ? state.descendingMap() : state).values()) {
            if (first.size() < source.limit()) {
                first.add(new HashMap<>(document));
            }
        }
        return first;
    }

    private TopBranch branch(MembersRig rig, Random random, Source source, long start, int keys) {
        return new TopBranch(
                source,
                new View(new EvaluationSettings(rig.dictionary, 0, () -> 0), Transforms.none()),
                rig.dictionary,
                start,
                true,
                sequence -> {
                    reads++;
                    write(rig, random, keys, random.nextInt(6));
                    return new MembersAt(rig, source, sequence, LIMIT_BYTES).inBatchesOf(1 + random.nextInt(4));
                },
                random.nextInt(4));
    }

    private void round(long seed) {
        Random random = new Random(seed);
        try (MembersRig rig = new MembersRig()) {
            int keys = 1 + random.nextInt(40);
            write(rig, random, keys, random.nextInt(100));
            long start = 1 + random.nextInt((int) rig.commit());
            Source source = new Source(
                    MembersRig.TABLE,
                    "t",
                    Source.Kind.RANGE,
                    null,
                    List.of(KeyRange.ALL),
                    true,
                    random.nextBoolean(),
                    1 + random.nextInt(6));
            TopBranch branch = branch(rig, random, source, start, keys);
            ViewChange shown = new ViewChange();
            List<Object> held = new ArrayList<>();
            while (branch.nextInitial(shown)) {
                held.add(shown.newOffset, shown.newVal.toObject());
            }
            assertThat(held).isEqualTo(first(rig, start, source));
            JournalReader reader = rig.journal.reader(start + 1);
            ChangeImages images = new ChangeImages(reader.dictionary());
            for (int step = 0; step < 200; step++) {
                write(rig, random, keys, random.nextInt(3));
                if (reader.next()) {
                    int count = branch.take(images.move(reader));
                    for (int i = 0; i < count; i++) {
                        branch.show(i, shown);
                        fold(held, shown);
                    }
                    assertThat(held).isEqualTo(first(rig, reader.sequence(), source));
                }
            }
        } catch (Throwable e) {
            throw new AssertionError("seed=" + seed, e);
        }
    }

    private static void fold(List<Object> held, ViewChange change) {
        if (change.oldVal != null) {
            assertThat(held.remove(change.oldOffset)).isEqualTo(change.oldVal.toObject());
        }
        if (change.newVal != null) {
            held.add(change.newOffset, change.newVal.toObject());
        }
    }

    @Test
    void shouldReadOnExactlyWhereTheFeedStands() {
        for (long seed : Seeds.of(TopMembersTest.class, ROUNDS / 2, ROUNDS / 2)) {
            round(seed);
        }
        assertThat(Seeds.isRepeated() || reads > 3 * ROUNDS).isTrue();
    }
}
