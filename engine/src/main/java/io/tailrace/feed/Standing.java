package io.tailrace.feed;

import io.tailrace.query.Explaining;
import io.tailrace.query.Explanation;
import io.tailrace.query.Explanation.Branch;
import io.tailrace.query.Explanation.Reading;
import io.tailrace.query.Selection;
import java.util.ArrayList;
import java.util.List;

/**
 * What only the thread that serves a feed knows of it, taken down to be explained by any thread. Immutable.
 *
 * @param feed that is served
 * @param reason why it reads alone, null where it does not
 * @param feeds how many the reader serves, 0 where none has it yet
 * @param waiting for each branch how many wait for what it waits for, null where it does not read together with others
 * @param sharedBy for each branch how many have equal steps, null as well
 */
record Standing(Feed feed, String reason, int feeds, int[][] waiting, int[] sharedBy) {
    /** Of a feed that reads alone. */
    static Standing alone(Feed feed, String reason) {
        return new Standing(feed, reason, 1, null, null);
    }

    /** Of a feed that the next poll takes in. */
    static Standing planned(Feed feed) {
        return new Standing(feed, null, 0, null, null);
    }

    /** Tells all that is to be told; any thread, and nobody is held up. */
    Explanation explain(Explaining explaining) {
        List<EventSource> sources = new ArrayList<>();
        feed.source().addSources(sources);
        List<Branch> branches = new ArrayList<>();
        for (EventSource source : sources) {
            add(source, explaining, branches);
        }
        Reading reading = waiting != null ? Reading.TOGETHER : reason == null ? Reading.PLANNED : Reading.ALONE;
        return new Explanation(feed.text(), reading, reason, feeds, List.copyOf(branches), List.of());
    }

    private void add(EventSource source, Explaining explaining, List<Branch> branches) {
        List<Selection> selections = source.start.selections();
        if (waiting == null) {
            branches.addAll(explaining.branches(selections, source.start.settings()));
            return;
        }
        for (int i = 0; i < selections.size(); i++) {
            branches.add(explaining.branch(
                    selections.get(i), source.start.settings(), selections.size() == 1, waiting[i], sharedBy[i]));
        }
    }
}
