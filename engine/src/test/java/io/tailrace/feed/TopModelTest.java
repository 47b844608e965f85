package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.query.KeyRange;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first documents of an order, beside lists that are sorted anew for every change. */
@Timeout(300)
class TopModelTest {
    private static final int ROUNDS = 200;

    private static List<Object> values(List<TopRig.Entry> entries) {
        List<Object> values = new ArrayList<>();
        entries.forEach(entry -> values.add(entry.value()));
        return values;
    }

    /** A rig with a random query and nothing written. */
    static TopRig randomRig(Random random) {
        TopRig rig = new TopRig();
        rig.limit = 1 + random.nextInt(random.nextBoolean() ? 4 : 12);
        rig.spare = random.nextInt(4);
        rig.descending = random.nextBoolean();
        rig.withOffsets = random.nextBoolean();
        if (random.nextInt(4) == 0) {
            rig.ranges = List.of(new KeyRange(TopRig.order(2L), TopRig.order(6L), 1));
        }
        boolean filters = random.nextInt(3) == 0;
        if (filters) {
            rig.transforms = rig.transforms.filter(document -> document.longValue("b", 0) != 1);
        }
        String[] kept = random.nextBoolean() ? new String[] {"b"} : new String[] {"id", "c"};
        boolean plucks = random.nextBoolean();
        if (plucks) {
            rig.transforms = rig.transforms.pluck(kept);
        }
        rig.plain = document -> {
            if (filters && Objects.equals(document.get("b"), 1L)) {
                return null;
            }
            Map<String, Object> value = new HashMap<>(document);
            if (plucks) {
                value.keySet().retainAll(Arrays.asList(kept));
            }
            return value;
        };
        return rig;
    }

    static void writeSome(TopRig rig, Random random, int count, boolean multi, int documents) {
        for (int i = 0; i < count; i++) {
            String id = "d" + random.nextInt(documents);
            if (random.nextInt(3) == 0) {
                rig.delete(id);
                continue;
            }
            Map<String, Object> document = new HashMap<>();
            document.put("id", id);
            if (multi && random.nextBoolean()) {
                List<Object> elements = new ArrayList<>();
                for (int j = random.nextInt(5); j > 0; j--) {
                    elements.add((long) random.nextInt(8));
                }
                document.put("a", elements);
            } else if (random.nextInt(8) > 0) {
                document.put("a", (long) random.nextInt(8));
            }
            if (random.nextInt(3) > 0) {
                document.put("b", (long) random.nextInt(3));
            }
            if (random.nextInt(5) == 0) {
                document.put("c", "c".repeat(random.nextInt(400)));
            }
            rig.put(id, document);
        }
    }

    /** The events that a change makes, by the words of the rules. */
    private static List<TopRig.Event> expected(TopRig rig, long sequence) {
        byte[] changed = rig.key(rig.rig.log.get((int) sequence - 2).key());
        List<TopRig.Entry> list = rig.result(sequence - 1);
        List<TopRig.Entry> after = rig.result(sequence);
        List<TopRig.Entry> left = new ArrayList<>(list);
        left.removeIf(entry -> !Arrays.equals(entry.key(), changed) && contains(after, entry));
        List<TopRig.Entry> entered = new ArrayList<>(after);
        entered.removeIf(entry -> !Arrays.equals(entry.key(), changed) && contains(list, entry));
        List<TopRig.Entry[]> pairs = new ArrayList<>();
        for (TopRig.Entry old : List.copyOf(left)) {
            TopRig.Entry same = entered.stream()
                    .filter(entry -> Arrays.equals(entry.key(), changed))
                    .findFirst()
                    .orElse(null);
            if (Arrays.equals(old.key(), changed) && same != null) {
                left.remove(old);
                entered.remove(same);
                pairs.add(new TopRig.Entry[] {old, same});
            }
        }
        while (!left.isEmpty() || !entered.isEmpty()) {
            pairs.add(new TopRig.Entry[] {
                left.isEmpty() ? null : left.remove(0), entered.isEmpty() ? null : entered.remove(0)
            });
        }
        List<TopRig.Event> events = new ArrayList<>();
        for (TopRig.Entry[] pair : pairs) {
            events.addAll(event(rig, list, pair[0], pair[1]));
        }
        assertThat(values(list)).isEqualTo(values(after));
        return events;
    }

