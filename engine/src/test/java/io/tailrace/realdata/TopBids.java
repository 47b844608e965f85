package io.tailrace.realdata;

import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the recorded lines after which the ten best bids differ from before, by feed events. */
final class TopBids implements ChangeHandler {
    private static final int LIMIT = 10;

    private final BookTable book;
    private final List<Long> lineEnds;
    private final TreeMap<Long, Long> bids = new TreeMap<>(Comparator.reverseOrder());
    private List<Map.Entry<Long, Long>> top = List.of();
    private boolean touched;
    private int line;
    private long changes;

    /** @param lineEnds for each line the last sequence that was assigned when its last write was decided */
    TopBids(BookTable book, List<Long> lineEnds) {
        this.book = book;
        this.lineEnds = lineEnds;
    }

    @Override
    public void onChange(Change change) {
        while (change.sequence() > lineEnds.get(line)) {
            endLine();
            line++;
        }
        Level level = book.level(change.newVal() == null ? change.oldVal() : change.newVal());
        if (level.isBid()) {
            touched = true;
            if (change.newVal() == null) {
                bids.remove(level.priceE8());
            } else {
                bids.put(level.priceE8(), book.qtyE8(change.newVal()));
            }
        }
    }

    /** Lines that changed the ten best bids, once all events have been taken. */
    long changes() {
        endLine();
        return changes;
    }

    private void endLine() {
        if (!touched) {
            return;
        }
        touched = false;
        List<Map.Entry<Long, Long>> now = new ArrayList<>(LIMIT);
        for (Map.Entry<Long, Long> bid : bids.entrySet()) {
            if (now.size() == LIMIT) {
                break;
            }
            now.add(Map.entry(bid.getKey(), bid.getValue()));
        }
        changes += now.equals(top) ? 0 : 1;
        top = now;
    }
}
