package io.tailrace.realdata;

import io.tailrace.Tailrace;
import io.tailrace.document.ArrayView;
import io.tailrace.document.Document;
import io.tailrace.document.Field;

/**
 * Reads a football match, {@code {"_id", "season", "league", "match": {"date", "team1", "team2", "score": {"ft": [1,
 * 4]}}}}, in place. Not thread safe.
 */
final class MatchView {
    private final Field id;
    private final Field season;
    private final Field league;
    private final Field match;
    private final Field score;
    private final Field fullTime;
    private final Document inner;
    private final Document scores;
    private final ArrayView goals;

    MatchView(Tailrace engine) {
        id = engine.field("_id");
        season = engine.field("season");
        league = engine.field("league");
        match = engine.field("match");
        score = engine.field("score");
        fullTime = engine.field("ft");
        inner = new Document(engine.dictionary());
        scores = new Document(engine.dictionary());
        goals = new ArrayView(engine.dictionary());
    }

    /** Looks at a match; true when it has a score at full time. */
    boolean isScored(Document document) {
        document.document(match, inner);
        return inner.document(score, scores) && scores.array(fullTime, goals);
    }

    String id(Document document) {
        return document.string(id);
    }

    String season(Document document) {
        return document.string(season);
    }

    /** Season and league, which a league table stands for. */
    String table(Document document) {
        return document.string(season) + "/" + document.string(league);
    }

    /** A text of the match that was looked at last. */
    String text(String name) {
        return inner.string(name);
    }

    boolean has(String name) {
        return inner.has(name);
    }

    /** Whether the match that was looked at last has a score of this name. */
    boolean hasScore(String name) {
        return scores.has(name);
    }

    /** Goals at full time of the scored match that was looked at last, of team 1 or 2. */
    long goals(int team) {
        return goals.longAt(team - 1);
    }

    long allGoals() {
        return goals(1) + goals(2);
    }
}
