package io.tailrace;

import static io.tailrace.error.QueryException.Reason.BAD_KEY;
import static io.tailrace.error.QueryException.Reason.NULL_BOUND;
import static io.tailrace.error.QueryException.Reason.NULL_KEY;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.KeyEncoder;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.error.QueryException;
import io.tailrace.query.KeyRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Keys and bounds as they are asked for, turned into ranges of encoded keys. Static, any thread. */
final class KeyRanges {
    /** Every key. */
    static final List<KeyRange> ALL = List.of(KeyRange.ALL);

    private KeyRanges() {}

    /** The range that holds one primary key. */
    static List<KeyRange> one(DocumentLimits limits, TableName table, Object key) {
        return List.of(KeyRange.point(primaryKey(limits, table, key), 1));
    }

    /** Ranges that hold one key each, keys asked for several times counted. */
    static List<KeyRange> keys(DocumentLimits limits, TableName table, boolean primary, Collection<?> keys) {
        TreeMap<byte[], Integer> counts = new TreeMap<>(Arrays::compareUnsigned);
        for (Object key : keys) {
            if (key == null) {
                throw new QueryException(
                        NULL_KEY, "getAll: a key is null, and no document is listed under null: leave it out");
            }
            counts.merge(primary ? primaryKey(limits, table, key) : bound(key), 1, Integer::sum);
        }
        List<KeyRange> ranges = new ArrayList<>();
        counts.forEach((key, copies) -> ranges.add(KeyRange.point(key, copies)));
        return List.copyOf(ranges);
    }

    /** The range between two bounds; no range at all when it is empty. */
    static List<KeyRange> between(Object lower, Object upper) {
        byte[] from = edge(lower, true);
        byte[] to = edge(upper, false);
        boolean unbounded = to.length == 0 && keyOf(upper) == Bound.MAXVAL;
        if (!unbounded && Arrays.compareUnsigned(from, to) >= 0 || keyOf(lower) == Bound.MAXVAL) {
            return List.of();
        }
        return List.of(new KeyRange(from, to, 1));
    }

    private static byte[] edge(Object asked, boolean isLower) {
        Object key = keyOf(asked);
        if (key == null) {
            throw new QueryException(
                    NULL_BOUND, "between: a bound is null: use Bound.MINVAL or Bound.MAXVAL where there is none");
        }
        if (key == Bound.MINVAL || key == Bound.MAXVAL) {
            return new byte[0];
        }
        boolean isClosed = asked instanceof Bound bound ? bound.isClosed() : isLower;
        byte[] encoded = bound(key);
        return isClosed == isLower ? encoded : KeyRange.after(encoded);
    }

    private static Object keyOf(Object asked) {
        return asked instanceof Bound bound ? bound.key() : asked;
    }

    private static byte[] primaryKey(DocumentLimits limits, TableName table, Object key) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(KeyEncoder.MAX_ENCODED_BYTES));
        try {
            byte[] encoded = new byte[new KeyEncoder(limits).encodeValue(key, buffer, 0)];
            buffer.getBytes(0, encoded);
            return encoded;
        } catch (DocumentException | LimitException e) {
            throw new QueryException(BAD_KEY, "key of table=" + table.name() + ": " + e.getMessage());
        }
    }

    private static byte[] bound(Object key) {
        try {
            return IndexKeyEncoder.bound(key);
        } catch (DocumentException | LimitException e) {
            throw new QueryException(BAD_KEY, "key or bound: " + e.getMessage());
        }
    }
}
