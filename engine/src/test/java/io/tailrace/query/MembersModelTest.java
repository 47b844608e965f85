package io.tailrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.LimitException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read at a sequence, while writes come between all steps, against the state that a model remembers. */
@Timeout(120)
class MembersModelTest {
    private static final int LIMIT = 1 << 20;
    private static final int ROUNDS = 120;

    private enum Of {
        TABLE,
        POINT,
        KEYS,
        KEYS_DESCENDING,
        RANGE,
        RANGE_DESCENDING;

        boolean isDescending() {
            return name().endsWith("DESCENDING");
        }

        Source.Kind kind() {
            return this == TABLE
                    ? Source.Kind.TABLE
                    : this == POINT
                            ? Source.Kind.POINT
                            : name().startsWith("KEYS") ? Source.Kind.KEYS : Source.Kind.RANGE;
        }
    }

    @ParameterizedTest
    @EnumSource(Of.class)
    void shouldShowTheStateAtTheSequence(Of of) {
        for (long seed : Seeds.of(MembersModelTest.class, ROUNDS, 0)) {
            assertThat(round(of, seed, MembersFault.NONE)).as("seed=" + seed).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(value = MembersFault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldNoticeAPlantedError(MembersFault fault) {
        assertThat(isNoticed(Of.TABLE, fault)).isTrue();
        assertThat(isNoticed(Of.KEYS, fault)).isTrue();
        assertThat(isNoticed(Of.RANGE, fault)).isTrue();
    }

    @Test
    void shouldBeEmptyBeforeTheFirstChange() {
        try (MembersRig rig = new MembersRig()) {
            rig.write("a", Map.of("id", "a"));
            rig.commit();
            try (MembersAt members = new MembersAt(rig, source(Of.TABLE, List.of()), 0, LIMIT)) {
                assertThat(members.next()).isFalse();
            }
        }
    }

    @Test
    void shouldSayThatTheTableWasDropped() {
        try (MembersRig rig = new MembersRig()) {
            for (int i = 0; i < 1_000; i++) {
                rig.write("k" + i, Map.of("id", "k" + i));
            }
            long sequence = rig.commit();
            try (MembersAt members = new MembersAt(rig, source(Of.TABLE, List.of()), sequence, LIMIT)) {
                assertThat(members.next()).isTrue();
                rig.dropTable();
                assertThatThrownBy(() -> {
                            while (members.next()) {
                                assertThat(members.length()).isPositive();
                            }
                        })
                        .isInstanceOf(UnknownTableException.class);
            }
        }
    }

    @Test
    void shouldPutOffAnInterruptWhileItWaitsForTheWriter() {
        try (MembersRig rig = new MembersRig()) {
            rig.write("a", Map.of("id", "a"));
            long sequence = rig.commit();
            try (MembersAt members = new MembersAt(rig, source(Of.TABLE, List.of()), sequence, LIMIT)) {
                rig.write("b", Map.of("id", "b"));
                Thread.currentThread().interrupt();
                assertThat(members.next()).isTrue();
                assertThat(members.next()).isFalse();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void shouldNameTheLimitWhenTooMuchChanges() {
        try (MembersRig rig = new MembersRig()) {
            for (int i = 0; i < 1_000; i++) {
                rig.write("k" + i, Map.of("id", "k" + i));
            }
            long sequence = rig.commit();
            for (int i = 0; i < 1_000; i++) {
                rig.write("k" + i, null);
            }
            rig.commit();
            try (MembersAt members = new MembersAt(rig, source(Of.TABLE, List.of()), sequence, 1 << 12)) {
                assertThatThrownBy(members::next)
                        .isInstanceOf(LimitException.class)
                        .hasMessageContaining("limit=pendingBytes")
                        .hasMessageContaining("table=t");
            }
        }
    }

    private static boolean isNoticed(Of of, MembersFault fault) {
        for (long seed = 0; seed < ROUNDS; seed++) {
            if (!round(of, seed, fault)) {
                return true;
            }
        }
        return false;
    }

    /** Writes, reads with writes in between, and compares; the seed decides on everything. */
    private static boolean round(Of of, long seed, MembersFault fault) {
        Random random = new Random(seed);
        try (MembersRig rig = new MembersRig()) {
            int keys = 1 + random.nextInt(60);
            write(rig, random, keys, random.nextInt(200));
            long sequence = rig.commit();
            if (random.nextBoolean()) {
                write(rig, random, keys, random.nextInt(40));
            }
            if (random.nextInt(4) == 0) {
                sequence = 1 + random.nextInt((int) sequence);
            }
            List<KeyRange> ranges = ranges(of, rig, random, keys);
            List<String> expected = expected(rig, sequence, ranges, of);
            List<String> actual = new ArrayList<>();
            try (MembersAt members =
                    fault.membersAt(rig, source(of, ranges), sequence, LIMIT).inBatchesOf(1 + random.nextInt(5))) {
                while (members.next()) {
                    actual.add(members.copies() + " "
                            + rig.document(members.buffer(), members.offset(), members.length()));
                    write(rig, random, keys, random.nextInt(4));
                }
            }
            if (of == Of.TABLE) {
                actual.sort(null);
            }
            return actual.equals(expected);
        }
    }

    private static void write(MembersRig rig, Random random, int keys, int times) {
        for (int i = 0; i < times; i++) {
            String id = "k" + random.nextInt(keys);
            rig.write(id, random.nextInt(3) == 0 ? null : Map.of("id", id, "v", (long) random.nextInt(5)));
            if (random.nextInt(3) == 0) {
                rig.commit();
            }
        }
    }

    private static List<KeyRange> ranges(Of of, MembersRig rig, Random random, int keys) {
        if (of == Of.TABLE) {
            return List.of();
        }
        if (of.kind() == Source.Kind.RANGE) {
            byte[] lower = random.nextInt(4) == 0 ? new byte[0] : rig.encoded("k" + random.nextInt(keys));
            byte[] upper = random.nextInt(4) == 0 ? new byte[0] : rig.encoded("k" + random.nextInt(keys));
            boolean empty = upper.length > 0 && Arrays.compareUnsigned(lower, upper) >= 0;
            return empty ? List.of() : List.of(new KeyRange(lower, upper, 1));
        }
        TreeMap<String, Integer> listed = new TreeMap<>();
        int count = of == Of.POINT ? 1 : random.nextInt(20);
        for (int i = 0; i < count; i++) {
            listed.put("k" + random.nextInt(keys), 1 + random.nextInt(2));
        }
        List<KeyRange> ranges = new ArrayList<>();
        listed.forEach((id, copies) -> ranges.add(rig.only(id, copies)));
        return ranges;
    }

    private static List<String> expected(MembersRig rig, long sequence, List<KeyRange> ranges, Of of) {
        List<String> expected = new ArrayList<>();
        for (var entry : new TreeMap<>(rig.state(sequence)).entrySet()) {
            int copies = of == Of.TABLE ? 1 : 0;
            for (KeyRange range : ranges) {
                if (isInside(range, rig.encoded(entry.getKey()))) {
                    copies = range.copies();
                }
            }
            if (copies > 0) {
                int at = of.isDescending() ? 0 : expected.size();
                expected.add(at, copies + " " + new TreeMap<>(entry.getValue()));
            }
        }
        if (of == Of.TABLE) {
            expected.sort(null);
        }
        return expected;
    }

    private static boolean isInside(KeyRange range, byte[] key) {
        return Arrays.compareUnsigned(range.lower(), key) <= 0
                && (range.upper().length == 0 || Arrays.compareUnsigned(key, range.upper()) < 0);
    }

    private static Source source(Of of, List<KeyRange> ranges) {
        return new Source(
                MembersRig.TABLE, "t", of.kind(), null, ranges, of.kind() == Source.Kind.RANGE, of.isDescending(), -1);
    }
}
