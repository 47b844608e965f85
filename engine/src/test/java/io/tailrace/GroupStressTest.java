package io.tailrace;

import static io.tailrace.expression.Expressions.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.FeedGroup;
import io.tailrace.feed.FeedRun;
import io.tailrace.testing.Seeds;
import io.tailrace.write.Acknowledgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of feeds of one group that another thread pauses, resumes and closes while it is polled and written to. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GroupStressTest {
    /** So many that what concerns them is looked up for several changes together. */
    private static final int FEEDS = 2_600;

    private static final int SYMBOLS = 650;
    private static final int WRITES = 40_000;

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Test
    void shouldDeliverEverythingToWhomEverPausedAndResumed() throws InterruptedException {
        long seed = Seeds.fresh(GroupStressTest.class);
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().errorHandler(errors::add))) {
            Table table = engine.table("t");
            FeedGroup group = engine.group();
            int[] seen = new int[FEEDS];
            FeedRun[] runs = new FeedRun[FEEDS];
            for (int i = 0; i < FEEDS; i++) {
                int feed = i;
                runs[i] = group.add(
                        table.filter(row("symbol").eq(i % SYMBOLS))
                                .changes(ChangesOptions.squash(false).includeInitial(false)),
                        change -> seen[feed]++);
            }
            AtomicBoolean over = new AtomicBoolean();
            List<Integer> closed = new ArrayList<>();
            Thread other = new Thread(() -> disturb(runs, new Random(seed), closed, over));
            other.start();
            int[] written = new int[SYMBOLS];
            Random random = new Random(seed + 1);
            for (int i = 0; i < WRITES; i++) {
                int symbol = random.nextInt(SYMBOLS);
                written[symbol]++;
                table.upsert(i).put("symbol", symbol).commit(Acknowledgement.RECEIVED);
                if (i % 50 == 0) {
                    group.poll(1 + random.nextInt(500));
                }
            }
            table.upsert("last").commit();
            over.set(true);
            other.join();
            for (FeedRun run : runs) {
                run.resume();
            }
            while (!areLevel(runs)) {
                group.poll(1_000);
            }
            assertThat(group.size()).as("seed=%d", seed).isEqualTo(FEEDS - closed.size());
            for (int i = 0; i < FEEDS; i++) {
                int expected = written[i % SYMBOLS];
                if (!closed.contains(i)) {
                    assertThat(seen[i]).as("seed=%d %s", seed, runs[i]).isEqualTo(expected);
                } else {
                    assertThat(seen[i]).isLessThanOrEqualTo(expected);
                }
            }
            assertThat(closed).isNotEmpty();
            assertThat(errors).isEmpty();
        }
    }

    private static boolean areLevel(FeedRun[] runs) {
        for (FeedRun run : runs) {
            if (run.isRunning() && run.lag() > 0) {
                return false;
            }
        }
        return true;
    }

    private static void disturb(FeedRun[] runs, Random random, List<Integer> closed, AtomicBoolean over) {
        while (!over.get()) {
            int one = random.nextInt(runs.length);
            if (random.nextInt(100) == 0 && !closed.contains(one)) {
                runs[one].close();
                closed.add(one);
            } else {
                runs[one].pause();
                LockSupport.parkNanos(random.nextInt(100_000));
                if (random.nextInt(4) > 0) {
                    runs[one].resume();
                }
            }
        }
    }
}
