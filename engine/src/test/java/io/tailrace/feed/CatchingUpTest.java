package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.FeedQueries.Query;
import io.tailrace.query.Transforms;
import io.tailrace.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Feeds that are far behind are served by a group of their own until they have come up. */
@Timeout(60)
class CatchingUpTest {
    private static final int SLICE = 5;
    private static final int FAR = 12;
    private static final ChangesOptions EVERY = ChangesOptions.squash(false);

    private final FeedRig rig = FeedRig.withTable("t");
    private final AtomicLong numbers = new AtomicLong();
    private final Side level = new Side(GroupHost.Part.LEVEL);
    private final Side behind = new Side(GroupHost.Part.BEHIND);

    /** One of two groups that pass on to each other. */
    private final class Side implements GroupHost {
        final GroupHost.Part part;
        final FeedGroup group;
        Side other;
        boolean refuses;
        int passedOn;

        Side(GroupHost.Part part) {
            this.part = part;
            group = new FeedGroup(rig, Assertions::fail, this, numbers, TableFeeds::new, GroupBounds.of(SLICE, FAR));
        }

        @Override
        public GroupHost.Part part() {
            return part;
        }

        @Override
        public boolean passOn(FeedRun run) {
            if (!refuses) {
                passedOn++;
                other.group.adopt(run);
            }
            return !refuses;
        }
    }

    CatchingUpTest() {
        level.other = behind;
        behind.other = level;
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private FeedRun add(ChangesOptions options, List<String> events) {
        return level.group.add(rig.open(options), change -> events.add(FeedRig.text(change)));
    }

    private void write(int changes) {
        for (int i = 0; i < changes; i++) {
            rig.put("k" + i % 3, "a", rig.lastSequence());
        }
    }

    @Test
    void shouldHoldUpNobodyWhileOneCatchesUp() {
        write(100);
        List<String> events = new ArrayList<>();
        List<String> old = new ArrayList<>();
        add(EVERY, events);
        FeedRun catching = add(EVERY.from(1), old);
        write(2);

        assertThat(level.group.poll(1000)).isEqualTo(2);
        assertThat(events).hasSize(2);
        assertThat(old).isEmpty();
        assertThat(behind.group.poll(1000)).isEqualTo(SLICE - 1); // of the table's own record nothing is shown
        assertThat(catching.explain().toString()).contains("catch up");

        while (catching.lag() > 0) {
            behind.group.poll(1000);
            level.group.poll(1000);
        }
        assertThat(level.passedOn).isEqualTo(1);
        assertThat(behind.passedOn).isEqualTo(1);
        assertThat(behind.group.size()).isZero();
        assertThat(old).hasSize(102);
    }

    @Test
    void shouldReadOnceWhatCameWhileNobodyPolled() {
        FeedGroup group = new FeedGroup(
                rig, Assertions::fail, GroupHost.NONE, numbers, TableFeeds::new, GroupBounds.of(SLICE, FAR));
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            group.add(rig.open(EVERY), change -> events.add(FeedRig.text(change)));
        }
        write(50);
        List<String> late = new ArrayList<>();
        FeedRun ahead = group.add(rig.open(EVERY), change -> late.add(FeedRig.text(change)));
        assertThat(ahead.lag()).isZero();

        group.poll(1000); // it is the foremost, and nobody waits for those that are far behind it
        group.poll(1000);
        assertThat(events).hasSizeLessThan(50);

        FeedGroup another = new FeedGroup(
                rig, Assertions::fail, GroupHost.NONE, numbers, TableFeeds::new, GroupBounds.of(SLICE, FAR));
        events.clear();
        for (int i = 0; i < 3; i++) {
            another.add(rig.open(EVERY), change -> events.add(FeedRig.text(change)));
        }
        write(50);
        assertThat(another.poll(1000)).isEqualTo(150);

        write(50);
        FeedRun foremost = another.add(rig.open(EVERY), change -> {});
        assertThat(another.poll(2)).isEqualTo(2);
        assertThat(foremost.explain().reason()).isEqualTo("it is far ahead of the others");
    }

    @Test
    void shouldLookForInitialValuesInSlicesThoughNoneIsFound() {
        int documents = 8 * SLICE;
        for (int i = 0; i < documents; i++) {
            rig.put("k" + i, "a", i);
        }
        FeedGroup group = new FeedGroup(
                rig, Assertions::fail, GroupHost.NONE, numbers, TableFeeds::new, GroupBounds.of(SLICE, FAR));
        List<String> events = new ArrayList<>();
        group.add(rig.open(EVERY), change -> events.add(FeedRig.text(change)));
        int[] looks = {0};
        Transforms turnsAway = Transforms.none().filter(document -> looks[0]++ < 0);
        List<String> none = new ArrayList<>();
        FeedRun looking =
                group.add(rig.open(turnsAway, EVERY.includeInitial()), change -> none.add(FeedRig.text(change)));
        int before = 0;
        for (int poll = 1; poll <= 8; poll++) {
            rig.put("k0", "a", -poll);
            group.poll(1000);
            assertThat(events).hasSize(poll);
            assertThat(looks[0] - before).isBetween(1, SLICE);
            before = looks[0];
        }
        for (int i = 0; i < 20; i++) {
            group.poll(1000);
        }
        assertThat(looking.lag()).isZero();
        assertThat(looks[0]).isEqualTo(documents + 2 * 8); // and both documents of each change
        assertThat(none).isEmpty();
    }

