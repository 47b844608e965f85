package io.tailrace.model;

import io.tailrace.feed.ChangeKind;
import io.tailrace.model.Model.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The result that a receiver of squashed changes of an ordered set has: by places where it gets them, else as a bag.
 */
final class FoldedResult {
    private final Delivery.Options options;
    private final List<Object> values = new ArrayList<>();

    FoldedResult(List<List<Entry>> members, Delivery.Options options) {
        this.options = options;
        values.addAll(valuesOf(members));
    }

    private static List<Object> valuesOf(List<List<Entry>> members) {
        List<Object> values = new ArrayList<>();
        members.forEach(branch -> branch.stream().filter(Entry::isThere).forEach(entry -> values.add(entry.value())));
        return values;
    }

    /** How many events come before squash begins; states and initial values are what they are. */
    int exact(List<OpenFeed.Got> got) {
        int count = 0;
        while (count < got.size() && got.get(count).kind != ChangeKind.CHANGE) {
            count++;
        }
        return count;
    }

    boolean take(Map<String, Object> event) {
        Object oldVal = event.get("old_val");
        if (oldVal != null) {
            int place = options.offsets() ? ((Number) event.get("old_offset")).intValue() : find(oldVal);
            if (place < 0 || place >= values.size() || !Values.same(values.get(place), oldVal)) {
                return false;
            }
            values.remove(place);
        }
        if (event.get("new_val") != null) {
            int place = options.offsets() ? ((Number) event.get("new_offset")).intValue() : values.size();
            if (place < 0 || place > values.size()) {
                return false;
            }
            values.add(place, event.get("new_val"));
        }
        return true;
    }

    private int find(Object value) {
        for (int i = 0; i < values.size(); i++) {
            if (Values.same(values.get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    boolean isLike(List<List<Entry>> members) {
        List<Object> right = valuesOf(members);
        List<Object> mine = new ArrayList<>(values);
        if (!options.offsets()) {
            right.sort(Values.ORDER);
            mine.sort(Values.ORDER);
        }
        return Values.same(right, mine);
    }

    @Override
    public String toString() {
        return Values.text(values);
    }
}
