package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import io.tailrace.expression.Expression;
import io.tailrace.index.EntryScan;
import io.tailrace.index.Index;
import io.tailrace.index.IndexMemory;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.KeyRange;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal in memory with a writer that remembers what it wrote, and the engine around a feed. One thread. */
final class FeedRig extends JournalContext {
    /** One change as it was written. */
    record Written(
            long sequence,
            long timeNs,
            int table,
            String key,
            Map<String, Object> oldDocument,
            Map<String, Object> newDocument) {}

    /** What now() is in queries. */
    static final long EPOCH_NS = 1_700_000_000_000_000_000L;

    final Dictionary dictionary = journal.dictionary();
    final List<Written> log = new ArrayList<>();
    final List<Feed> released = new ArrayList<>();
    final List<JournalReader> readers = new ArrayList<>();
    long timeFloor = Long.MIN_VALUE;
    /** Runs whenever it was asked for. */
    Runnable timeAsked = () -> {};

    /** What feeds get to see of the journal at most. */
    long committed = Long.MAX_VALUE;

    /** How large changes are taken for. */
    long bytesPerChange;

    long now;
    /** Runs once in each turn of a wait, and moves the clock by one. */
    Runnable duty = () -> {};

    private final JournalAppender appender = journal.appender();
    private final DocumentWriter writer = new DocumentWriter(dictionary, dictionary.limits());
    private final KeyEncoder keyEncoder = new KeyEncoder(dictionary.limits());
    private final Interner interner = new Interner(dictionary, appender);
    private final MutableDirectBuffer key = new ExpandableArrayBuffer();
    private final MutableDirectBuffer newImage = new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16));
    private final Map<String, MutableDirectBuffer> images = new HashMap<>();
    private final Map<String, Integer> lengths = new HashMap<>();
    private final Map<String, Map<String, Object>> documents = new HashMap<>();
    private final Random random = new Random(1);
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<Integer, Index> indexes = new HashMap<>();
    /** How often somebody asked how much journal there is. */
    int bytesAsked;

    private boolean grouped;

    FeedRig() {
        super(Journal.inMemory(new JournalConfig()));
    }

    /** A group of feeds of this rig. */
    FeedGroup group(ErrorHandler errorHandler) {
        GroupBounds usual = GroupBounds.USUAL;
        return new FeedGroup(
                this,
                errorHandler,
                GroupHost.NONE,
                new AtomicLong(),
                TableFeeds::new,
                GroupBounds.of(usual.slice(), usual.far()));
    }

    static FeedRig withTable(String name) {
        FeedRig rig = new FeedRig();
        rig.createTable(name);
        return rig;
    }

    int createTable(String name) {
        int id = journal.tables().size();
        appender.open(now);
        appender.table(id, name, "id");
        appender.tableCreated(id, now);
        appender.commit();
        return id;
    }

    void dropTable(int table) {
        appender.open(now);
        appender.tableDropped(table, now);
        appender.commit();
    }

    void createIndex(int table, String name, String expression) {
        int id = journal.indexes().size();
        appender.open(now);
        appender.index(id, table, name, expression, false);
        appender.indexCreated(id, table, now);
        appender.commit();
    }

    void dropIndex(int table, int index) {
        appender.open(now);
        appender.indexDropped(table, index, now);
        appender.commit();
    }

    /** Until the end of the group all changes stand in one block. */
    void beginGroup() {
        appender.open(now);
        grouped = true;
    }

    void endGroup() {
        grouped = false;
        appender.commit();
    }

    long put(String id, String field, long value) {
        return put(0, id, Map.of("id", id, field, value));
    }

    long put(String id, String field, long value, String otherField, long otherValue) {
        return put(0, id, Map.of("id", id, field, value, otherField, otherValue));
    }

    long delete(String id) {
        return put(0, id, null);
    }

    long put(int table, String id, Map<String, Object> document) {
        String place = table + "/" + id;
        MutableDirectBuffer image = images.computeIfAbsent(place, p -> new ExpandableArrayBuffer());
        int oldLength = lengths.getOrDefault(place, -1);
        int newLength = document == null ? -1 : encode(document);
        if (!grouped) {
            appender.open(now);
        }
        int keyLength = keyEncoder.encode(id, key, 0);
        long sequence = appender.change(table, now, key, 0, keyLength, image, 0, oldLength, newImage, 0, newLength);
        if (!grouped) {
            appender.commit();
        }
        apply(table, keyLength, newLength, sequence);
        lengths.put(place, newLength);
        versions.put(place, sequence);
        Map<String, Object> before = documents.get(place);
        if (document == null) {
            documents.remove(place);
        } else {
            image.putBytes(0, newImage, 0, newLength);
            documents.put(place, new TreeMap<>(document));
        }
        log.add(new Written(sequence, now, table, id, before, documents.get(place)));
        return sequence;
    }

    private int encode(Map<String, Object> document) {
        writer.reset().putAll(document).finish();
        DirectBuffer encoded = writer.buffer();
        if (Interner.needed(encoded, writer.offset())) {
            return interner.intern(encoded, writer.offset(), writer.length(), newImage, 0);
        }
        newImage.putBytes(0, encoded, writer.offset(), writer.length());
        return writer.length();
    }

    Map<String, Object> document(int table, String id) {
        return documents.get(table + "/" + id);
    }

    /** The whole of a table. */
    static Source table(int table) {
        return new Source(table, "t", Source.Kind.TABLE, null, List.of(), false, false, Source.ALL);
    }

    /** Some documents by their keys, in ranges as a query makes them. */
    Source keys(Source.Kind kind, KeyRange... ranges) {
        return new Source(0, "t", kind, null, List.of(ranges), false, false, Source.ALL);
    }

    /** Entries of an index on an expression. */
    Source index(int id, String expression, boolean multi, KeyRange... ranges) {
        IndexDefinition index = new IndexDefinition(id, "i", Expression.parse(expression), multi);
        return new Source(0, "t", Source.Kind.RANGE, index, List.of(ranges), false, false, Source.ALL);
    }

    /** The range that holds one key, so many times. */
    KeyRange only(Object id, int copies) {
        return KeyRange.point(encoded(id), copies);
    }

    /** The range from one key to another, which is not in it. */
    KeyRange between(Object lower, Object upper) {
        return new KeyRange(encoded(lower), encoded(upper), 1);
    }

    private byte[] encoded(Object id) {
        byte[] bytes = new byte[keyEncoder.encodeValue(id, key, 0)];
        key.getBytes(0, bytes);
        return bytes;
    }

    Feed open(Transforms transforms, ChangesOptions options) {
        return open(table(0), transforms, options);
    }

    Feed open(Source source, Transforms transforms, ChangesOptions options) {
        return open(List.of(new Selection(source, transforms)), options);
    }

    Feed open(Source source, ChangesOptions options) {
        return open(source, Transforms.none(), options);
    }

    Feed open(List<Selection> selections, ChangesOptions options) {
        return EngineSide.open(this, "query", selections, options);
    }

    Feed open(ChangesOptions options) {
        return open(Transforms.none(), options);
    }

    /** Polls once and returns the events as text. */
    static List<String> poll(Feed feed, int limit) {
        List<String> events = new ArrayList<>();
        feed.poll(change -> events.add(text(change)), limit);
        return events;
    }

    static List<String> poll(Feed feed) {
        return poll(feed, Integer.MAX_VALUE);
    }

    /** Polls once and returns the events as values, with the sequences before them. */
    static List<String> values(Feed feed) {
        List<String> events = new ArrayList<>();
        feed.poll(change -> events.add(change.sequence() + " " + change.value()), Integer.MAX_VALUE);
        return events;
    }

    static String text(Change change) {
        return change.sequence() + "@" + change.timeNs() + " " + text(change.oldVal()) + " -> " + text(change.newVal());
    }

    static String text(Document document) {
        return document == null ? "none" : new TreeMap<>(document.toMap()).toString();
    }

    @Override
    public JournalReader reader(long fromSequence) {
        JournalReader reader = super.reader(fromSequence);
        readers.add(reader);
        return reader;
    }

    @Override
    public long lastSequence() {
        return Math.min(committed, journal.lastSequence());
    }

    @Override
    public long writtenBytes() {
        bytesAsked++;
        return lastSequence() * bytesPerChange;
    }

    @Override
    public long writtenBefore(long sequence) {
        return (sequence - 1) * bytesPerChange;
    }

    @Override
    public boolean isPast(long timeNs) {
        boolean isPast = timeFloor >= timeNs;
        timeAsked.run();
        return isPast;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNs) {
        while (!condition.getAsBoolean()) {
            if (now >= deadlineNs) {
                return false;
            }
            duty.run();
            now++;
        }
        return true;
    }

    @Override
    public void released(Feed feed) {
        released.add(feed);
    }

    /** Made when it is asked for, and kept from then on. */
    @Override
    public Index index(int tableId) {
        Index index = indexes.get(tableId);
        if (index == null) {
            index = new Index(new IndexMemory(), 42);
            indexes.put(tableId, index);
            for (String place : documents.keySet()) {
                if (place.startsWith(tableId + "/")) {
                    int keyLength = keyEncoder.encode(place.substring(place.indexOf('/') + 1), key, 0);
                    index.put(key, 0, keyLength, images.get(place), 0, lengths.get(place), versions.get(place));
                }
            }
        }
        return index;
    }

    private void apply(int table, int keyLength, int newLength, long sequence) {
        Index index = indexes.get(table);
        if (index != null && newLength < 0) {
            index.remove(key, 0, keyLength);
        } else if (index != null) {
            index.put(key, 0, keyLength, newImage, 0, newLength, sequence);
        }
    }

    @Override
    public EntryScan scan(int tableId, int indexId) {
        EntryScan scan = index(tableId).entries();
        while (!scan.ready()) {
            index(tableId).work(16);
        }
        return scan;
    }

    @Override
    public long epochNs() {
        return EPOCH_NS;
    }

    @Override
    public LongSupplier random() {
        return random::nextLong;
    }
}
