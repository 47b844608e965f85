package io.tailrace.bench.feeds;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A point of a curve: what so many standing feeds cost.
 *
 * @param kind what they ask for
 * @param feeds how many
 * @param percent of the changes that fall into the class of a feed
 * @param openUs microseconds to open one and have it stand with the others
 * @param closeUs microseconds to close one
 * @param bytes on heap and off-heap that one takes, its query and the counting handler included; NaN when they are too
 *     few to tell
 * @param changes a second that all of them together take in, the writing of them not counted
 * @param deliveries a second
 * @param fault what the oracle says against it, null for nothing
 */
record FeedPoint(
        FeedKind kind,
        int feeds,
        double percent,
        double openUs,
        double closeUs,
        double bytes,
        double changes,
        double deliveries,
        String fault) {
    static final String HEAD =
            "kind         feeds  match %   open us  close us  bytes/feed     changes/s  deliveries/s  counts";

    /** A line under {@link #HEAD}. */
    String line() {
        return String.format(
                Locale.ROOT,
                "%-9s %8d %8s %9.2f %9.2f %11s %13.0f %13.0f  %s",
                kindName(),
                feeds,
                Double.toString(percent).replaceAll("\\.0$", ""),
                openUs,
                closeUs,
                Double.isNaN(bytes) ? "-" : String.format(Locale.ROOT, "%.0f", bytes),
                changes,
                deliveries,
                fault == null ? "exact" : "WRONG: " + fault);
    }

    Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kindName());
        map.put("feeds", feeds);
        map.put("matchPercent", percent);
        map.put("openMicros", openUs);
        map.put("closeMicros", closeUs);
        map.put("bytesPerFeed", Double.isNaN(bytes) ? null : bytes);
        map.put("changesPerSecond", changes);
        map.put("deliveriesPerSecond", deliveries);
        map.put("fault", fault);
        return map;
    }

    private String kindName() {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
