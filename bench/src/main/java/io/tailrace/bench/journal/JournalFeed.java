package io.tailrace.bench.journal;

import io.tailrace.bench.measure.Beside;
import io.tailrace.bench.measure.Scratch;
import io.tailrace.bench.measure.Side;
import io.tailrace.bench.measure.Timing;
import io.tailrace.bench.rows.Payload;
import io.tailrace.bench.rows.Quotes;
import io.tailrace.document.Field;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.EngineSide;
import io.tailrace.feed.Feed;
import io.tailrace.feed.FeedContext;
import io.tailrace.feed.FeedGroup;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.journal.Cursors;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalGauge;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A feed with a filter on one field that one change in a hundred passes: ours in B3. */
public final class JournalFeed implements Side {
    private static final int LIMIT = 256;

    private final Scratch scratch;
    private final int records;
    private final boolean live;
    private Path directory;
    private OpenJournal journal;
    /** The same as a process sees it that has not written it, and therefore checks each block again. */
    private Journal unchecked;

    private long matches;

    private JournalFeed(Scratch scratch, int records, boolean live) {
        this.scratch = scratch;
        this.records = records;
        this.live = live;
    }

    /** Reads what was written before, and was not checked since: no reader of a process that writes would do that. */
    public static JournalFeed sequential(Scratch scratch, int records) {
        return new JournalFeed(scratch, records, false);
    }

    /** Reads beside a thread that appends as fast as it can; a round ends when the last change has been read. */
    public static JournalFeed live(Scratch scratch, int records) {
        return new JournalFeed(scratch, records, true);
    }

    @Override
    public String name() {
        return "feed" + (live ? " live" : "");
    }

    @Override
    public double round() throws Exception {
        return live ? besideWriter() : alone();
    }

    private double alone() {
        if (journal == null) {
            open();
            journal.append(records);
            unchecked = Journal.openReadOnly(
                    new JournalConfig().directory(directory).readOnly(true));
        }
        long end = unchecked.lastSequence();
        try (Feed feed = feed(unchecked)) {
            Timing timing = Timing.start(name());
            read(feed, end, null);
            return (double) timing.end() / records;
        }
    }

    private double besideWriter() throws Exception {
        open();
        try (Feed feed = feed(journal.journal())) {
            long end = journal.journal().lastSequence() + records;
            Beside writer = new Beside("journal-writer", () -> journal.append(records));
            Timing timing = Timing.start(name());
            writer.go();
            read(feed, end, writer);
            double taken = (double) timing.end() / records;
            writer.join();
            return taken;
        } finally {
            close();
        }
    }

    private void open() {
        directory = scratch.fresh("feed");
        journal = new OpenJournal(directory);
        journal.touch();
    }

    private void read(Feed feed, long end, Beside writer) {
        long[] found = {0};
        while (feed.position() < end) {
            int events = feed.poll(change -> found[0]++, LIMIT);
            if (events == 0 && feed.position() < end) {
                if (writer == null) {
                    throw new IllegalStateException("position=" + feed.position() + " end=" + end);
                }
                writer.check();
                Thread.onSpinWait();
            }
        }
        matches = found[0];
    }

    /** How many events the last round brought. */
    public long matches() {
        return matches;
    }

    private static Feed feed(Journal journal) {
        Field level = journal.dictionary().field(Quotes.LEVEL);
        Transforms transforms = Transforms.none().filter(document -> document.longValue(level) == Payload.WANTED);
        ChangesOptions options = ChangesOptions.squash(false).fromStart();
        return EngineSide.open(
                new Context(journal),
                "table(\"quotes\").filter(lambda)",
                List.of(new Selection(
                        new Source(
                                Quotes.TABLE, "quotes", Source.Kind.TABLE, null, List.of(), false, false, Source.ALL),
                        transforms)),
                options);
    }

    @Override
    public void close() throws IOException {
        if (unchecked != null) {
            unchecked.close();
            unchecked = null;
        }
        if (journal != null) {
            journal.close();
            Scratch.remove(directory);
            journal = null;
        }
    }

    /** A journal without an engine around it. */
    private record Context(Journal journal, JournalGauge gauge) implements FeedContext {
        Context(Journal journal) {
            this(journal, JournalGauge.of(journal));
        }

        @Override
        public JournalReader reader(long fromSequence) {
            return journal.reader(fromSequence);
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean usedHere() {
            return false;
        }

        @Override
        public List<FeedGroup> groupsHere() {
            return List.of();
        }

        @Override
        public long firstSequence() {
            return journal.firstSequence();
        }

        @Override
        public long lastSequence() {
            return journal.lastSequence();
        }

        @Override
        public long knownSequence() {
            return journal.knownSequence();
        }

        @Override
        public long lastTimeNs() {
            return gauge.lastTimeNs();
        }

        @Override
        public long writtenBytes() {
            return 0;
        }

        @Override
        public long writtenBefore(long sequence) {
            return 0;
        }

        @Override
        public boolean isPast(long timeNs) {
            return journal.timeFloor() >= timeNs;
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public boolean await(BooleanSupplier condition, long deadlineNs) {
            return condition.getAsBoolean();
        }

        @Override
        public void released(Feed feed) {}

        @Override
        public Cursors cursors() {
            throw new UnsupportedOperationException("the feed of this benchmark has no named cursor");
        }

        @Override
        public long appliedSequence() {
            throw new UnsupportedOperationException("the feed of this benchmark reads the journal alone");
        }

        @Override
        public Index index(int tableId) {
            throw new UnsupportedOperationException("the feed of this benchmark reads the journal alone");
        }

        @Override
        public EntryScan scan(int tableId, int indexId) {
            throw new UnsupportedOperationException("the feed of this benchmark reads the journal alone");
        }

        @Override
        public long epochNs() {
            return 0;
        }

        @Override
        public LongSupplier random() {
            return () -> 0;
        }
    }
}
