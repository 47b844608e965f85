package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Interner;
import io.tailrace.document.KeyEncoder;
import io.tailrace.journal.Journal;
import io.tailrace.journal.JournalAppender;
import io.tailrace.journal.JournalConfig;
import io.tailrace.journal.JournalReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal in memory with a writer that remembers what it wrote, and the engine around a feed. One thread. */
final class FeedRig implements FeedContext, AutoCloseable {
    /** One change as it was written. */
    record Written(
            long sequence,
            long timeNs,
            int table,
            String key,
            Map<String, Object> oldDocument,
            Map<String, Object> newDocument) {}

    final Journal journal = Journal.inMemory(new JournalConfig());
    final Dictionary dictionary = journal.dictionary();
    final List<Written> log = new ArrayList<>();
    final List<Feed> released = new ArrayList<>();
    long timeFloor = Long.MIN_VALUE;
    /** What feeds get to see of the journal at most. */
    long committed = Long.MAX_VALUE;

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
    private boolean grouped;

    static FeedRig withTable(String name) {
        final FeedRig rig = new FeedRig();
        rig.createTable(name);
        return rig;
    }

    int createTable(String name) {
        final int id = journal.tables().size();
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
        final String place = table + "/" + id;
        final MutableDirectBuffer image = images.computeIfAbsent(place, p -> new ExpandableArrayBuffer());
        final int oldLength = lengths.getOrDefault(place, -1);
        final int newLength = document == null ? -1 : encode(document);
        if (!grouped) {
            appender.open(now);
        }
        final int keyLength = keyEncoder.encode(id, key, 0);
        final long sequence =
                appender.change(table, now, key, 0, keyLength, image, 0, oldLength, newImage, 0, newLength);
        if (!grouped) {
            appender.commit();
        }
        lengths.put(place, newLength);
        final Map<String, Object> before = documents.get(place);
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
        final DirectBuffer encoded = writer.buffer();
        if (Interner.needed(encoded, writer.offset())) {
            return interner.intern(encoded, writer.offset(), writer.length(), newImage, 0);
        }
        newImage.putBytes(0, encoded, writer.offset(), writer.length());
        return writer.length();
    }

    Map<String, Object> document(int table, String id) {
        return documents.get(table + "/" + id);
    }

    Feed open(Transforms transforms, ChangesOptions options) {
        return Feed.open(this, 0, "t", transforms, options);
    }

    Feed open(ChangesOptions options) {
        return open(Transforms.none(), options);
    }

    /** Polls once and returns the events as text. */
    static List<String> poll(Feed feed, int limit) {
        final List<String> events = new ArrayList<>();
        feed.poll(change -> events.add(text(change)), limit);
        return events;
    }

    static List<String> poll(Feed feed) {
        return poll(feed, Integer.MAX_VALUE);
    }

    static String text(Change change) {
        return change.sequence() + "@" + change.timeNs() + " " + text(change.oldVal()) + " -> " + text(change.newVal());
    }

    static String text(Document document) {
        return document == null ? "none" : new TreeMap<>(document.toMap()).toString();
    }

    @Override
    public JournalReader reader(long fromSequence) {
        return journal.reader(fromSequence);
    }

    @Override
    public long firstSequence() {
        return journal.firstSequence();
    }

    @Override
    public long lastSequence() {
        return Math.min(committed, journal.lastSequence());
    }

    @Override
    public long timeFloor() {
        return timeFloor;
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

    @Override
    public void close() {
        journal.close();
    }
}
