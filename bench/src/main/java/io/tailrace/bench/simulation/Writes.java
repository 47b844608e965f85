package io.tailrace.bench.simulation;

import io.tailrace.Table;
import io.tailrace.Transaction;
import io.tailrace.Write;
import io.tailrace.bench.simulation.Truth.Definition;
import io.tailrace.bench.simulation.Truth.Kind;
import io.tailrace.bench.simulation.Truth.Operation;
import io.tailrace.bench.simulation.Truth.Single;
import io.tailrace.bench.simulation.Truth.Store;
import io.tailrace.error.LimitException;
import io.tailrace.error.TailraceException;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.Feed;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.Outcome;
import io.tailrace.write.WriteError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Hands in what is written, and has the model take in what has become of it, in the order of handing in. */
final class Writes {
    static final String BOOKED = "booked";
    static final List<String> TABLES = List.of("a", "b", "c");
    private static final int KEYS = 9;
    private static final int LONG_TEXT = 2_000;

    private final World world;
    /** Of which nothing is known yet. */
    private final Deque<Operation> pending = new ArrayDeque<>();
    /** Which are in the journal, and not acknowledged. */
    private final List<Operation> waiting = new ArrayList<>();

    private long count;

    Writes(World world) {
        this.world = world;
    }

    /** A write or a transaction; some are waited for. */
    void random(SplittableRandom random) {
        List<Store> stores = new ArrayList<>(world.truth.stores.values());
        stores.removeIf(store -> store.name.equals(BOOKED));
        if (stores.isEmpty()) {
            return;
        }
        Operation operation = new Operation();
        int writes = random.nextInt(6) == 0 ? 2 + random.nextInt(4) : 1;
        for (int i = 0; i < writes; i++) {
            operation.writes.add(single(random, stores.get(random.nextInt(stores.size())), writes == 1));
        }
        operation.synced = random.nextInt(5) == 0;
        hand(operation, null);
        if (random.nextInt(3) == 0) {
            await(operation);
        }
    }

    private Single single(SplittableRandom random, Store store, boolean isAlone) {
        String key = "k" + random.nextInt(KEYS);
        int what = random.nextInt(10);
        if (what == 0) {
            return new Single(Kind.DELETE, store.number, key, Map.of());
        }
        if (what == 1 && isAlone) {
            return new Single(Kind.UPDATE, store.number, key, Map.of("n", (long) random.nextInt(10)));
        }
        Map<String, Object> fields = new HashMap<>();
        fields.put("n", (long) random.nextInt(10));
        fields.put("w", ++count);
        int length = random.nextInt(12) == 0 ? LONG_TEXT : random.nextInt(500);
        fields.put("text", "x".repeat(length));
        return new Single(what == 2 && isAlone ? Kind.INSERT : Kind.UPSERT, store.number, key, fields);
    }

    /** Hands an operation in, with the position of a feed where one is given. */
    void hand(Operation operation, Feed position) {
        operation.ack = new Ack();
        Acknowledgement level = operation.synced ? Acknowledgement.SYNCED : Acknowledgement.JOURNALED;
        try {
            if (operation.writes.size() == 1 && position == null) {
                write(operation.writes.get(0)).commit(operation.ack, level);
            } else {
                Transaction transaction = world.engine.transaction();
                operation.writes.forEach(write -> transaction.add(write(write)));
                if (position != null) {
                    position.commitWith(transaction);
                }
                transaction.commit(operation.ack, level);
            }
        } catch (LimitException e) {
            Violation.unless(operation.writes.size() > 1, "fits into a block: " + operation);
            return;
        } catch (TailraceException e) {
            world.excuse("a commit", e);
            return;
        }
        pending.add(operation);
    }

    private Write write(Single single) {
        Table table = world.tables.get(world.truth.byNumber(single.table()).name);
        return switch (single.kind()) {
            case DELETE -> table.delete(single.key());
            case UPDATE -> table.update(single.key()).skipMissing().putAll(single.fields());
            case INSERT -> table.insert().put("id", single.key()).putAll(single.fields());
            case UPSERT -> table.upsert(single.key()).putAll(single.fields());
        };
    }

    void await(Operation operation) {
        if (operation.ack.isPending()) {
            try {
                world.engine.await(operation.ack);
            } catch (TailraceException e) {
                if (operation.ack.isPending()
                        || operation.ack.error() == WriteError.ENGINE_DOWN
                        || operation.ack.error() == WriteError.NOT_SYNCED) {
                    world.excuse("a wait", e);
                }
            }
        }
    }

    /** Makes or drops a table or an index; false where that failed. */
    boolean define(Definition definition, String table, String index) {
        Operation operation = new Operation();
        operation.definition = definition;
        operation.table = table;
        operation.index = index;
        try {
            switch (definition) {
                case TABLE -> world.tables.put(table, world.engine.table(table));
                case NO_TABLE -> world.engine.dropTable(table);
                case INDEX -> world.tables.get(table).createIndex(index, Expressions.row(index));
                case NO_INDEX -> world.tables.get(table).dropIndex(index);
            }
        } catch (TailraceException e) {
            world.excuse(definition + " " + table, e);
            settle();
            if (world.engine.isFailed() || world.disk.hasEnded()) {
                pending.add(operation);
            }
            return false;
        }
        settle();
        Violation.unless(pending.isEmpty(), "decided before what came before: " + definition + " " + pending);
        world.truth.apply(operation);
        return true;
    }

