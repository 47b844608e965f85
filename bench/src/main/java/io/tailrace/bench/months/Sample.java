package io.tailrace.bench.months;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a process and its journal take.
 *
 * @param written bytes of journal by then
 * @param amounts of each kind, in the order of the kinds
 */
record Sample(long written, long[] amounts) {
    /** What may not grow, and what of it may grow nevertheless. */
    enum Kind {
        /** Bytes of all files of the directory, as allocated, and of those that are gone and still held by somebody. */
        SPACE("space", 0.1, 0, 1 << 20, "MiB"),
        /** Bytes of files that are gone and still mapped or open, here or in the process beside. */
        HELD("space of files that are gone", 0.1, 64 << 20, 1 << 20, "MiB"),
        /** Open files of this process. */
        DESCRIPTORS("descriptors", 0, 6, 1, ""),
        /** Mappings of the journal's files in this process. */
        MAPPINGS("mappings", 0.1, 16, 1, ""),
        /** Memory of its own that is not the heap's, nor a file's. */
        DIRECT("direct memory", 0.05, 8 << 20, 1 << 20, "MiB"),
        /** Memory of its own that is resident. */
        RESIDENT("resident memory", 0.1, 64 << 20, 1 << 20, "MiB"),
        /** The same of the process beside. */
        RESIDENT_BESIDE("resident memory beside", 0.1, 64 << 20, 1 << 20, "MiB"),
        /** What is used of the heap after a collection. */
        HEAP("heap after collection", 0.1, 4 << 20, 1 << 20, "MiB");

        final String text;
        /** How much more it may be, as a share of what there was before. */
        final double share;

        final long more;
        final long unit;
        final String unitText;

        Kind(String text, double share, long more, long unit, String unitText) {
            this.text = text;
            this.share = share;
            this.more = more;
            this.unit = unit;
            this.unitText = unitText;
        }
    }

    long of(Kind kind) {
        return amounts[kind.ordinal()];
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("written", written);
        for (Kind kind : Kind.values()) {
            map.put(kind.text, of(kind));
        }
        return map;
    }
}
