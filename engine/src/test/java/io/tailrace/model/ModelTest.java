package io.tailrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tailrace.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Random runs: documents, indexes, queries of every shape, and writes, reads, resumed and closed feeds in any order.
 * The engine has to deliver what {@link Model} says, event by event; squashed changes of ordered sets have to lead to
 * the result that it says. {@code -Dtailrace.seeds=200000} tries more, {@code -Dtailrace.seed=7} repeats one.
 */
class ModelTest {
    private static final int SEEDS = 1_000;
    private static final int STEPS = 200;
    private static final int LEAST = 10;

    @Test
    @Timeout(36_000)
    void shouldDeliverWhatTheModelSays() {
        long[] seeds = Seeds.of(ModelTest.class, Integer.getInteger("tailrace.seeds", SEEDS), 0);
        Coverage coverage = new Coverage();
        for (long seed : seeds) {
            run(seed, coverage, null);
        }
        System.out.println("model: " + seeds.length + " seeds of " + STEPS + " steps, " + coverage.pairs() + " pairs");
        if (seeds.length >= SEEDS) {
            assertThat(coverage.rarer(LEAST)).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldCatchAPlantedBug() {
        return Stream.of(Fault.values())
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> {
                    assertThat(firstSeedThatCatches(fault)).isBetween(0L, (long) SEEDS);
                }));
    }

    private static long firstSeedThatCatches(Fault fault) {
        for (long seed = 0; seed < SEEDS; seed++) {
            if (failure(seed, steps(seed), new Coverage(), fault, null) != null) {
                System.out.println("model: " + fault + " is caught by seed " + seed);
                return seed;
            }
        }
        return -1;
    }

    static void run(long seed, Coverage coverage, Fault fault) {
        List<Long> steps = steps(seed);
        Throwable first = failure(seed, steps, coverage, fault, null);
        if (first == null) {
            return;
        }
        List<Long> shortest = shrink(seed, steps, fault);
        StringBuilder trace = new StringBuilder();
        Throwable failure = failure(seed, shortest, new Coverage(), fault, trace);
        fail(
                "seed=" + seed + " fails after " + shortest.size() + " steps of " + steps.size() + ":" + trace + "\n"
                        + (failure == null ? first : failure),
                failure == null ? first : failure);
    }

    private static List<Long> steps(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        List<Long> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            steps.add(random.nextLong());
        }
        return steps;
    }

    /** The smallest prefix that fails, without the steps that it can do without. */
    private static List<Long> shrink(long seed, List<Long> steps, Fault fault) {
        List<Long> shortest = new ArrayList<>(steps);
        for (int length = 1; length < steps.size(); length++) {
            if (failure(seed, steps.subList(0, length), new Coverage(), fault, null) != null) {
                shortest = new ArrayList<>(steps.subList(0, length));
                break;
            }
        }
        for (int size = Math.max(1, shortest.size() / 2); size > 0; size /= 2) {
            for (int i = 0; i + size <= shortest.size(); ) {
                List<Long> shorter = new ArrayList<>(shortest);
                shorter.subList(i, i + size).clear();
                if (failure(seed, shorter, new Coverage(), fault, null) != null) {
                    shortest = shorter;
                } else {
                    i += size;
                }
            }
        }
        return shortest;
    }

    private static Throwable failure(long seed, List<Long> steps, Coverage coverage, Fault fault, StringBuilder trace) {
        try (World world = new World(seed, coverage, fault, trace)) {
            for (long step : steps) {
                world.step(new Random(step));
            }
            world.finish();
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        } finally {
            coverage.nextRun();
        }
    }
}
