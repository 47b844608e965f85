package io.tailrace;

import io.tailrace.document.Document;
import io.tailrace.error.EngineException;
import io.tailrace.error.LimitException;
import io.tailrace.error.TailraceException;
import io.tailrace.error.UnknownTableException;
import io.tailrace.write.Ack;
import io.tailrace.write.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What a command has done so far, in the order of its documents, and what of it is still in flight. Not thread safe.
 */
final class CommandTally {
    private static final int IN_FLIGHT = 256;

    private final Engine engine;
    private final TableName table;
    private final ReturnChanges which;
    private final Ack[] acks = new Ack[IN_FLIGHT];
    private final Object[] keys = new Object[IN_FLIGHT];
    private final String[] madeKeys = new String[IN_FLIGHT];
    private int oldest;
    private int inFlight;

    private long inserted;
    private long replaced;
    private long unchanged;
    private long deleted;
    private long skipped;
    private long errors;
    private String firstError;
    private long sequence;
    private final List<String> generatedKeys = new ArrayList<>();
    private final List<WriteResult.Returned> changes;

    CommandTally(Engine engine, TableName table, ReturnChanges which) {
        this.engine = engine;
        this.table = table;
        this.which = which;
        changes = which == ReturnChanges.NO ? null : new ArrayList<>();
    }

    /** The ack of the next document, whose key is kept for what there may be to say of it. */
    Ack next(Object key, String made) {
        if (inFlight == IN_FLIGHT) {
            finishOldest();
        }
        int at = (oldest + inFlight++) % IN_FLIGHT;
        keys[at] = key;
        madeKeys[at] = made;
        acks[at] = acks[at] == null ? new Ack() : acks[at];
        return acks[at];
    }

    /** Takes back the ack given last, because its write was not handed in. */
    void takeBack() {
        inFlight--;
    }

    /** Waits for everything in flight. */
    void finish() {
        while (inFlight > 0) {
            finishOldest();
        }
    }

    private void finishOldest() {
        int at = oldest;
        oldest = (at + 1) % IN_FLIGHT;
        inFlight--;
        count(engine.ring().await(acks[at]), keys[at], madeKeys[at]);
    }

    private void count(Ack ack, Object key, String made) {
        count(ack.outcome(), made);
        if (ack.outcome() == Outcome.ERROR) {
            error(reason(ack, key));
        }
        sequence = Math.max(sequence, ack.sequence());
    }

    /** Counts one that was decided alone. */
    void count(Ack ack, Document old, Document composed, String made) {
        Outcome outcome = ack.outcome();
        if (outcome == Outcome.ERROR) {
            refused(old, reason(ack, null));
            return;
        }
        count(outcome, made);
        sequence = ack.sequence();
        if (which == ReturnChanges.ALWAYS || which == ReturnChanges.YES && outcome != Outcome.UNCHANGED) {
            Map<String, Object> oldVal = map(old);
            Map<String, Object> newVal = switch (outcome) {
                case DELETED -> null;
                case UNCHANGED -> oldVal;
                default -> map(composed);
            };
            changes.add(new WriteResult.Returned(oldVal, newVal, null));
        }
    }

    private void count(Outcome outcome, String made) {
        switch (outcome) {
            case INSERTED -> {
                inserted++;
                if (made != null) {
                    generatedKeys.add(made);
                }
            }
            case REPLACED -> replaced++;
            case UNCHANGED -> unchanged++;
            case DELETED -> deleted++;
            case SKIPPED -> skipped++;
            default -> {}
        }
    }

    /** Counts a document that there was nothing to do with. */
    void skipped() {
        skipped++;
        if (which == ReturnChanges.ALWAYS) {
            changes.add(new WriteResult.Returned(null, null, null));
        }
    }

    /** Counts a document that was refused; the ones before it come first. */
    void refused(Document stored, String why) {
        finish();
        error(why);
        if (which == ReturnChanges.ALWAYS) {
            changes.add(new WriteResult.Returned(map(stored), map(stored), why));
        }
    }

    private static Map<String, Object> map(Document document) {
        return document == null ? null : document.toMap();
    }

    private void error(String why) {
        errors++;
        firstError = firstError == null ? why : firstError;
    }

    WriteResult result() {
        finish();
        return new WriteResult(
                inserted,
                replaced,
                unchanged,
                deleted,
                skipped,
                errors,
                firstError,
                List.copyOf(generatedKeys),
                changes == null ? null : Collections.unmodifiableList(changes),
                sequence == 0 ? engine.lastSequence() : sequence);
    }

    private String reason(Ack ack, Object key) {
        return switch (ack.error()) {
            case DUPLICATE_KEY -> duplicate(key);
            case NO_SUCH_TABLE -> throw new UnknownTableException(table.name());
            case DOCUMENT_LIMIT ->
                "Document would be over a limit: table=" + table.name() + ", see the limits of the configuration";
            default -> throw new EngineException("unexpected error=" + ack.error() + " table=" + table.name());
        };
    }

    String duplicate(Object key) {
        return "Duplicate primary key `" + table.keyField() + "`: table=" + table.name() + " key=" + key
                + ", choose a conflict mode to write it all the same";
    }

    /** What is said of a document that was refused before it was written. */
    String reason(TailraceException refusal) {
        if (refusal instanceof LimitException limit && limit.limit().startsWith("key")) {
            return "Primary key too long (max " + engine.limits().keyBytes() + " characters): table=" + table.name()
                    + " " + refusal.getMessage();
        }
        return refusal.getMessage();
    }
}
