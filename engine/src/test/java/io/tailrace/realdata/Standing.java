package io.tailrace.realdata;

import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import java.util.Comparator;
import java.util.List;

/** Where a team stands. */
record Standing(long played, long won, long drawn, long lost, long gf, long ga, long points)
        implements Comparable<Standing> {
    static final Standing NONE = new Standing(0, 0, 0, 0, 0, 0, 0);

    private static final Comparator<Standing> ORDER = Comparator.comparingLong(Standing::points)
            .thenComparingLong(team -> team.gf - team.ga)
            .thenComparingLong(Standing::gf);

    static Standing of(Document team) {
        return new Standing(
                team.longValue("played"),
                team.longValue("won"),
                team.longValue("drawn"),
                team.longValue("lost"),
                team.longValue("gf"),
                team.longValue("ga"),
                team.longValue("points"));
    }

    /** After one more match: three points for a win, one for a draw. */
    Standing with(long goalsFor, long goalsAgainst) {
        int result = Long.compare(goalsFor, goalsAgainst);
        return new Standing(
                played + 1,
                won + (result > 0 ? 1 : 0),
                drawn + (result == 0 ? 1 : 0),
                lost + (result < 0 ? 1 : 0),
                gf + goalsFor,
                ga + goalsAgainst,
                points + (result > 0 ? 3 : result == 0 ? 1 : 0));
    }

    void writeTo(DocumentWriter team) {
        team.put("played", played)
                .put("won", won)
                .put("drawn", drawn)
                .put("lost", lost)
                .put("gf", gf)
                .put("ga", ga)
                .put("points", points);
    }

    List<Object> row(String team) {
        return List.of(team, played, won, drawn, lost, gf, ga, points);
    }

    @Override
    public int compareTo(Standing other) {
        return ORDER.compare(this, other);
    }
}
