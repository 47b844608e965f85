package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.GroupFault;
import io.tailrace.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Up to 200 feeds of random queries in one group, which come, pause, fail, move to a group of their own and go in any
 * order, each compared with the same feed alone: events byte by byte, position, failure, errors of transforms; and
 * whether they have delivered in their {@link Turns}. {@code -Dtailrace.seeds=20000} tries more,
 * {@code -Dtailrace.seed=7} repeats one.
 */
@Timeout(36_000)
class GroupModelTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 100;
    private static final int CANARY_SEEDS = 400;

    private long events;
    private long feeds;
    private long failures;
    private long moves;

    @Test
    void shouldDeliverInAGroupWhatEachFeedDeliversAlone() {
        long[] seeds = Seeds.of(GroupModelTest.class, Integer.getInteger("tailrace.seeds", SEEDS), 2);
        for (long seed : seeds) {
            Throwable wrong = wrong(seed, GroupFault.NONE);
            if (wrong != null) {
                throw new AssertionError("-Dtailrace.seed=" + seed + " " + wrong.getMessage(), wrong);
            }
        }
        System.out.println("groups: seeds=" + seeds.length + " feeds=" + feeds + " events=" + events + " failures="
                + failures + " moves=" + moves);
        if (!Seeds.isRepeated()) {
            assertThat(feeds).isGreaterThan(30L * seeds.length);
            assertThat(events).isGreaterThan(200L * seeds.length);
            assertThat(failures).isGreaterThan(seeds.length);
            assertThat(moves).isGreaterThan(seeds.length);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void shouldCatchAPlantedFault(GroupFault fault) {
        long seed = 0;
        while (wrong(seed, fault) == null) {
            seed++;
            assertThat(seed).isLessThan(CANARY_SEEDS);
        }
        assertThat(wrong(seed, GroupFault.NONE)).isNull();
        System.out.println("groups: " + fault + " is caught by seed " + seed);
    }

    private Throwable wrong(long seed, GroupFault fault) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        boolean isLockstep = random.nextInt(3) > 0;
        int most = random.nextInt(8) == 0 ? 200 : 5 + random.nextInt(60);
        int slice = isLockstep ? Integer.MAX_VALUE : 1 + random.nextInt(30);
        try (GroupWorld world = new GroupWorld(seed, isLockstep, most, slice, fault)) {
            for (int i = 0; i < STEPS; i++) {
                world.step(new Random(random.nextLong()));
            }
            world.finish();
            events += world.events();
            feeds += world.feeds();
            failures += world.failures();
            moves += world.moves();
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }
}
