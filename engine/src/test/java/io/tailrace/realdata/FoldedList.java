package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.feed.ChangeKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A receiver's list, made of nothing but the events of an ordered feed: remove at the old place, insert at the new. */
final class FoldedList implements ChangeHandler {
    private final List<Map<String, Object>> documents = new ArrayList<>();
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private long events;

    @Override
    public void onChange(Change change) {
        if (change.kind() == ChangeKind.CHANGE || change.kind() == ChangeKind.INITIAL) {
            waiting.add(new Event(
                    change.sequence(),
                    change.oldOffset(),
                    change.oldVal() == null ? null : change.oldVal().toMap(),
                    change.newOffset(),
                    change.newVal() == null ? null : change.newVal().toMap()));
        }
    }

    /** Folds the events up to a sequence. */
    void fold(long sequence) {
        while (!waiting.isEmpty() && waiting.peek().sequence() <= sequence) {
            Event event = waiting.remove();
            events++;
            if (event.oldOffset() != Change.NO_OFFSET) {
                assertThat(documents.remove(event.oldOffset())).isEqualTo(event.oldVal());
            }
            if (event.newOffset() != Change.NO_OFFSET) {
                documents.add(event.newOffset(), event.newVal());
            }
        }
    }

    List<Map<String, Object>> documents() {
        return documents;
    }

    /** How many were folded. */
    long events() {
        return events;
    }

    private record Event(
            long sequence, int oldOffset, Map<String, Object> oldVal, int newOffset, Map<String, Object> newVal) {}
}
