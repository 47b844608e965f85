package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Direction;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The five teams with most points, followed with offsets while all matches are played, against a sorted table. */
@Timeout(180)
class FootballTopTest {
    private static final int LIMIT = 5;

    /** A team as the order has it: points, then key, all of it turned round. */
    private record Place(long points, String team) {}

    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::points).thenComparing(Place::team).reversed();

    private final TreeMap<Place, Boolean> sorted = new TreeMap<>(ORDER);

    @Test
    void shouldFoldToTheSortedTableAtEveryStep(@TempDir Path directory) throws IOException {
        Recordings.required();
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.INVOKER);
        try (Tailrace engine = Tailrace.open(config)) {
            Table matches = engine.table("matches", "_id");
            load(engine, matches);
            MatchView view = new MatchView(engine);
            LeagueTables leagues = new LeagueTables(engine, view);
            leagues.table().createIndex("points");
            ChangesOptions all = ChangesOptions.squash(false);
            try (Feed scored = matches.filter(new MatchView(engine)::isScored).changes(all.fromStart());
                    Feed every = leagues.table().changes(all);
                    Feed top = leagues.table()
                            .orderBy("points", Direction.DESC)
                            .limit(LIMIT)
                            .changes(all.includeOffsets())) {
                FoldedList folded = new FoldedList();
                long steps = play(scored, leagues, every, top, folded);
                assertThat(steps).isEqualTo(leagues.updates()).isEqualTo(149_270);
                assertThat(folded.events()).isGreaterThan(100);
                assertThat(folded.documents().get(0))
                        .containsEntry("points", sorted.firstKey().points());
            }
        }
    }

    /** Plays match after match; after each update of a team the fold must be the head of the sorted table. */
    private long play(Feed scored, LeagueTables leagues, Feed every, Feed top, FoldedList folded) {
        long[] steps = new long[1];
        while (scored.poll(leagues, 1) > 0) {
            top.poll(folded, Integer.MAX_VALUE);
            every.poll(
                    change -> {
                        move(change.oldVal(), change.newVal());
                        folded.fold(change.sequence());
                        assertThat(places(folded.documents())).isEqualTo(head());
                        steps[0]++;
                    },
                    Integer.MAX_VALUE);
        }
        return steps[0];
    }

    private void move(io.tailrace.document.Document oldVal, io.tailrace.document.Document newVal) {
        if (oldVal != null) {
            sorted.remove(new Place(oldVal.longValue("points"), oldVal.string("id")));
        }
        sorted.put(new Place(newVal.longValue("points"), newVal.string("id")), true);
    }

    private List<Place> head() {
        return sorted.keySet().stream().limit(LIMIT).toList();
    }

    private static List<Place> places(List<Map<String, Object>> documents) {
        return documents.stream()
                .map(team -> new Place((Long) team.get("points"), (String) team.get("id")))
                .toList();
    }

    private static void load(Tailrace engine, Table matches) throws IOException {
        WritesInFlight<String> writes = new WritesInFlight<>(engine, (line, ack) -> {});
        try (BufferedReader lines = Recordings.lines("football/matches.jsonl.gz")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writes.commit(matches.insert().json(line), line);
            }
        }
        writes.drain();
    }
}