    private static List<TopRig.Event> event(TopRig rig, List<TopRig.Entry> list, TopRig.Entry old, TopRig.Entry fresh) {
        int oldOffset = Change.NO_OFFSET;
        int newOffset = Change.NO_OFFSET;
        if (old != null) {
            oldOffset = list.indexOf(old);
            list.remove(oldOffset);
        }
        if (fresh != null) {
            newOffset = 0;
            while (newOffset < list.size()
                    && (rig.descending
                            ? fresh.compareTo(list.get(newOffset)) < 0
                            : list.get(newOffset).compareTo(fresh) < 0)) {
                newOffset++;
            }
            list.add(newOffset, fresh);
        }
        Object oldVal = old == null ? null : old.value();
        Object newVal = fresh == null ? null : fresh.value();
        if (Objects.equals(oldVal, newVal) && (!rig.withOffsets || oldOffset == newOffset)) {
            return List.of();
        }
        byte[] key = (fresh == null ? old : fresh).key();
        return List.of(new TopRig.Event(
                oldVal,
                newVal,
                rig.withOffsets ? oldOffset : Change.NO_OFFSET,
                rig.withOffsets ? newOffset : Change.NO_OFFSET,
                new String(key, java.nio.charset.StandardCharsets.ISO_8859_1)));
    }

    private static boolean contains(List<TopRig.Entry> entries, TopRig.Entry entry) {
        return entries.stream().anyMatch(other -> other.compareTo(entry) == 0);
    }

    static void fold(TopRig rig, List<Object> held, TopRig.Event event) {
        if (event.oldVal() != null) {
            if (rig.withOffsets) {
                assertThat(held.remove(event.oldOffset())).isEqualTo(event.oldVal());
            } else {
                assertThat(held.remove(event.oldVal())).isTrue();
            }
        }
        if (event.newVal() != null) {
            held.add(rig.withOffsets ? event.newOffset() : held.size(), event.newVal());
        }
    }

    static void assertHolds(TopRig rig, List<Object> held, long sequence) {
        if (rig.withOffsets) {
            assertThat(held).isEqualTo(values(rig.result(sequence)));
        } else {
            assertThat(held).containsExactlyInAnyOrderElementsOf(values(rig.result(sequence)));
        }
    }

    private static int verbatim(long seed, boolean wrongSuccessor) {
        Random random = new Random(seed);
        try (TopRig rig = randomRig(random)) {
            rig.wrongSuccessor = wrongSuccessor;
            boolean multi = random.nextBoolean();
            int documents = 1 + random.nextInt(30);
            writeSome(rig, random, random.nextInt(60), multi, documents);
            long start = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt((int) rig.last());
            List<Object> held = rig.open(start);
            assertThat(held).isEqualTo(values(rig.result(start)));
            for (int round = 0; round < 6; round++) {
                while (rig.reader.sequence() < rig.last() && random.nextInt(20) > 0) {
                    List<TopRig.Event> events = rig.take();
                    long sequence = rig.reader.sequence();
                    assertThat(events)
                            .as("sequence=%d", sequence)
                            .isEqualTo(sequence == 1 ? List.of() : expected(rig, sequence));
                    events.forEach(event -> fold(rig, held, event));
                    assertHolds(rig, held, sequence);
                }
                writeSome(rig, random, random.nextInt(60), multi, documents);
            }
            return rig.reads;
        } catch (Throwable e) {
            throw new AssertionError("seed=" + seed, e);
        }
    }

    @Test
    void shouldTellEveryChangeAsTheRulesSay() {
        int reads = 0;
        for (long seed : Seeds.of(TopModelTest.class, ROUNDS / 2, ROUNDS / 2)) {
            reads += verbatim(seed, false);
        }
        assertThat(Seeds.isRepeated() || reads > 3 * ROUNDS).isTrue();
    }

    @Test
    void shouldNoticeAWrongSuccessor() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        verbatim(i, true);
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed=");
    }
}
