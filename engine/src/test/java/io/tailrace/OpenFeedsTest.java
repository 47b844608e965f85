package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.JournalContext;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenFeedsTest {
    private static final int TOLD = 5;
    private static final int MOST = 60;
    private static final int STEPS = 3_000;
    private static final long SEED = 11;

    private final Journal journal = Journal.inMemory(new JournalConfig());
    private final OpenFeeds open = new OpenFeeds(TOLD);
    private final List<Feed> expected = new ArrayList<>();
    private final Random random = new Random(SEED);

    @AfterEach
    void close() {
        expected.forEach(Feed::close);
        journal.close();
    }

    @Test
    void shouldFindAllThatAreOpenAndTellThemAtPlacesThatStay() {
        Map<Feed, Integer> told = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            change();
            assertThat(open).as("seed=%d step=%d", SEED, step).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(open.size()).isEqualTo(expected.size());
            assertThat(open.told()).isEqualTo(Math.min(TOLD, expected.size()));
            Map<Feed, Integer> now = told();
            assertThat(now).hasSize(open.told());
            told.keySet().retainAll(expected);
            assertThat(now).containsAllEntriesOf(told);
            told = now;
        }
    }

    @Test
    void shouldMeetInAWalkWhatIsOpenAllTheTime() {
        for (int step = 0; step < STEPS; step++) {
            change();
            List<Feed> staying = new ArrayList<>(expected);
            List<Feed> met = new ArrayList<>();
            for (Iterator<Feed> walk = open.iterator(); walk.hasNext(); ) {
                met.add(walk.next());
                change();
                staying.retainAll(expected);
            }
            assertThat(met).as("seed=%d step=%d", SEED, step).containsAll(staying);
        }
    }

    @Test
    void shouldDoNothingForOneThatWasNotAdded() {
        change();
        try (Feed other = feed()) {
            open.remove(other);
            assertThat(open).containsExactlyElementsOf(expected);
        }
    }

    private void change() {
        if (expected.isEmpty() || expected.size() < MOST && random.nextInt(MOST) > expected.size() / 2) {
            Feed feed = feed();
            open.add(feed);
            expected.add(feed);
        } else {
            Feed feed = expected.remove(random.nextInt(expected.size()));
            open.remove(feed);
            assertThat(EngineSide.place(feed)).isEqualTo(EngineSide.NO_PLACE);
            feed.close();
        }
    }

    private Map<Feed, Integer> told() {
        Map<Feed, Integer> told = new HashMap<>();
        for (Feed feed : expected) {
            int place = EngineSide.place(feed);
            if (place < TOLD) {
                assertThat(open.at(place)).isNotNull();
                assertThat(told.put(feed, place)).isNull();
            }
        }
        return told;
    }

    private Feed feed() {
        Source source = new Source(0, "t", Source.Kind.TABLE, null, List.of(), false, false, Source.ALL);
        return EngineSide.open(
                new JournalContext(journal),
                "t",
                List.of(new Selection(source, Transforms.none())),
                ChangesOptions.squash(false));
    }
}
