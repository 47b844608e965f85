package io.tailrace.feed;

import io.tailrace.document.DocumentLimits;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.KeyEncoder;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expressions;
import io.tailrace.journal.JournalReader;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.EntryPlace;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.KeyRange;
import io.tailrace.query.Members;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import io.tailrace.query.View;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A journal, every state it has been through, and a branch that shows the first documents by field a. One thread. */
final class TopRig implements AutoCloseable {
    /** One entry of the order with its view value. */
    record Entry(byte[] order, byte[] key, int position, Map<String, Object> document, Object value) {
        int compareTo(Entry other) {
            int difference = Arrays.compareUnsigned(order, other.order);
            if (difference == 0) {
                difference = Arrays.compareUnsigned(key, other.key);
            }
            return difference != 0 ? difference : Integer.compare(position, other.position);
        }
    }

    /** One change of the result. */
    record Event(Object oldVal, Object newVal, int oldOffset, int newOffset, String key) {}

    final FeedRig rig = FeedRig.withTable("t");
    /** What the transforms make of a document, null for nothing. */
    Function<Map<String, Object>, Object> plain = document -> document;

    Transforms transforms = Transforms.none();
    int limit = 1;
    boolean descending;
    boolean withOffsets;
    int spare = 2;
    /** Whether the place of an entry that has left is taken by the wrong one: the first that follows is passed over. */
    boolean wrongSuccessor;

    List<KeyRange> ranges = List.of(KeyRange.ALL);
    /** How often members were read from the engine. */
    int reads;

    TopBranch branch;
    JournalReader reader;
    final ChangeImages images = new ChangeImages(rig.dictionary);
    private final List<Map<String, Map<String, Object>>> states = new ArrayList<>();
    private final KeyEncoder encoder = new KeyEncoder(rig.dictionary.limits());
    private final ViewChange shown = new ViewChange();

    TopRig() {
        states.add(Map.of());
        states.add(Map.of());
    }

    long last() {
        return rig.journal.lastSequence();
    }

    /** Writes a document; null deletes; what changes nothing is not written. */
    void put(String id, Map<String, Object> document) {
        Map<String, Map<String, Object>> state = new HashMap<>(states.get(states.size() - 1));
        Map<String, Object> before = document == null ? state.remove(id) : state.put(id, document);
        if (document == null ? before != null : !document.equals(before)) {
            rig.put(0, id, document);
            states.add(state);
        }
    }

    /** Writes a document with the field a. */
    void put(String id, Object a) {
        put(id, Map.of("id", id, "a", a));
    }

    void delete(String id) {
        put(id, (Map<String, Object>) null);
    }

    /** Opens the branch at a sequence and returns its initial values. */
    List<Object> open(long start) {
        Source source = new Source(
                0,
                "t",
                Source.Kind.RANGE,
                new IndexDefinition(0, "a", Expressions.row("a"), true),
                ranges,
                true,
                descending,
                limit);
        branch = new TopBranch(
                source,
                new View(new EvaluationSettings(rig.dictionary, 0, () -> 0), transforms),
                rig.dictionary,
                start,
                withOffsets,
                sequence -> new PlainMembers(all(sequence)),
                spare);
        reader = rig.journal.reader(start + 1);
        List<Object> initial = new ArrayList<>();
        while (branch.nextInitial(shown)) {
            initial.add(shown.newVal.toObject());
            if (shown.newOffset != (withOffsets ? initial.size() - 1 : Change.NO_OFFSET) || shown.oldVal != null) {
                throw new AssertionError("place of an initial value: " + shown.newOffset);
            }
        }
        return initial;
    }

    /** Takes in one change more. */
    List<Event> take() {
        List<Event> events = new ArrayList<>();
        if (reader.next()) {
            int count = branch.take(images.move(reader));
            for (int i = 0; i < count; i++) {
                branch.show(i, shown);
                events.add(event(shown));
            }
        }
        return events;
    }

