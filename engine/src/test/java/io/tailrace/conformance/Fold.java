package io.tailrace.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The result of a query, from nothing but the events of its feed: by places where they tell places, else as a bag. */
final class Fold {
    private Fold() {}

    static List<Object> of(List<Object> events) {
        List<Object> state = new ArrayList<>();
        for (Object event : events) {
            if (!(event instanceof Map<?, ?> map)) {
                throw new CaseFailure("an event that is no object cannot be folded: " + Json.text(event));
            }
            take(state, map);
            put(state, map);
        }
        return state;
    }

    private static void take(List<Object> state, Map<?, ?> event) {
        Object old = event.get("old_val");
        if (old == null) {
            return;
        }
        if (event.get("old_offset") instanceof Number offset) {
            int place = offset.intValue();
            if (place >= state.size() || !Plain.same(old, state.get(place))) {
                throw new CaseFailure("old_val is not at old_offset: " + Json.text(event) + " of " + Json.text(state));
            }
            state.remove(place);
            return;
        }
        for (int i = 0; i < state.size(); i++) {
            if (Plain.same(old, state.get(i))) {
                state.remove(i);
                return;
            }
        }
        throw new CaseFailure("old_val was never a member: " + Json.text(event) + " of " + Json.text(state));
    }

    private static void put(List<Object> state, Map<?, ?> event) {
        Object value = event.get("new_val");
        if (value == null) {
            return;
        }
        int place = event.get("new_offset") instanceof Number offset ? offset.intValue() : state.size();
        if (place > state.size()) {
            throw new CaseFailure("new_offset is beyond the end: " + Json.text(event) + " of " + Json.text(state));
        }
        state.add(place, value);
    }
}
