package io.tailrace.examples;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.not;
import static io.tailrace.expression.Expressions.oldVal;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.expression.Expression;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedRun;
import java.util.function.Consumer;

/**
 * Tells of accounts whose exposure passes their limit, at the moment of passing and not again while they stay beyond:
 * the old document of each change is compared with the new one. One feed watches all accounts.
 */
public final class RiskLimits implements AutoCloseable {
    /** One account that has passed its limit. */
    public record Breach(String account, long before, long now, long limit) {}

    // tag::limits
    private static final Expression BEYOND = newVal("exposure").gt(newVal("limit"));

    /** Of an account that has just been made there is no old document, so it was not. */
    private static final Expression WAS_BEYOND =
            oldVal("exposure").gt(oldVal("limit")).defaultTo(false);
    // end::limits

    private final FeedRun watching;

    /**
     * Watches from now on.
     *
     * @param engine whose accounts have an exposure and a limit
     * @param told of each breach, on a thread of the engine
     */
    public RiskLimits(Tailrace engine, Consumer<Breach> told) {
        Table accounts = engine.table("accounts");
        // tag::watch
        Feed breaches = accounts.changes(ChangesOptions.squash(false)).filter(BEYOND.and(not(WAS_BEYOND)));
        watching = engine.run("risk", breaches, change -> told.accept(breach(change)));
        // end::watch
    }

    private static Breach breach(Change change) {
        return new Breach(
                change.newVal().string("id"),
                change.oldVal() == null ? 0 : change.oldVal().longValue("exposure"),
                change.newVal().longValue("exposure"),
                change.newVal().longValue("limit"));
    }

    /** How far it has looked: all breaches up to this sequence are told. */
    public long position() {
        return watching.position();
    }

    @Override
    public void close() {
        watching.close();
    }
}
