package io.tailrace.journal;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The mappings of segments that all cursors of a journal share, and who stands in them. Any thread.
 *
 * <p>A mapping goes with the garbage collector, so that a late look at a block never touches unmapped memory. But the
 * space of a file that was removed is free only when nobody maps it, and where nothing makes garbage there may be no
 * collection for days. So when a segment is retired and no cursor stands in it, {@linkplain SegmentMap#blank memory
 * without a file} takes the place of the mapping: a late look finds zeros. Who forgets to close a cursor leaves that
 * one mapping to the collector.
 */
final class SharedMaps {
    /** Of each segment the longest last; the others are those of when its file was shorter. */
    private final Int2ObjectHashMap<List<WeakReference<SegmentMap>>> maps = new Int2ObjectHashMap<>();

    /** A mapping of at least that length, or null where none is known. */
    synchronized SegmentMap find(int segment, long bytes) {
        List<WeakReference<SegmentMap>> known = maps.get(segment);
        SegmentMap map = known == null ? null : known.get(known.size() - 1).get();
        return isOver(map) || map.length() < bytes ? null : map;
    }

    /** A mapping that was just made, from now on the one that is found. */
    synchronized void add(int segment, SegmentMap map) {
        maps.values().removeIf(known -> {
            known.removeIf(reference -> isOver(reference.get()));
            return known.isEmpty();
        });
        List<WeakReference<SegmentMap>> known = maps.get(segment);
        if (known == null) {
            known = new ArrayList<>();
            maps.put(segment, known);
        }
        known.add(new WeakReference<>(map));
    }

    private static boolean isOver(SegmentMap map) {
        return map == null || map.isBlank();
    }

    /** Leaves the mappings of a file that has been replaced to who stands in them. */
    synchronized void forget(int segment) {
        maps.remove(segment);
    }

    /** Forgets all. */
    synchronized void clear() {
        maps.clear();
    }

    /** A cursor stands there from now on; false where it is too late, and nothing is there any more. */
    synchronized boolean enter(SegmentMap map) {
        if (map.isBlank()) {
            return false;
        }
        map.standing++;
        return true;
    }

    /** A cursor has gone on, and nobody looks at what it has shown there. */
    synchronized void leave(SegmentMap map) {
        map.standing--;
        blankWhereGone(map);
    }

    /**
     * A cursor was closed that stood there. What it showed last may still be looked at: it counts until a segment is
     * retired after another one was begun.
     */
    synchronized void leaveLater(SegmentMap map, int newest) {
        map.leaving++;
        map.leftAt = newest;
    }

    /** All segments before that one are retired, and their files removed or about to be. */
    synchronized void goBefore(int first, int newest) {
        maps.forEachInt((segment, known) -> {
            for (WeakReference<SegmentMap> reference : known) {
                SegmentMap map = reference.get();
                if (map != null) {
                    map.gone |= segment < first;
                    endLeaving(map, newest);
                    blankWhereGone(map);
                }
            }
        });
    }

    private static void endLeaving(SegmentMap map, int newest) {
        if (map.leftAt < newest) {
            map.standing -= map.leaving;
            map.leaving = 0;
        }
    }

    private static void blankWhereGone(SegmentMap map) {
        if (map.gone && map.standing == 0) {
            map.blank();
        }
    }
}