    /** Takes in all there is. */
    List<Event> takeAll() {
        List<Event> events = new ArrayList<>();
        while (reader.sequence() < last()) {
            events.addAll(take());
        }
        return events;
    }

    static Event event(ViewChange change) {
        byte[] key = new byte[change.keyLength];
        change.key.getBytes(change.keyOffset, key);
        return new Event(
                change.oldVal == null ? null : change.oldVal.toObject(),
                change.newVal == null ? null : change.newVal.toObject(),
                change.oldOffset,
                change.newOffset,
                new String(key, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    /** All entries at a sequence, in order, that survive the transforms. */
    List<Entry> entries(long sequence) {
        List<Entry> entries = new ArrayList<>(all(sequence));
        entries.removeIf(entry -> entry.value == null);
        return entries;
    }

    /** The first ones. */
    List<Entry> result(long sequence) {
        List<Entry> entries = entries(sequence);
        return new ArrayList<>(entries.subList(0, Math.min(limit, entries.size())));
    }

    private List<Entry> all(long sequence) {
        List<Entry> entries = new ArrayList<>();
        states.get((int) sequence).forEach((id, document) -> {
            int position = 0;
            for (Object element : elements(document.get("a"))) {
                byte[] order = order(element);
                if (inRange(order)) {
                    entries.add(new Entry(order, key(id), position, document, plain.apply(document)));
                }
                position++;
            }
        });
        entries.sort((a, b) -> descending ? b.compareTo(a) : a.compareTo(b));
        return entries;
    }

    private boolean inRange(byte[] order) {
        return ranges.stream()
                .anyMatch(range -> Arrays.compareUnsigned(order, range.lower()) >= 0
                        && (range.upper().length == 0 || Arrays.compareUnsigned(order, range.upper()) < 0));
    }

    byte[] key(String id) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(512));
        byte[] key = new byte[encoder.encode(id, buffer, 0)];
        buffer.getBytes(0, key);
        return key;
    }

    static byte[] order(Object element) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(512));
        byte[] order = new byte[new KeyEncoder(new DocumentLimits()).encode((long) element, buffer, 0)];
        buffer.getBytes(0, order);
        return order;
    }

    private static List<?> elements(Object a) {
        return a == null ? List.of() : a instanceof List<?> list ? list : List.of(a);
    }

    @Override
    public void close() {
        rig.close();
    }

    /** Members of a state that is remembered. */
    private final class PlainMembers implements Members {
        private final List<Entry> entries;
        private final DocumentWriter writer = new DocumentWriter(rig.dictionary, rig.dictionary.limits());
        private final EntryPlace place = new EntryPlace();
        private int next;

        PlainMembers(List<Entry> entries) {
            this.entries = entries;
            reads++;
        }

        @Override
        public void startAfter(EntryPlace start) {
            byte[] order = new byte[start.orderLength];
            byte[] key = new byte[start.keyLength];
            start.order.getBytes(start.orderOffset, order);
            start.key.getBytes(start.keyOffset, key);
            Entry from = new Entry(order, key, start.position, null, null);
            while (next < entries.size()
                    && (descending
                                    ? from.compareTo(entries.get(next))
                                    : entries.get(next).compareTo(from))
                            <= 0) {
                next++;
            }
            next += wrongSuccessor && next + 1 < entries.size() ? 1 : 0;
        }

        @Override
        public boolean next() {
            if (next == entries.size()) {
                return false;
            }
            Entry entry = entries.get(next++);
            place.order(new UnsafeBuffer(entry.order()), 0, entry.order().length);
            place.key(new UnsafeBuffer(entry.key()), 0, entry.key().length);
            place.position = entry.position();
            writer.reset().putAll(new TreeMap<>(entry.document())).finish();
            return true;
        }

        @Override
        public DirectBuffer buffer() {
            return writer.buffer();
        }

        @Override
        public int offset() {
            return writer.offset();
        }

        @Override
        public int length() {
            return writer.length();
        }

        @Override
        public EntryPlace place() {
            return place;
        }

        @Override
        public void close() {
            next = entries.size();
        }
    }
}
