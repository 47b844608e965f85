package io.tailrace.realdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A receiver's copy of order books, made of nothing but feed events. Each event must fit the copy: its old value is
 * what the copy holds.
 */
final class BookCopy implements ChangeHandler {
    private final BookTable book;
    private final Map<Level, Long> quantities = new HashMap<>();
    private final EventCounts counts = new EventCounts();
    private Level largest;
    private long largestQtyE8;

    BookCopy(BookTable book) {
        this.book = book;
    }

    @Override
    public void onChange(Change change) {
        counts.onChange(change);
        Level level = book.level(change.newVal() == null ? change.oldVal() : change.newVal());
        Long old = change.oldVal() == null ? null : Long.valueOf(book.qtyE8(change.oldVal()));
        Long held;
        if (change.newVal() == null) {
            held = quantities.remove(level);
        } else {
            long qtyE8 = book.qtyE8(change.newVal());
            held = quantities.put(level, qtyE8);
            if (qtyE8 > largestQtyE8) {
                largestQtyE8 = qtyE8;
                largest = level;
            }
        }
        if (held == null ? old != null : !held.equals(old)) {
            throw new AssertionError("held=" + held + " change=" + change);
        }
    }

    EventCounts counts() {
        return counts;
    }

    int size() {
        return quantities.size();
    }

    long size(String side) {
        return quantities.keySet().stream()
                .filter(level -> level.side().equals(side))
                .count();
    }

    long sumE8(String side) {
        return quantities.entrySet().stream()
                .filter(level -> level.getKey().side().equals(side))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Price and quantity of the best levels of a side. */
    List<List<Long>> best(String side, int limit) {
        Comparator<Level> byPrice = Comparator.comparingLong(Level::priceE8);
        return quantities.keySet().stream()
                .filter(level -> level.side().equals(side))
                .sorted(Level.BID.equals(side) ? byPrice.reversed() : byPrice)
                .limit(limit)
                .map(level -> List.of(level.priceE8(), quantities.get(level)))
                .toList();
    }

    /** Largest quantity that any event has shown, and where. */
    List<Object> largest() {
        return List.of(largestQtyE8, List.of(largest.side(), largest.priceE8()));
    }

    Object checksum() {
        Checksum checksum = new Checksum();
        quantities.forEach((level, qtyE8) -> BookTable.add(checksum, level, qtyE8));
        return checksum.facts();
    }

    /** Fails unless the copy holds exactly these levels, which are in order. */
    void assertHolds(List<Level> inKeyOrder) {
        assertThat(inKeyOrder).isEqualTo(quantities.keySet().stream().sorted().toList());
    }
}
