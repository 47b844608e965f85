package io.tailrace.query;

import io.tailrace.index.EntryDescriptor;
import io.tailrace.index.EntryScan;
import io.tailrace.index.IndexEntry;
import io.tailrace.index.SecondaryIndex;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Scans the ranges of a source one after the other, in its direction. Not thread safe. */
final class RangeScan {
    /** No key begins with it, so after a prefix it stands above all entries that begin with the prefix. */
    private static final byte ABOVE = (byte) 0xFF;

    private final EntryScan scan;
    private final SourceRanges ranges;
    private final boolean descending;
    private final boolean primary;
    private final UnsafeBuffer bound = new UnsafeBuffer(new byte[EntryDescriptor.MAX_BYTES]);
    /** How many ranges have been begun. */
    private int begun;
    /** The one at hand. */
    private int range;

    private boolean scanning;
    private EntryPlace start;

    RangeScan(EntryScan scan, Source source, SourceRanges ranges) {
        this.scan = scan;
        primary = source.index() == null;
        this.ranges = ranges;
        descending = source.descending();
    }

    /** Leaves out what lies before a place, but not always what shares the begin of a long key with it. */
    void startAfter(EntryPlace place) {
        start = place;
    }

    boolean next(LiveEntries into) {
        while (scanning || begin()) {
            if (scan.next()) {
                show(into);
                return true;
            }
            scanning = false;
        }
        return false;
    }

    /** Copies 0 say that the whole key lies outside, where the bounds of the scan were cut off. */
    private void show(LiveEntries into) {
        IndexEntry entry = scan.entry();
        DirectBuffer order = scan.entryBuffer();
        int orderLength = scan.keyLength();
        into.place.order(order, scan.entryOffset(), orderLength);
        into.place.key(entry.buffer(), entry.keyOffset(), entry.keyLength());
        into.place.position = scan.position();
        into.truncated = scan.isTruncated();
        into.document = entry.buffer();
        into.documentOffset = entry.docOffset();
        into.documentLength = entry.docLength();
        into.version = entry.sequence();
        into.range = range;
        boolean inside = into.truncated || ranges.contains(range, order, scan.entryOffset(), orderLength);
        into.copies = inside ? ranges.copies(range) : 0;
    }

    /** Begins the next range that does not lie after the start; false when there is none. */
    private boolean begin() {
        while (begun < ranges.count()) {
            range = descending ? ranges.count() - 1 - begun : begun;
            begun++;
            if (start == null || !isOver()) {
                UnsafeBuffer lower = ranges.lower(range);
                UnsafeBuffer upper = ranges.upper(range);
                scan.range(lower, lower.capacity(), upper, upper.capacity(), descending);
                if (start != null && ranges.contains(range, start.order, start.orderOffset, start.orderLength)) {
                    startInside(lower, upper);
                }
                scanning = true;
                return true;
            }
        }
        return false;
    }

    private boolean isOver() {
        return descending
                ? ranges.isBelow(range, start.order, start.orderOffset, start.orderLength)
                : ranges.isAbove(range, start.order, start.orderOffset, start.orderLength);
    }

    private void startInside(UnsafeBuffer lower, UnsafeBuffer upper) {
        if (primary) {
            scan.startAfter(start.key, start.keyOffset, start.keyLength);
        } else if (start.orderLength <= SecondaryIndex.KEPT_KEY_BYTES) {
            scan.startAfter(bound, 0, entryOf(start));
        } else if (descending) {
            scan.range(lower, lower.capacity(), bound, prefixOf(start), true);
        } else {
            scan.range(bound, prefixOf(start) - 1, upper, upper.capacity(), false);
        }
    }

    private int entryOf(EntryPlace place) {
        return EntryDescriptor.write(
                bound,
                0,
                place.order,
                place.orderOffset,
                place.orderLength,
                place.key,
                place.keyOffset,
                place.keyLength,
                place.position);
    }

    /** What an index keeps of a longer key, and a byte that is above all that can follow it. */
    private int prefixOf(EntryPlace place) {
        bound.putBytes(0, place.order, place.orderOffset, SecondaryIndex.KEPT_KEY_BYTES);
        bound.putByte(SecondaryIndex.KEPT_KEY_BYTES, ABOVE);
        return SecondaryIndex.KEPT_KEY_BYTES + 1;
    }
}
