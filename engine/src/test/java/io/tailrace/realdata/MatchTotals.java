package io.tailrace.realdata;

import io.tailrace.document.Document;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a feed of all football matches adds up to. */
final class MatchTotals implements ChangeHandler {
    private static final List<String> SCORES = List.of("ht", "ft", "et", "p");

    private final MatchView view;
    private final Map<String, Long> seasons = new HashMap<>();
    private final Map<String, Long> paths = new HashMap<>();
    private String first;
    private String last;
    private long count;
    private long goals;
    private List<Object> most = List.of(0L);

    MatchTotals(MatchView view) {
        this.view = view;
    }

    @Override
    public void onChange(Change change) {
        Document match = change.newVal();
        count++;
        seasons.merge(view.season(match), 1L, Long::sum);
        boolean scored = view.isScored(match);
        if (scored) {
            goals += view.allGoals();
            if (view.allGoals() > (Long) most.get(0)) {
                most = List.of(view.allGoals(), view.id(match));
            }
        } else {
            paths.merge("no ft", 1L, Long::sum);
        }
        SCORES.stream().filter(view::hasScore).forEach(name -> paths.merge(name, 1L, Long::sum));
        if (view.has("status")) {
            paths.merge("has status", 1L, Long::sum);
        }
        if (view.has("stage")) {
            paths.merge("has stage", 1L, Long::sum);
        }
        String date = view.text("date");
        first = first == null || date.compareTo(first) < 0 ? date : first;
        last = last == null || date.compareTo(last) > 0 ? date : last;
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new HashMap<>();
        facts.put("docs", count);
        facts.put("date_first", first);
        facts.put("date_last", last);
        facts.put("docs_by_season", seasons);
        facts.put("paths_present", paths);
        facts.put("total_ft_goals", goals);
        facts.put("max_ft_goals", most);
        return facts;
    }
}
