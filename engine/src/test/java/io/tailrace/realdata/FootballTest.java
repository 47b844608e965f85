package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Threading;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.DocumentFilter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Football matches as they come, nested JSON; league tables that follow a feed of them, in the same engine. */
class FootballTest extends RecordedFacts {
    private static final int BATCH_MATCHES = 500;
    private static final String TEAMS = "team_docs(key season/league/team; played,won,drawn,lost,gf,ga,points)";
    private static final String CHECKSUM = "final_checksum(key|played|won|drawn|lost|gf|ga|points)";

    private Object scannedAfterReopening;
    private long matchesAfterReopening;

    FootballTest() {
        super(List.of("football/matches.jsonl.gz"), List.of());
    }

    @Override
    void find(Path directory) throws IOException {
        TailraceConfig config = new TailraceConfig().directory(directory).threading(Threading.INVOKER);
        try (Tailrace engine = Tailrace.open(config)) {
            Table matches = engine.table("matches", "_id");
            loadMatches(engine, matches);
            findMatches(new MatchView(engine), matches);
            found(TEAMS, teams(engine, matches));
        }
        try (Tailrace engine = Tailrace.open(config)) {
            scannedAfterReopening = new LeagueTables(engine, new MatchView(engine)).scanned();
            matchesAfterReopening = engine.existingTable("matches").count();
        }
    }

    private static void loadMatches(Tailrace engine, Table matches) throws IOException {
        WritesInFlight<String> writes = new WritesInFlight<>(engine, (line, ack) -> {});
        try (BufferedReader lines = Recordings.lines("football/matches.jsonl.gz")) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writes.commit(matches.insert().json(line), line);
            }
        }
        writes.drain();
    }

    private void findMatches(MatchView view, Table matches) {
        MatchTotals totals = new MatchTotals(view);
        try (Feed feed = matches.changes(EventCounts.everything())) {
            EventCounts.drain(feed, totals);
        }
        found().putAll(totals.facts());
        assertThat(matches.count()).isEqualTo(found().get("docs"));
        found("matches_with_ft", added(matches, view::isScored));
        found("ft_total>=8", added(matches, match -> view.isScored(match) && view.allGoals() >= 8));
        found("match.score.ft[0]>=5", added(matches, match -> view.isScored(match) && view.goals(1) >= 5));
    }

    private static long added(Table matches, DocumentFilter filter) {
        return EventCounts.of(matches.filter(filter).changes(EventCounts.everything()))
                .added();
    }

    private Map<String, Object> teams(Tailrace engine, Table matches) {
        MatchView view = new MatchView(engine);
        LeagueTables leagues = new LeagueTables(engine, view);
        LeagueTables.Copy squashed = new LeagueTables.Copy();
        long start = engine.lastSequence() + 1;
        long batches = 0;
        try (Feed scored = matches.filter(new MatchView(engine)::isScored).changes(EventCounts.everything());
                Feed standings = leagues.table().changes(ChangesOptions.squash(true))) {
            while (scored.poll(leagues, BATCH_MATCHES) > 0) {
                batches++;
                standings.poll(squashed, Integer.MAX_VALUE);
            }
        }
        LeagueTables.Copy every = new LeagueTables.Copy();
        try (Feed feed = leagues.table().changes(ChangesOptions.squash(false).from(start))) {
            EventCounts.drain(feed, every);
        }
        assertThat(every.counts().all()).isEqualTo(leagues.updates());
        assertThat(every.counts().added()).isEqualTo(leagues.inserted());
        assertThat(squashed.checksum()).isEqualTo(every.checksum()).isEqualTo(leagues.scanned());
        assertThat(squashed.counts().removed()).isZero();

        Map<String, Object> found = new HashMap<>();
        found.put("docs", leagues.table().count());
        found.put("updates", leagues.updates());
        found.put("max_points", every.mostPoints());
        found.put("filters", filters(leagues));
        found.put(
                "squash_500_scored_matches",
                Map.of(
                        "raw_changes", every.counts().all(),
                        "batches", batches,
                        // A match always alters a team, so no key that is touched comes out as it was.
                        "keys_touched", squashed.counts().all(),
                        "net_insert", squashed.counts().added(),
                        "net_modify", squashed.counts().changed()));
        found.put("top4", top4(every));
        found.put(CHECKSUM, every.checksum());
        return found;
    }

    private Map<String, Object> filters(LeagueTables leagues) {
        Map<String, Object> filters = new HashMap<>();
        for (String name : Facts.names(Facts.section(facts(), TEAMS, "filters"))) {
            Feed feed = leagues.table().filter(leagues.filter(name)).changes(EventCounts.everything());
            filters.put(name, EventCounts.of(feed).facts());
        }
        return filters;
    }

    private Map<String, Object> top4(LeagueTables.Copy copy) {
        Map<String, Object> tables = new HashMap<>();
        for (String league : Facts.names(Facts.section(facts(), TEAMS, "top4"))) {
            tables.put(league, copy.top4(league));
        }
        return tables;
    }

    @Test
    void shouldHoldTheSameTablesAfterACleanClose() {
        assertThat(scannedAfterReopening)
                .isEqualTo(Facts.section(facts(), TEAMS).get(CHECKSUM));
        assertThat(matchesAfterReopening).isEqualTo(facts().get("docs"));
    }
}