    /** Takes in what has been decided since. */
    void settle() {
        long last = world.engine.lastSequence();
        while (!pending.isEmpty() && settle(pending.peek(), last)) {
            pending.remove();
        }
        waiting.removeIf(this::isAnswered);
        world.times.learn(world.engine);
    }

    /** Whether it is known what has become of an operation. */
    private boolean settle(Operation operation, long last) {
        if (operation.ack == null) {
            return false; // a definition that failed
        }
        Truth.Outcome foreseen = world.truth.foresee(operation);
        long end = world.truth.sequence + foreseen.sequences();
        if (!operation.ack.isDone()) {
            // One that changes nothing and waits for the device is passed by what came after it.
            boolean isJournaled = foreseen.sequences() > 0 ? last >= end : last > end;
            if (isJournaled) {
                world.truth.apply(operation);
                waiting.add(operation);
            }
            return isJournaled;
        }
        Ack ack = operation.ack;
        WriteError error = ack.error();
        if (error == WriteError.NOT_SYNCED) {
            Violation.unless(world.faulty, "not synced without a reason: " + operation);
            world.truth.apply(operation);
            return true;
        }
        if (error == WriteError.ENGINE_DOWN) {
            Violation.unless(world.faulty, "down without a reason: " + operation);
            boolean isThere = ack.outcome() == Outcome.UNKNOWN && foreseen.sequences() > 0 && last >= end;
            if (isThere) {
                world.truth.apply(operation);
            }
            return isThere || ack.outcome() == Outcome.ERROR;
        }
        if (error == WriteError.TRANSACTION_LIMIT) {
            Violation.unless(operation.writes.size() > 1, "fits into a block: " + operation);
            return true;
        }
        if (error == WriteError.NO_SPACE) {
            Violation.unless(world.wasFull, "no space without a reason: " + operation);
            return true;
        }
        if (error != foreseen.error()) {
            throw new Violation(operation + " came to " + ack + " instead of " + foreseen.error());
        }
        if (error == WriteError.NONE) {
            if (ack.sequence() != end) {
                throw new Violation(operation + " came to " + ack + " instead of sequence=" + end);
            }
            world.truth.apply(operation);
            answered(operation);
        }
        return true;
    }

    private boolean isAnswered(Operation operation) {
        if (!operation.ack.isDone()) {
            return false;
        }
        if (operation.ack.error() == WriteError.NONE) {
            answered(operation);
        } else {
            boolean isExcused = operation.ack.outcome() == Outcome.UNKNOWN && world.faulty;
            Violation.unless(isExcused, "journaled, and then refused: " + operation + " " + operation.ack);
        }
        return true;
    }

    private void answered(Operation operation) {
        world.committed = Math.max(world.committed, operation.ack.sequence());
        if (operation.synced) {
            world.onSynced(operation.ack.sequence());
        }
    }

    /** The process has ended, and what is in its journal now ends at a sequence. */
    void recovered(long last) {
        waiting.clear();
        if (last < world.truth.sequence) {
            Violation.unless(world.truth.goBack(last), "half a transaction is left: sequence=" + last);
        }
        while (world.truth.sequence < last) {
            Operation next = pending.poll();
            Violation.unless(next != null, "more than was written: sequence=" + last + " of " + world.truth.sequence);
            if (!isRefused(next)) {
                world.truth.apply(next);
                requireSaid(next);
            }
        }
        Violation.unless(world.truth.sequence == last, "half a transaction is there: sequence=" + last);
        pending.clear();
    }

    /** Whether nothing of an operation is there, by what the process has said before it ended, or by the model. */
    private boolean isRefused(Operation operation) {
        WriteError foreseen = world.truth.foresee(operation).error();
        if (operation.ack == null || !operation.ack.isDone()) {
            return foreseen != WriteError.NONE;
        }
        WriteError error = operation.ack.error();
        boolean isOfDisk = error == WriteError.NO_SPACE
                || error == WriteError.ENGINE_DOWN
                || error == WriteError.NOT_SYNCED
                || error == WriteError.TRANSACTION_LIMIT && operation.writes.size() > 1;
        if (!isOfDisk && error != foreseen) {
            throw new Violation(operation + " came to " + operation.ack + " instead of " + foreseen);
        }
        return operation.ack.outcome() == Outcome.ERROR;
    }

    /** What was said of an operation before the process ended is so. */
    private void requireSaid(Operation operation) {
        boolean isSaid = operation.ack != null && operation.ack.isDone() && operation.ack.error() == WriteError.NONE;
        if (isSaid && operation.ack.sequence() != world.truth.sequence) {
            throw new Violation(
                    operation + " came to " + operation.ack + " instead of sequence=" + world.truth.sequence);
        }
    }

    /** The engine was closed in good order: all is decided. */
    void closed() {
        for (Operation operation : List.copyOf(pending)) {
            boolean isDecided = operation.ack == null || settle(operation, world.truth.sequence);
            Violation.unless(isDecided, "closed, and not decided: " + operation);
            pending.remove(operation);
        }
        waiting.forEach(operation -> Violation.unless(isAnswered(operation), "closed without an answer: " + operation));
        waiting.clear();
        world.committed = world.truth.sequence;
    }

    boolean isSettled() {
        return pending.isEmpty();
    }
}
