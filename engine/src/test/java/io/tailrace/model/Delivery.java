package io.tailrace.model;

import io.tailrace.model.Model.Branch;
import io.tailrace.model.Model.Entry;
import io.tailrace.model.Model.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From the events of a follower to what the reader of a feed gets, read by read. */
final class Delivery {
    /** How a feed is opened; squash: below 0 off, 0 on read, else a window in nanoseconds. */
    record Options(
            long squash,
            boolean initial,
            boolean states,
            boolean types,
            boolean offsets,
            long queueSize,
            long start,
            long until,
            long verbatimUntil) {}

    /** An object to be delivered; initial values of sources without an order come in any. */
    record Expected(long sequence, int ordinal, boolean isLoose, Map<String, Object> body) {}

    private final Model.Follower follower;
    private final Options options;
    private final List<Expected> ready = new ArrayList<>();
    private final List<Event> pending = new ArrayList<>();
    /** Changes of windows that are still open. */
    private final List<Event> waiting = new ArrayList<>();

    private long skipped;
    /** The last that was thrown away. */
    private long lastSkipped;
    /** Whether a transform fails on a member: the feed must fail before it is ready. */
    private boolean failsInitially;

    private long read;

    Delivery(Model.Follower follower, Options options) {
        this.follower = follower;
        this.options = options;
        read = options.start;
        if (options.initial) {
            initial();
        } else if (options.states) {
            ready.add(state("ready"));
        }
    }

    boolean failsInitially() {
        return failsInitially;
    }

    private void initial() {
        if (options.states) {
            ready.add(state("initializing"));
        }
        List<List<Entry>> members = follower.members();
        for (int i = 0; i < members.size(); i++) {
            Branch branch = follower.branches.get(i);
            boolean isLoose = !branch.source().isTop() || members.size() > 1;
            int offset = 0;
            for (Entry entry : members.get(i)) {
                failsInitially |= entry.view() == Model.FAILED;
                initial(entry.view(), isLoose, offset++);
            }
            if (branch.source().isPoint() && members.get(i).isEmpty()) {
                initial(null, isLoose, 0);
            }
        }
        if (options.states) {
            ready.add(state("ready"));
        }
    }

    private void initial(Object view, boolean isLoose, int offset) {
        if (view == Model.FAILED) {
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("new_val", view);
        if (options.offsets) {
            body.put("new_offset", (long) offset);
        }
        ready.add(expected(options.start, -1, isLoose, body, "initial"));
    }

    private Expected state(String name) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("state", name);
        return expected(options.start, -1, false, body, "state");
    }

    private Expected expected(long sequence, int ordinal, boolean isLoose, Map<String, Object> body, String type) {
        if (options.types) {
            body.put("type", type);
        }
        return new Expected(sequence, ordinal, isLoose, body);
    }

    /** A read begins: what is committed now, and closed where there are windows, is to be delivered. */
    List<Expected> read(long committed, long nowNs) {
        long to = Math.min(Math.min(committed, options.until), follower.failsAt() - 1);
        for (Event event : follower.advance(to, options.offsets)) {
            if (options.squash < 0 || event.sequence() <= options.verbatimUntil) {
                pending.add(event);
                bound(event);
            } else if (options.squash == 0) {
                fold(pending, event);
                bound(event);
            } else {
                waiting.add(event);
            }
        }
        read = Math.max(read, to);
        boolean isOver = to < committed || to >= options.until;
        closeWindows(isOver ? Long.MAX_VALUE : nowNs);
        if (skipped > 0) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("error", "Changefeed cache over array size limit, skipped " + skipped + " elements.");
            ready.add(new Expected(lastSkipped, -1, false, body));
            skipped = 0;
        }
        List<Expected> all = new ArrayList<>(ready);
        pending.forEach(event -> all.add(changed(event)));
        return all;
    }

    private void closeWindows(long nowNs) {
        while (!waiting.isEmpty()) {
            long window = waiting.get(0).timeNs() / options.squash;
            if ((window + 1) * options.squash > nowNs) {
                return;
            }
            List<Event> folded = new ArrayList<>();
            while (!waiting.isEmpty() && waiting.get(0).timeNs() / options.squash == window) {
                fold(folded, waiting.remove(0));
            }
            folded.forEach(event -> ready.add(changed(event)));
        }
    }

    private void bound(Event added) {
        if (pending.size() > options.queueSize) {
            skipped += pending.size();
            lastSkipped = added.sequence();
            pending.clear();
        }
    }

    /** First old value with last new one, in the order of first changes; what cancels out loses its place. */
    private void fold(List<Event> events, Event event) {
        for (int i = 0; i < events.size(); i++) {
            Event first = events.get(i);
            boolean isVerbatim = first.sequence() <= options.verbatimUntil;
            if (!isVerbatim && Values.same(first.place(), event.place())) {
                if (Values.same(first.oldVal(), event.newVal())) {
                    events.remove(i);
                } else {
                    events.set(
                            i,
                            new Event(
                                    event.sequence(),
                                    event.timeNs(),
                                    -1,
                                    first.place(),
                                    first.oldVal(),
                                    event.newVal(),
                                    Model.NO_OFFSET,
                                    Model.NO_OFFSET));
                }
                return;
            }
        }
        events.add(event);
    }

    private Expected changed(Event event) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("old_val", event.oldVal());
        body.put("new_val", event.newVal());
        if (options.offsets) {
            body.put("old_offset", event.oldOffset() < 0 ? null : (Object) (long) event.oldOffset());
            body.put("new_offset", event.newOffset() < 0 ? null : (Object) (long) event.newOffset());
        }
        String type = event.oldVal() == null ? "add" : event.newVal() == null ? "remove" : "change";
        return expected(event.sequence(), options.squash < 0 ? event.ordinal() : -1, false, body, type);
    }

    /** One of the objects was delivered: the next one, or any of the initial values that are next. */
    void delivered(Expected expected) {
        if (!ready.remove(expected)) {
            pending.remove(0);
        }
    }

    /** The greatest sequence such that everything at or below it is delivered. */
    long position() {
        return pending.isEmpty() ? read : pending.get(0).sequence() - 1;
    }

    /** Whether everything has been delivered and nothing can follow. */
    boolean isOver() {
        return ready.isEmpty() && pending.isEmpty() && waiting.isEmpty() && read >= options.until;
    }
}
