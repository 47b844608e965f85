package io.tailrace;

import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.DocumentFilter;
import io.tailrace.feed.Feed;
import io.tailrace.feed.Projection;
import io.tailrace.feed.Transforms;

/**
 * A table with the transforms that stand before {@code changes}. Immutable, any thread.
 *
 * <p>Transforms run in written order, on the old and on the new document apart; a document whose result appears,
 * disappears or differs makes an event, as in RethinkDB.
 */
public final class Query {
    private final Tailrace engine;
    private final Table table;
    private final Transforms transforms;

    Query(final Tailrace engine, final Table table, final Transforms transforms) {
        this.engine = engine;
        this.table = table;
        this.transforms = transforms;
    }

    /**
     * Keeps the documents that pass.
     *
     * @param filter the predicate; runs on the thread that polls the feed.
     * @return a longer query.
     */
    public Query filter(final DocumentFilter filter) {
        return new Query(engine, table, transforms.filter(filter));
    }

    /**
     * Makes another document of each.
     *
     * @param projection the mapping; runs on the thread that polls the feed.
     * @return a longer query.
     */
    public Query map(final Projection projection) {
        return new Query(engine, table, transforms.map(projection));
    }

    /**
     * Keeps the named fields; missing ones are left out.
     *
     * @param fields names.
     * @return a longer query.
     */
    public Query pluck(final String... fields) {
        return new Query(engine, table, transforms.pluck(fields));
    }

    /**
     * Opens a feed from now on, squashed on read.
     *
     * @return a feed of the caller's, to be closed.
     */
    public Feed changes() {
        return changes(ChangesOptions.defaults());
    }

    /**
     * Opens a feed.
     *
     * @param options start, end and squash.
     * @return a feed of the caller's, to be closed.
     */
    public Feed changes(final ChangesOptions options) {
        return engine.openFeed(table, transforms, options);
    }
}