    @Test
    void shouldLookForInitialValuesOfUnitedFeedsInSlicesAndShowThemInOrder() {
        int documents = 8 * SLICE;
        for (int i = 0; i < documents; i++) {
            rig.put("k" + i, "a", i);
        }
        int[] looks = {0};
        Transforms seldom = Transforms.none().filter(document -> {
            looks[0]++;
            return document.longValue("a") % 7 == 0;
        });
        Feed reference = united(seldom);
        Feed feed = united(seldom);
        for (int i = 0; i < 3; i++) {
            rig.put("late" + i, "a", 7);
        }
        List<String> alone = FeedRig.poll(reference);

        FeedGroup group = new FeedGroup(
                rig, Assertions::fail, GroupHost.NONE, numbers, TableFeeds::new, GroupBounds.of(SLICE, FAR));
        List<String> events = new ArrayList<>();
        FeedRun run = group.add(feed, change -> events.add(FeedRig.text(change)));
        looks[0] = 0;
        int before = 0;
        for (int poll = 0; poll < 8; poll++) {
            group.poll(1000);
            assertThat(looks[0] - before).isBetween(1, SLICE + 2);
            before = looks[0];
        }
        while (run.lag() > 0) {
            group.poll(1000);
        }
        assertThat(events).isEqualTo(alone).hasSizeGreaterThan(documents);
    }

    private Feed united(Transforms transforms) {
        ChangesOptions options = EVERY.includeInitial();
        return rig.open(transforms, options).union(rig.open(options));
    }

    @Test
    void shouldCatchUpInPlaceWhereNobodyElseDoes() {
        level.refuses = true;
        write(100);
        List<String> old = new ArrayList<>();
        FeedRun catching = add(EVERY.from(1), old);

        assertThat(level.group.poll(1000)).isEqualTo(SLICE - 1);
        while (catching.lag() > 0) {
            level.group.poll(1000);
        }
        assertThat(old).hasSize(100);
    }

    @Test
    void shouldPassOnWhoShowsInitialValuesAndWhoWasPausedForLong() {
        write(3);
        List<String> events = new ArrayList<>();
        FeedRun run = add(EVERY.includeInitial(), events);
        level.group.poll(1000);
        assertThat(events).isEmpty();
        behind.group.poll(1000);
        behind.group.poll(1000);
        level.group.poll(1000);
        assertThat(events).hasSize(3);
        assertThat(run.group()).isSameAs(level.group);

        run.pause();
        write(FAR + 1);
        level.group.poll(1000);
        run.resume();
        level.group.poll(1000);
        assertThat(run.group()).isSameAs(behind.group);
        assertThat(events).hasSize(3);
    }

    @Test
    void shouldServeByAgeAlsoWhoHasComeBack() {
        List<String> order = new ArrayList<>();
        FeedRun first = level.group.add(rig.open(EVERY), change -> order.add("first"));
        level.group.add(rig.open(EVERY), change -> order.add("second"));
        level.group.add(rig.open(EVERY), change -> order.add("third"));
        write(1);
        level.group.poll(1000);
        assertThat(order).containsExactly("first", "second", "third");

        first.pause();
        write(1);
        level.group.poll(1000);
        first.resume();
        level.group.poll(1000);
        order.clear();
        write(2);
        level.group.poll(1000);

        assertThat(order).containsExactly("first", "second", "third", "first", "second", "third");
    }

    static LongStream seeds() {
        return LongStream.of(Seeds.of(CatchingUpTest.class, 40, 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDeliverTheSameWhereverAFeedIsServed(long seed) {
        Random random = new Random(seed);
        RandomMarket market = new RandomMarket(rig, random);
        market.write(30);
        List<List<String>> delivered = new ArrayList<>();
        List<List<String>> expected = new ArrayList<>();
        List<Feed> alone = new ArrayList<>();
        List<FeedRun> runs = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            if (random.nextInt(4) == 0) {
                Query query = FeedQueries.ALL.get(random.nextInt(FeedQueries.ALL.size()));
                ChangesOptions options =
                        random.nextBoolean() ? EVERY : ChangesOptions.squash(Duration.ofNanos(1 + random.nextInt(60)));
                ChangesOptions started = switch (random.nextInt(3)) {
                    case 0 -> options.from(1 + random.nextInt((int) rig.lastSequence()));
                    case 1 -> options.includeInitial();
                    default -> options;
                };
                List<String> events = new ArrayList<>();
                runs.add(level.group.add(
                        rig.open(query.transforms(), started), change -> events.add(FeedRig.text(change))));
                delivered.add(events);
                alone.add(rig.open(query.transforms(), started));
                expected.add(new ArrayList<>());
            }
            if (!runs.isEmpty() && random.nextInt(4) == 0) {
                FeedRun run = runs.get(random.nextInt(runs.size()));
                if (run.isPaused()) {
                    run.resume();
                } else {
                    run.pause();
                }
            }
            market.write(random.nextInt(12));
            (random.nextBoolean() ? level : behind).group.poll(1 + random.nextInt(6));
        }
        rig.timeFloor = Long.MAX_VALUE;
        runs.forEach(FeedRun::resume);
        while (runs.stream().anyMatch(run -> run.lag() > 0)) {
            level.group.poll(1 + random.nextInt(6));
            behind.group.poll(1 + random.nextInt(6));
        }
        for (int i = 0; i < runs.size(); i++) {
            List<String> into = expected.get(i);
            while (alone.get(i).poll(change -> into.add(FeedRig.text(change)), 1000) > 0) {
                // until nothing is left
            }
            assertThat(delivered.get(i)).as("%s", runs.get(i)).isEqualTo(into);
        }
        assertThat(level.passedOn).isPositive();
        assertThat(behind.passedOn).isPositive();
    }
}
