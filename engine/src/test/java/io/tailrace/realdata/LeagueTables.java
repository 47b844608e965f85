package io.tailrace.realdata;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.query.DocumentFilter;
import io.tailrace.write.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * League tables, kept by functional updates that a feed of scored matches drives: one document for each team of a
 * season's league.
 */
final class LeagueTables implements ChangeHandler {
    private final MatchView match;
    private final Table table;
    private long inserted;
    private long replaced;

    LeagueTables(Tailrace engine, MatchView match) {
        this.match = match;
        table = engine.table("teams");
    }

    Table table() {
        return table;
    }

    /** Takes one scored match: updates team 1, then team 2. */
    @Override
    public void onChange(Change change) {
        Document document = change.newVal();
        match.isScored(document);
        String league = match.table(document);
        update(league + "/" + match.text("team1"), match.goals(1), match.goals(2));
        update(league + "/" + match.text("team2"), match.goals(2), match.goals(1));
    }

    private void update(String key, long goalsFor, long goalsAgainst) {
        Outcome outcome = table.compute(key, (current, next) -> {
                    Standing before = current == null ? Standing.NONE : Standing.of(current);
                    before.with(goalsFor, goalsAgainst).writeTo(next);
                    return true;
                })
                .outcome();
        switch (outcome) {
            case INSERTED -> inserted++;
            case REPLACED -> replaced++;
            default -> throw new AssertionError("key=" + key + " outcome=" + outcome);
        }
    }

    long inserted() {
        return inserted;
    }

    long updates() {
        return inserted + replaced;
    }

    DocumentFilter filter(String name) {
        return switch (name) {
            case "goal difference>0" -> team -> team.longValue("gf") - team.longValue("ga") > 0;
            case "points>=30" -> team -> team.longValue("points") >= 30;
            default -> throw new IllegalArgumentException("no filter named " + name);
        };
    }

    /** Checksum of the stored standings. */
    Object scanned() {
        Checksum checksum = new Checksum();
        table.scan((team, version) -> add(checksum, team.string("id"), Standing.of(team)));
        return checksum.facts();
    }

    private static void add(Checksum checksum, String key, Standing team) {
        checksum.add(key, team.played(), team.won(), team.drawn(), team.lost(), team.gf(), team.ga(), team.points());
    }

    /** A receiver's copy of the tables. */
    static final class Copy implements ChangeHandler {
        private final EventCounts counts = new EventCounts();
        private final Map<String, Standing> teams = new HashMap<>();

        @Override
        public void onChange(Change change) {
            counts.onChange(change);
            Standing held = teams.put(change.newVal().string("id"), Standing.of(change.newVal()));
            Standing old = change.oldVal() == null ? null : Standing.of(change.oldVal());
            if (held == null ? old != null : !held.equals(old)) {
                throw new AssertionError("held=" + held + " change=" + change);
            }
        }

        EventCounts counts() {
            return counts;
        }

        int size() {
            return teams.size();
        }

        Object checksum() {
            Checksum checksum = new Checksum();
            teams.forEach((key, team) -> add(checksum, key, team));
            return checksum.facts();
        }

        /** Most points of all: points and key. */
        List<Object> mostPoints() {
            return teams.entrySet().stream()
                    .max(Comparator.comparingLong(team -> team.getValue().points()))
                    .map(team -> List.<Object>of(team.getValue().points(), team.getKey()))
                    .orElseThrow();
        }

        /** The best four by points, goal difference, goals. */
        List<Object> top4(String league) {
            Comparator<Map.Entry<String, Standing>> order = Comparator.comparing(Map.Entry::getValue);
            return teams.entrySet().stream()
                    .filter(team -> team.getKey().startsWith(league + "/"))
                    .sorted(order.reversed())
                    .limit(4)
                    .map(team -> (Object) team.getValue().row(team.getKey().substring(league.length() + 1)))
                    .toList();
        }
    }
}
