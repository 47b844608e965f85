package io.tailrace.bench.simulation;

import io.tailrace.Table;
import io.tailrace.document.ValueType;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What one feed asks for: one thing, or several that are united, each of which is squashed in its own way. All but the
 * first make a number of their events, which tells of which of them these are.
 *
 * @param all what is asked for
 */
record Streams(List<Asked> all) {
    boolean areUnited() {
        return all.size() > 1;
    }

    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        all.forEach(asked -> parts.addAll(asked.parts()));
        return parts;
    }

    boolean any(Predicate<Asked> what) {
        return all.stream().anyMatch(what);
    }

    boolean every(Predicate<Asked> what) {
        return all.stream().allMatch(what);
    }

    boolean has(Asked.Mode mode) {
        return any(asked -> asked.mode() == mode);
    }

    /** Whether nothing is squashed. */
    boolean isEach() {
        return every(asked -> asked.mode() == Asked.Mode.EACH);
    }

    /** Whether a read that ends before the end leaves everything as it would have been. */
    boolean canStop() {
        return every(Asked::canStop)
                && !(areUnited() && any(asked -> asked.late().is(Lateness.Rule.BOUNDED)));
    }

    /** First sequence after which it can begin. */
    long since() {
        return all.stream().mapToLong(Asked::since).max().orElse(0);
    }

    Streams withoutInitial() {
        return new Streams(all.stream()
                .map(asked -> asked.withInitial(false, asked.states()))
                .toList());
    }

    /** Opens the feed. */
    Feed open(Function<String, Table> tables, Function<Asked, ChangesOptions> options) {
        List<Feed> feeds = new ArrayList<>();
        try {
            for (Asked asked : all) {
                Feed feed = asked.query(tables).changes(options.apply(asked));
                feeds.add(feeds.isEmpty() ? feed : feed.map(Expressions.value((long) feeds.size())));
            }
        } catch (RuntimeException e) {
            feeds.forEach(Feed::close);
            throw e;
        }
        Feed first = feeds.get(0);
        return areUnited() ? first.union(feeds.subList(1, feeds.size()).toArray(Feed[]::new)) : first;
    }

    /** Of which of them an event is. */
    int streamOf(Change change) {
        return areUnited() && change.value().type() == ValueType.INTEGER
                ? (int) change.value().longValue()
                : 0;
    }

    @Override
    public String toString() {
        return areUnited() ? "union of " + all : all.get(0).toString();
    }
}
