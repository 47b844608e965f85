package io.tailrace.cli.serve;

import io.tailrace.AsOf;
import io.tailrace.Tailrace;
import io.tailrace.error.EngineClosedException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The states that are looked at, of which a few are kept, as a slider asks for the same one again and each takes as
 * much memory as its documents. Who asks for one waits for nobody who asks for another, but where all that are kept are
 * in use. Any thread.
 */
final class ServedStates implements AutoCloseable {
    /** Most at once. */
    static final int KEPT = 3;

    private final Tailrace engine;
    /** Those that were asked for last come last; guarded by this. */
    private final Map<Long, Entry> entries = new LinkedHashMap<>(KEPT, 1, true);

    private boolean closed;

    ServedStates(Tailrace engine) {
        this.engine = engine;
    }

    /** Reads a state, and makes it first where it is not kept. */
    <T> T read(long sequence, Function<AsOf, T> reading) {
        Entry entry = take(sequence);
        try {
            return reading.apply(entry.state());
        } finally {
            giveBack(entry);
        }
    }

    private synchronized Entry take(long sequence) {
        Entry entry = entries.get(sequence);
        while (!closed && entry == null && entries.size() == KEPT && !makeRoom()) {
            boolean interrupted = false;
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted = true;
            }
            if (interrupted) {
                break;
            }
            entry = entries.get(sequence);
        }
        if (closed || Thread.currentThread().isInterrupted()) {
            throw new EngineClosedException("the page is served no more: start tailrace serve again");
        }
        if (entry == null) {
            entry = new Entry(sequence);
            entries.put(sequence, entry);
        }
        entry.users++;
        return entry;
    }

    /** Lets go of the one that nobody has asked for longest; false where all are in use. */
    private boolean makeRoom() {
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (entry.users == 0) {
                all.remove();
                entry.close();
                return true;
            }
        }
        return false;
    }

    private synchronized void giveBack(Entry entry) {
        entry.users--;
        if (entry.users == 0) {
            if (closed) {
                entry.close();
            } else if (!entry.isMade()) {
                entries.remove(entry.sequence); // it cannot be made: the next one is told why again
            }
            notifyAll();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Entry entry : entries.values()) {
            if (entry.users == 0) {
                entry.close();
            }
        }
        notifyAll();
    }

    /** One of them, made by the first who asks; who asks for the same one waits for that. */
    private final class Entry {
        private final long sequence;
        /** Guarded by the lock of the states. */
        private int users;
        /** Guarded by the lock of this. */
        private AsOf state;

        private Entry(long sequence) {
            this.sequence = sequence;
        }

        synchronized AsOf state() {
            if (state == null) {
                state = engine.asOf(sequence);
            }
            return state;
        }

        synchronized boolean isMade() {
            return state != null;
        }

        synchronized void close() {
            if (state != null) {
                state.close();
                state = null;
            }
        }
    }
}
