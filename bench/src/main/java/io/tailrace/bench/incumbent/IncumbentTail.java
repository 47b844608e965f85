package io.tailrace.bench.incumbent;

import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.rows.Screens;
import java.util.function.BooleanSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/** The incumbent's reading thread and its subscribers: flyweights on the excerpt, a lambda a subscriber. */
public final class IncumbentTail {
    private final Subscriber[] subscribers;
    private final Int2ObjectHashMap<Subscriber> bySymbol;
    private final long[] counts;
    private final RowView old = new RowView();
    private final RowView now = new RowView();

    IncumbentTail(Screens screens) {
        counts = new long[screens.count()];
        subscribers = new Subscriber[screens.count()];
        bySymbol = screens.kind() == Screens.Kind.EQUALITY ? new Int2ObjectHashMap<>() : null;
        for (int i = 0; i < subscribers.length; i++) {
            int screen = i;
            RowHandler handler = (before, after) -> counts[screen]++;
            if (bySymbol != null) {
                bySymbol.put(i, new Subscriber(null, handler));
            } else {
                double low = screens.low(i);
                subscribers[i] = new Subscriber(range(i, low, low + Screens.WIDTH), handler);
            }
        }
    }

    private IncumbentTail(Subscriber[] subscribers, Int2ObjectHashMap<Subscriber> bySymbol) {
        counts = new long[0];
        this.subscribers = subscribers;
        this.bySymbol = bySymbol;
    }

    /** With one subscriber that takes every change. */
    public static IncumbentTail ofAll(RowHandler handler) {
        return new IncumbentTail(new Subscriber[] {new Subscriber(row -> true, handler)}, null);
    }

    /** With a handler a screen, and those that ask for a symbol in a hash or not. */
    public static IncumbentTail telling(Screens screens, boolean hashed, RowHandler[] handlers) {
        boolean equal = screens.kind() == Screens.Kind.EQUALITY;
        Int2ObjectHashMap<Subscriber> bySymbol = equal && hashed ? new Int2ObjectHashMap<>() : null;
        Subscriber[] subscribers = new Subscriber[handlers.length];
        for (int i = 0; i < handlers.length; i++) {
            double low = screens.low(i);
            RowPredicate predicate = equal ? symbol(i, i) : range(i, low, low + Screens.WIDTH);
            subscribers[i] = new Subscriber(predicate, handlers[i]);
            if (bySymbol != null) {
                bySymbol.put(i, subscribers[i]);
            }
        }
        return new IncumbentTail(subscribers, bySymbol);
    }

    private static RowPredicate symbol(int site, int symbol) {
        return switch (site % 8) {
            case 0 -> row -> row.symbol() == symbol;
            case 1 -> row -> symbol == row.symbol();
            case 2 -> row -> !(row.symbol() != symbol);
            case 3 -> row -> !(symbol != row.symbol());
            case 4 -> row -> row.symbol() - symbol == 0;
            case 5 -> row -> symbol - row.symbol() == 0;
            case 6 -> row -> (row.symbol() ^ symbol) == 0;
            default -> row -> (symbol ^ row.symbol()) == 0;
        };
    }

    /** As in an application, lambdas come from several places in the source, so the call of one cannot be inlined. */
    private static RowPredicate range(int site, double low, double high) {
        return switch (site % 8) {
            case 0 -> row -> row.price() >= low && row.price() < high;
            case 1 -> row -> row.price() < high && row.price() >= low;
            case 2 -> row -> low <= row.price() && row.price() < high;
            case 3 -> row -> !(row.price() < low) && row.price() < high;
            case 4 -> row -> row.price() >= low && high > row.price();
            case 5 -> row -> high > row.price() && row.price() >= low;
            case 6 -> row -> low <= row.price() && high > row.price();
            default -> row -> !(row.price() >= high) && row.price() >= low;
        };
    }

    /** Reads so many changes and tells each subscriber of those that concern it. */
    public void read(ExcerptTailer tailer, int changes, Beside writer) {
        UnsafeBuffer excerpt = new UnsafeBuffer(0, 0);
        for (int read = 0; read < changes; ) {
            if (readOne(tailer, excerpt)) {
                read++;
            } else {
                writer.check();
                Thread.yield();
            }
        }
    }

    /** The same, without an end but that it is told. */
    public void readUntil(ExcerptTailer tailer, BooleanSupplier ended) {
        UnsafeBuffer excerpt = new UnsafeBuffer(0, 0);
        while (!ended.getAsBoolean()) {
            if (!readOne(tailer, excerpt)) {
                Thread.yield();
            }
        }
    }

    private boolean readOne(ExcerptTailer tailer, UnsafeBuffer excerpt) {
        try (DocumentContext context = tailer.readingDocument()) {
            boolean present = context.isPresent();
            if (present) {
                Bytes<?> bytes = context.wire().bytes();
                excerpt.wrap(bytes.addressForRead(bytes.readPosition()), IncumbentWriter.EXCERPT_BYTES);
                dispatch(excerpt);
            }
            return present;
        }
    }

    /** Tells each subscriber that a change concerns. */
    public void dispatch(UnsafeBuffer excerpt) {
        boolean hadOld = excerpt.getLong(IncumbentWriter.HAD_OLD) != 0;
        old.wrap(excerpt, IncumbentWriter.OLD);
        now.wrap(excerpt, IncumbentWriter.NEW);
        if (bySymbol != null) {
            byHash(hadOld);
            return;
        }
        for (Subscriber subscriber : subscribers) {
            if (hadOld && subscriber.predicate.test(old) || subscriber.predicate.test(now)) {
                subscriber.handler.onChange(old, now);
            }
        }
    }

    private void byHash(boolean hadOld) {
        Subscriber after = bySymbol.get(now.symbol());
        if (after != null) {
            after.handler.onChange(old, now);
        }
        if (hadOld && old.symbol() != now.symbol()) {
            Subscriber before = bySymbol.get(old.symbol());
            if (before != null) {
                before.handler.onChange(old, now);
            }
        }
    }

    long[] counts() {
        return counts;
    }

    private record Subscriber(RowPredicate predicate, RowHandler handler) {}

    private interface RowPredicate {
        boolean test(RowView row);
    }

    /** Is told of a change. */
    public interface RowHandler {
        void onChange(RowView before, RowView after);
    }
}
