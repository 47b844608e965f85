package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.UnknownIndexException;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Entries of a secondary index as they were at a sequence, while writes come between all steps, against a sorted model:
 * keys that move forth and back, long keys that share their begin, several entries of one document.
 */
@Timeout(120)
class IndexMembersTest {
    private static final int LIMIT = 1 << 22;
    private static final int ROUNDS = 120;
    private static final int KEYS = 25;

    /** One entry of the model. */
    private record Entry(byte[] order, byte[] key, int position, int copies, Map<String, Object> document)
            implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byOrder = Arrays.compareUnsigned(order, other.order);
            int byKey = byOrder != 0 ? byOrder : Arrays.compareUnsigned(key, other.key);
            return byKey != 0 ? byKey : Integer.compare(position, other.position);
        }

        @Override
        public String toString() {
            return text(copies, position, document);
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void shouldShowTheEntriesAtTheSequenceInOrder(boolean multi, boolean descending) {
        for (long seed : Seeds.of(IndexMembersTest.class, ROUNDS, 0)) {
            assertThat(round(multi, descending, seed, MembersFault.NONE))
                    .as("seed=" + seed)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = MembersFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeAPlantedError(MembersFault fault) {
        int noticed = 0;
        for (long seed = 1; seed <= ROUNDS; seed++) {
            noticed += round(true, false, seed, fault).isEmpty() ? 0 : 1;
        }
        assertThat(noticed).isPositive();
    }

    @Test
    void shouldSayThatTheIndexWasDropped() {
        try (MembersRig rig = new MembersRig()) {
            IndexDefinition index = rig.addIndex(false);
            for (int i = 0; i < 1_000; i++) {
                rig.write("k" + i, Map.of("id", "k" + i, "v", (long) i));
            }
            long sequence = rig.commit();
            List<KeyRange> all = List.of(KeyRange.ALL);
            try (MembersAt members = new MembersAt(rig, source(index, all, false), sequence, LIMIT)) {
                assertThat(members.next()).isTrue();
                rig.dropIndex();
                assertThatThrownBy(() -> {
                            while (members.next()) {
                                assertThat(members.length()).isPositive();
                            }
                        })
                        .isInstanceOf(UnknownIndexException.class);
            }
        }
    }

    /** What differs between what is shown and the model; nothing when they agree. The seed decides on everything. */
    private static List<String> round(boolean multi, boolean descending, long seed, MembersFault fault) {
        Random random = new Random(seed);
        try (MembersRig rig = new MembersRig()) {
            IndexDefinition index = rig.addIndex(multi);
            write(rig, random, random.nextInt(120), multi);
            long sequence = rig.commit();
            if (random.nextBoolean()) {
                write(rig, random, random.nextInt(20), multi);
            }
            if (random.nextInt(4) == 0) {
                sequence = 1 + random.nextInt((int) sequence);
            }
            List<KeyRange> ranges = ranges(rig, index, random);
            List<Entry> expected = expected(rig, index, sequence, ranges, descending);
            List<String> actual = new ArrayList<>();
            Source source = source(index, ranges, descending);
            try (MembersAt members =
                    fault.membersAt(rig, source, sequence, LIMIT).inBatchesOf(1 + random.nextInt(6))) {
                if (!expected.isEmpty() && random.nextInt(3) == 0) {
                    int start = random.nextInt(expected.size());
                    startAfter(members, expected.get(start));
                    expected = expected.subList(start + 1, expected.size());
                }
                while (members.next()) {
                    actual.add(text(
                            members.copies(),
                            members.place().position,
                            rig.document(members.buffer(), members.offset(), members.length())));
                    write(rig, random, random.nextInt(4), multi);
                }
            }
            List<String> wanted = new ArrayList<>();
            expected.forEach(entry -> wanted.add(entry.toString()));
            return wanted.equals(actual) ? List.of() : List.of("wanted " + wanted, "actual " + actual);
        }
    }

    private static String text(int copies, int position, Map<String, Object> document) {
        return copies + " " + position + " "
                + document.toString().replaceAll("x{250}", "X").replaceAll("y{250}", "Y");
    }

    private static void startAfter(MembersAt members, Entry entry) {
        EntryPlace start = new EntryPlace();
        start.order(new UnsafeBuffer(entry.order), 0, entry.order.length);
        start.key(new UnsafeBuffer(entry.key), 0, entry.key.length);
        start.position = entry.position;
        members.startAfter(start);
    }

    private static void write(MembersRig rig, Random random, int times, boolean multi) {
        for (int i = 0; i < times; i++) {
            String id = "k" + random.nextInt(KEYS);
            if (random.nextInt(4) == 0) {
                rig.write(id, null);
            } else {
                Map<String, Object> document = new TreeMap<>();
                document.put("id", id);
                document.put("w", (long) random.nextInt(3));
                if (random.nextInt(10) > 0) {
                    document.put("v", multi && random.nextInt(8) > 0 ? values(random) : value(random));
                }
                rig.write(id, document);
            }
            if (random.nextInt(3) == 0) {
                rig.commit();
            }
        }
    }

    private static List<Object> values(Random random) {
        List<Object> values = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            values.add(value(random));
        }
        return values;
    }

    /** Small numbers, texts around the length that is kept, and longer ones that share their begin. */
    private static Object value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> (long) random.nextInt(8);
            case 1 -> "x".repeat(250 + random.nextInt(8));
            case 2 -> "x".repeat(300) + random.nextInt(6);
            default -> "y".repeat(254) + random.nextInt(4) + "z".repeat(random.nextInt(3));
        };
    }

    private static List<KeyRange> ranges(MembersRig rig, IndexDefinition index, Random random) {
        if (random.nextInt(3) == 0) {
            return List.of(KeyRange.ALL);
        }
        TreeMap<byte[], Integer> keys = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = random.nextInt(6); i >= 0; i--) {
            keys.put(rig.keys(index, Map.of("id", "?", "v", value(random))).get(0), 1 + random.nextInt(2));
        }
        if (random.nextBoolean()) {
            List<KeyRange> listed = new ArrayList<>();
            keys.forEach((key, copies) -> listed.add(KeyRange.point(key, copies)));
            return listed;
        }
        byte[] lower = random.nextBoolean() ? keys.firstKey() : KeyRange.after(keys.firstKey());
        byte[] upper = random.nextBoolean() ? keys.lastKey() : KeyRange.after(keys.lastKey());
        return Arrays.compareUnsigned(lower, upper) < 0 ? List.of(new KeyRange(lower, upper, 1)) : List.of();
    }

    private static List<Entry> expected(
            MembersRig rig, IndexDefinition index, long sequence, List<KeyRange> ranges, boolean descending) {
        List<Entry> expected = new ArrayList<>();
        rig.state(sequence).forEach((id, document) -> {
            List<byte[]> keys = rig.keys(index, document);
            for (int i = 0; i < keys.size(); i++) {
                for (KeyRange range : ranges) {
                    if (isInside(range, keys.get(i))) {
                        expected.add(
                                new Entry(keys.get(i), rig.encoded(id), i, range.copies(), new TreeMap<>(document)));
                    }
                }
            }
        });
        expected.sort(descending ? java.util.Comparator.reverseOrder() : null);
        return expected;
    }

    private static boolean isInside(KeyRange range, byte[] key) {
        return Arrays.compareUnsigned(range.lower(), key) <= 0
                && (range.upper().length == 0 || Arrays.compareUnsigned(key, range.upper()) < 0);
    }

    private static Source source(IndexDefinition index, List<KeyRange> ranges, boolean descending) {
        return new Source(MembersRig.TABLE, "t", Source.Kind.RANGE, index, ranges, true, descending, Source.ALL);
    }
}
