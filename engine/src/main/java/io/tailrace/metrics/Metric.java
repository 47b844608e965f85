package io.tailrace.metrics;

/**
 * A number that an engine tells of itself. What an engine has not, such as a ring where another process writes, is 0.
 */
public enum Metric {
    /** The last change that the index shows, journaled or about to be. */
    SEQUENCE_WRITTEN("sequence.written", Unit.CHANGES, Kind.COUNTER, "last change that the index shows"),
    /** The last change whose block is in the journal. */
    SEQUENCE_JOURNALED("sequence.journaled", Unit.CHANGES, Kind.COUNTER, "last change in the journal"),
    /** The last change that is known to be on the device. */
    SEQUENCE_SYNCED("sequence.synced", Unit.CHANGES, Kind.COUNTER, "last change on the device"),
    /** The oldest change that can be read. */
    SEQUENCE_OLDEST("sequence.oldest", Unit.CHANGES, Kind.GAUGE, "oldest change that can be read"),

    /** Writes that the writer has taken from the ring; a transaction is one. */
    WRITES("writes", Unit.NONE, Kind.COUNTER, "writes taken from the ring, a transaction is one"),
    /** Writes that were not carried out: a condition, a limit, no space. */
    WRITES_REFUSED("writes.refused", Unit.NONE, Kind.COUNTER, "writes not carried out"),
    /** Blocks committed; changes by blocks is how full they are. */
    BLOCKS("blocks", Unit.NONE, Kind.COUNTER, "blocks committed"),

    /** How often writes waited for 10 ms and more in which the writer took none. */
    STALLS("stalls", Unit.NONE, Kind.COUNTER, "times that the writer stood while writes waited"),
    /** The longest of those times. */
    STALL_LONGEST("stalls.longest", Unit.NANOSECONDS, Kind.GAUGE, "longest time that it stood"),

    /** Slots of the ring. */
    RING_SLOTS("ring.slots", Unit.NONE, Kind.GAUGE, "slots of the ring"),
    /** Slots of the ring that hold what the writer has not taken. */
    RING_USED("ring.used", Unit.NONE, Kind.GAUGE, "slots that wait for the writer"),
    /** How often a write has waited for room in the ring. */
    RING_WAITS("ring.waits", Unit.NONE, Kind.COUNTER, "writes that waited for room in the ring"),
    /** How often a write was turned away because there was no room, at once or in time. */
    RING_REFUSED("ring.refused", Unit.NONE, Kind.COUNTER, "writes turned away for want of room"),

    /** Bytes of journal; what a segment lacks of its full length counts too. */
    JOURNAL_BYTES("journal.written", Unit.BYTES, Kind.COUNTER, "journal written, in whole segments and the last one"),
    /** Bytes that are reserved ahead of the writer. */
    JOURNAL_RESERVED("journal.reserved", Unit.BYTES, Kind.GAUGE, "space reserved ahead of the writer"),
    /** Bytes that are in memory ahead of the writer; where it is 0 a block meets cold pages. */
    JOURNAL_TOUCHED("journal.touched", Unit.BYTES, Kind.GAUGE, "space in memory ahead of the writer"),
    /** Segments that can be read. */
    SEGMENTS("journal.segments", Unit.NONE, Kind.GAUGE, "segments that can be read"),

    /** How often the journal was forced. */
    FORCES("forces", Unit.NONE, Kind.COUNTER, "times that the journal was forced"),
    /** Time that all forces took together. */
    FORCE_TIME("forces.time", Unit.NANOSECONDS, Kind.COUNTER, "time of all forces together"),
    /** Time that the longest one took. */
    FORCE_LONGEST("forces.longest", Unit.NANOSECONDS, Kind.GAUGE, "time of the longest force"),

    /** Tables. */
    TABLES("tables", Unit.NONE, Kind.GAUGE, "tables"),
    /** Documents of all tables. */
    INDEX_KEYS("index.keys", Unit.NONE, Kind.GAUGE, "documents of all tables"),
    /** Off-heap memory that indexes hold. */
    INDEX_RESERVED("index.reserved", Unit.BYTES, Kind.GAUGE, "off-heap memory of the indexes"),
    /** How much of it is in use. */
    INDEX_USED("index.used", Unit.BYTES, Kind.GAUGE, "how much of that is in use"),

    /** Snapshots taken since the engine was opened. */
    SNAPSHOTS("snapshots", Unit.NONE, Kind.COUNTER, "snapshots taken"),
    /** Snapshots that could not be taken. */
    SNAPSHOTS_FAILED("snapshots.failed", Unit.NONE, Kind.COUNTER, "snapshots that failed"),
    /** Sequence of the last one. */
    SNAPSHOT_SEQUENCE("snapshots.sequence", Unit.CHANGES, Kind.GAUGE, "sequence of the last snapshot"),

    /** Feeds that are open. */
    FEEDS("feeds", Unit.NONE, Kind.GAUGE, "feeds that are open"),
    /** Of those, how many a {@link FeedMetrics} tells of. */
    FEEDS_TOLD("feeds.told", Unit.NONE, Kind.GAUGE, "feeds with numbers of their own"),
    /** Named cursors that can be used; where another process writes 0. */
    CURSORS("cursors", Unit.NONE, Kind.GAUGE, "named cursors"),
    /** Dispatchers, each with numbers of its own. */
    DISPATCHERS("dispatchers", Unit.NONE, Kind.GAUGE, "threads that serve many feeds"),

    /** Changes that would have been earlier than one before, and got its time. */
    TIMES_CLAMPED("times.clamped", Unit.CHANGES, Kind.COUNTER, "changes whose time would have gone back"),
    /** How far the clock is behind the journal. */
    CLOCK_BEHIND("clock.behind", Unit.NANOSECONDS, Kind.GAUGE, "how far the clock is behind the journal"),
    /** 1 where the engine has failed and takes no writes, else 0. */
    FAILED("failed", Unit.NONE, Kind.GAUGE, "1 when the engine has failed");

    private final String fullName;
    private final Unit unit;
    private final Kind kind;
    private final String description;

    Metric(String name, Unit unit, Kind kind, String description) {
        fullName = "tailrace." + name;
        this.unit = unit;
        this.kind = kind;
        this.description = description;
    }

    /** {@return its name for monitoring systems, lower case with dots, such as {@code tailrace.ring.used}} */
    public String fullName() {
        return fullName;
    }

    /** {@return what it is counted in} */
    public Unit unit() {
        return unit;
    }

    /** {@return whether it only grows} */
    public Kind kind() {
        return kind;
    }

    /** {@return what it tells, in a few words} */
    public String description() {
        return description;
    }

    /** What a number is counted in. */
    public enum Unit {
        /** Things, named by the number. */
        NONE,
        /** Changes. */
        CHANGES,
        /** Bytes. */
        BYTES,
        /** Nanoseconds. */
        NANOSECONDS
    }

    /** How a number moves. */
    public enum Kind {
        /** Only grows while the engine is open. */
        COUNTER,
        /** Goes up and down. */
        GAUGE
    }
}
