package io.tailrace.bench.simulation;

import io.tailrace.AsOf;
import io.tailrace.Table;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.error.ExpiredException;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.journal.PlantedBug;
import io.tailrace.journal.Snapshot;
import io.tailrace.query.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Looks at states of the past: their tables, indexes and documents, queries of all kinds, and feeds. Not thread safe.
 */
final class Past {
    private static final int NEAR = 20;
    private static final long SECOND_NS = 1_000_000_000;

    private final World world;

    Past(World world) {
        this.world = world;
    }

    /** Looks at one, by its sequence or its time. */
    void look(SplittableRandom random) {
        long last = world.truth.sequence;
        long back = random.nextBoolean() ? Math.min(last, NEAR) : last;
        long sequence = last - random.nextLong(back + 1);
        if (random.nextBoolean() && world.times.isKnown(sequence)) {
            sequence = lookUp(world.times.of(sequence) - random.nextInt(2) + random.nextInt(2));
        }
        try {
            lookAt(sequence, random);
        } catch (ExpiredException e) {
            checkExpired(sequence, e, random);
        }
    }

    /** The sequence at a time. */
    private long lookUp(long timeNs) {
        Instant time = Instant.ofEpochSecond(timeNs / SECOND_NS, timeNs % SECOND_NS);
        long found = world.engine.sequenceAt(time);
        long wanted = world.times.lastAt(timeNs, world.engine.oldestSequence());
        Violation.unless(found == wanted, "at " + timeNs + " is sequence=" + found + " and not " + wanted);
        long next = world.engine.sequenceFrom(time);
        long wantedNext = world.times.lastAt(timeNs - 1, world.engine.oldestSequence()) + 1;
        Violation.unless(next == wantedNext, "from " + timeNs + " is sequence=" + next + " and not " + wantedNext);
        return found;
    }

    private void lookAt(long sequence, SplittableRandom random) {
        long asked = world.bug == PlantedBug.AS_OF_TOO_EARLY ? Math.max(0, sequence - 1) : sequence;
        try (AsOf view = world.engine.asOf(asked)) {
            Violation.unless(view.sequence() == asked, "asked for " + asked + " and got " + view.sequence());
            compare(view, sequence, random);
        }
    }

    private void compare(AsOf view, long sequence, SplittableRandom random) {
        Truth then = world.truth.at(sequence);
        Violation.unless(
                Comparison.sorted(view.tables()).equals(List.copyOf(then.stores.keySet())),
                "at " + sequence + " there are " + view.tables() + " instead of " + then.stores.keySet());
        Comparison comparison = new Comparison(world, world.truth, sequence);
        List<Part> parts = new ArrayList<>();
        for (Store store : then.stores.values()) {
            Table table = view.existingTable(store.name);
            comparison.compare(store, table);
            Part part = Part.random(random, store, true);
            compareRead(part, table, sequence);
            parts.add(part);
        }
        if (!parts.isEmpty()) {
            Asked asked = Asked.all(parts);
            Follower follower = new Follower(asked, world.truth, sequence, world.times, true);
            ChangesOptions options = asked.options(null).from(sequence + 1);
            try (Feed feed = asked.query(view::existingTable).changes(options)) {
                comparison.compare(feed, follower, "members at " + sequence + " of " + asked);
            }
        }
    }

    private void compareRead(Part part, Table table, long sequence) {
        Violation.unless(
                part.index() == 0 || table.isIndexReady(Part.INDEX), "at " + sequence + " an index is not ready");
        List<Map<String, Object>> found = new ArrayList<>();
        try (Cursor cursor = part.query(table).read()) {
            while (cursor.next()) {
                found.add(cursor.value().document().toMap());
            }
        }
        if (!part.isTop()) {
            found.sort(Comparator.comparing(document -> (String) document.get("id")));
        }
        List<Map<String, Object>> wanted = new Result(part, world.truth, sequence).shown();
        Violation.unless(
                found.equals(wanted), "at " + sequence + " " + part + " shows " + found + " instead of " + wanted);
    }

    /** What can be made from a snapshot and the journal is not refused, and what is named instead can be made. */
    private void checkExpired(long sequence, ExpiredException e, SplittableRandom random) {
        long oldest = world.engine.oldestSequence();
        boolean isHeld = sequence >= oldest;
        boolean isMade = oldest == 1;
        for (Snapshot snapshot : world.engine.snapshots()) {
            isMade |= snapshot.sequence() <= sequence;
        }
        Violation.unless(!isHeld || !isMade, "a state that can be made is refused: " + sequence + " " + e);
        Violation.unless(e.oldest() > sequence, "what is named instead is older: " + sequence + " " + e);
        if (e.oldest() <= world.truth.sequence) {
            lookAt(e.oldest(), random);
        }
    }
}
