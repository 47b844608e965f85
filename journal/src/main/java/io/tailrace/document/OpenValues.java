package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.LimitException;
import java.util.Arrays;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The objects and arrays that are being written, innermost last: their entries as they came, and the variable data of
 * these. Not thread safe.
 *
 * <p>An ended object or array is laid out at once and becomes variable data of the one around it. Offsets in slots
 * count from the start of the data of their own object or array, which is 8-aligned, so that data put in sorted order
 * is the variable part as it stands.
 */
final class OpenValues {
    private static final int INITIAL_ENTRIES = 64;
    private static final int MAX_NODES = 16_384;
    static final int MAX_SLACK_BYTES = 1 << 16;
    /** Documents of different kinds that are written in turn, a power of two. */
    private static final int KINDS = 16;

    /*
     * Documents of one kind mostly get the same fields in the same order. As long as the puts of a document are those
     * of the last one of its kind, each is a compare and two stores: whatever else is to be looked at was looked at
     * when that document was written, and the plan of that document holds for this one too. With the first put that
     * differs the fields so far are entered as if they had come one by one. Only the fields of the document itself are
     * followed, and nothing is any more once an object or array is begun.
     */

    final Dictionary dictionary;
    private final DocumentLimits limits;
    private final GrowingBuffer data;
    private final TextEncoder texts = new TextEncoder();

    // Entries of all levels, one after the other.
    private Field[] fields = new Field[INITIAL_ENTRIES];
    private byte[] tags = new byte[INITIAL_ENTRIES];
    private long[] slots = new long[INITIAL_ENTRIES];
    private int top;

    // The innermost level ...
    private int depth;
    private int firstEntry;
    private int firstData;
    private int flags;
    private boolean isArray;
    private PutNode node;

    // ... and those around it.
    private final int[] outerEntries;
    private final int[] outerData;
    private final int[] outerFlags;
    private final boolean[] outerArrays;
    private final PutNode[] outerNodes;

    private boolean nested;
    // As they were before the last nested value came, whose padding and flags go with it when it is refused.
    private int unpadded;
    private int flagsBefore;
    private boolean nestedBefore;

    /** The plan that all puts have followed so far, null once one has not. */
    private PutPlan followed;

    private int kind;
    private final PutPlan[] lastOfKind = new PutPlan[KINDS];
    private PutNode root = new PutNode();
    private int nodes;

    OpenValues(Dictionary dictionary, DocumentLimits limits) {
        this.dictionary = dictionary;
        this.limits = limits;
        data = new GrowingBuffer("documentBytes", limits.documentBytes(), 3 * limits.documentBytes() + MAX_SLACK_BYTES);
        outerEntries = new int[limits.depth() + 1];
        outerData = new int[limits.depth() + 1];
        outerFlags = new int[limits.depth() + 1];
        outerArrays = new boolean[limits.depth() + 1];
        outerNodes = new PutNode[limits.depth() + 1];
    }

    /** Forgets everything and begins the document itself, of a kind that is told from some others by the number. */
    void reset(int number) {
        if (nodes > MAX_NODES) {
            root = new PutNode();
            nodes = 0;
        }
        top = 0;
        depth = 1;
        data.position = 0;
        nested = false;
        begin(0, false);
        kind = number & KINDS - 1;
        followed = lastOfKind[kind];
    }

    boolean isComplete() {
        return depth == 1;
    }

    boolean isFinished() {
        return depth == 0;
    }

    /** Whether there is an object or array in the document. */
    boolean isNested() {
        return nested;
    }

    /** How many levels of objects and arrays may still be opened. */
    int levelsLeft() {
        return limits.depth() - depth;
    }

    byte[] tags() {
        return tags;
    }

    long[] slots() {
        return slots;
    }

    UnsafeBuffer data() {
        return data.bytes;
    }

    int firstEntry() {
        return firstEntry;
    }

    int count() {
        return top - firstEntry;
    }

    int firstData() {
        return firstData;
    }

    int dataLength() {
        return data.position - firstData;
    }

    int flags() {
        return flags;
    }

    /** The handle of a name; guesses that it is the one that came next the last time. */
    Field field(String name) {
        if (followed != null) {
            Field next = top < followed.puts.length ? followed.puts[top] : null;
            return next != null && next.name().equals(name) ? next : dictionary.field(name);
        }
        PutNode current = node;
        if (current != null) {
            Field guess = current.lastField;
            if (guess != null && guess.name().equals(name)) {
                return guess;
            }
        }
        return dictionary.field(name);
    }

    /** Adds a named value to the innermost object. */
    void put(Field field, byte tag, long slot) {
        PutPlan plan = followed;
        int at = top;
        if (plan != null && at < plan.puts.length && plan.puts[at] == field) {
            tags[at] = tag;
            slots[at] = slot;
            top = at + 1;
        } else {
            putApart(field, tag, slot);
        }
    }

    private void putApart(Field field, byte tag, long slot) {
        leavePlan();
        boolean taken = false;
        Field own;
        try {
            own = field.dictionary == dictionary && field.retained ? field : dictionary.field(field.name());
            checkObject(own);
            taken = true;
        } finally {
            if (!taken) {
                giveBack(tag, slot);
            }
        }
        enter(own, tag, slot);
        if (node != null) {
            PutNode next = node.child(own);
            node = next != null ? next : grown(node, own);
        }
    }

    /** From here on the puts are those of another order. */
    private void leavePlan() {
        PutPlan plan = followed;
        if (plan != null) {
            followed = null;
            for (int i = 0; i < top; i++) {
                Field field = plan.puts[i];
                fields[i] = field;
                PutNode next = node.child(field);
                node = next != null ? next : node.addChild(field);
                nodes += next != null ? 0 : 1;
            }
        }
    }

    /** Adds an element to the innermost array. */
    void add(byte tag, long slot) {
        boolean taken = false;
        try {
            checkArray();
            taken = true;
        } finally {
            if (!taken) {
                giveBack(tag, slot);
            }
        }
        enter(null, tag, slot);
    }

    private void enter(Field field, byte tag, long slot) {
        int at = top;
        if (at == slots.length) {
            growEntries();
        }
        fields[at] = field;
        tags[at] = tag;
        slots[at] = slot;
        top = at + 1;
    }

    /** A value is refused whose data has come already: the document may be gone on with, and shall not have it. */
    private void giveBack(byte tag, long slot) {
        if (Tag.isNested(tag)) {
            data.position = unpadded;
            flags = flagsBefore;
            nested = nestedBefore;
        } else if (Tag.isVariable(tag) && slot != 0) {
            data.position = firstData + DocumentDescriptor.offsetOf(slot);
        }
    }

    /** Adds either: an element where {@code field} is null. */
    void place(Field field, byte tag, long slot) {
        if (field == null) {
            add(tag, slot);
        } else {
            put(field, tag, slot);
        }
    }

    private void checkObject(Field field) {
        if (isArray || depth == 0) {
            throw misplaced("put " + field, "object");
        }
        if (top - firstEntry >= 2 * limits.fields()) {
            throw new LimitException("fields", top - firstEntry + 1L, limits.fields(), "last field=" + field);
        }
    }

    private void checkArray() {
        if (!isArray || depth == 0) {
            throw misplaced("add", "array");
        }
        if (top - firstEntry >= limits.arrayElements()) {
            throw new LimitException("arrayElements", top - firstEntry + 1L, limits.arrayElements());
        }
    }

    private IllegalStateException misplaced(String call, String wanted) {
        String open = depth == 0 ? "nothing, reset() first" : isArray ? "an array" : "an object";
        return new IllegalStateException(call + " needs an open " + wanted + ", open is " + open);
    }

    /** Appends text to the data; returns its slot. */
    long text(Field field, CharSequence text) {
        checkLength(field, text.length());
        data.ensure(Utf8.maxLength(text.length()) + DocumentDescriptor.ALIGNMENT);
        int length = texts.encode(text, data.bytes, data.position);
        if (length < 0) {
            throw Rejections.loneSurrogate(Rejections.where(field), -1 - length);
        }
        return appended(length);
    }

    /** Appends bytes to the data; returns their slot. */
    long bytes(Field field, DirectBuffer source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.capacity());
        checkLength(field, length);
        data.ensure(length + DocumentDescriptor.ALIGNMENT);
        data.bytes.putBytes(data.position, source, offset, length);
        return appended(length);
    }

    long bytes(Field field, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        checkLength(field, length);
        data.ensure(length + DocumentDescriptor.ALIGNMENT);
        data.bytes.putBytes(data.position, source, offset, length);
        return appended(length);
    }

    /** Appends a string that is UTF-8 already to the data; returns its slot. */
    long utf8(Field field, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        checkLength(field, length);
        data.ensure(length + DocumentDescriptor.ALIGNMENT);
        data.bytes.putBytes(data.position, source, offset, length);
        int malformed = Utf8.firstMalformed(data.bytes, data.position, length);
        if (malformed >= 0) {
            throw Rejections.malformedUtf8(Rejections.where(field), malformed);
        }
        return appended(length);
    }

    /** Appends an encoded object or array of the same dictionary; returns its slot. */
    long nested(UnsafeBuffer source, int offset, byte tag) {
        int length = DocumentDescriptor.length(source, offset);
        data.ensure(length + DocumentDescriptor.ALIGNMENT);
        unpadded = data.position;
        flagsBefore = flags;
        nestedBefore = nested;
        data.align();
        data.bytes.putBytes(data.position, source, offset, length);
        flags |= DocumentDescriptor.flagsForParent(source, offset, tag);
        nested = true;
        return appended(length);
    }

    private void checkLength(Field field, int length) {
        if (length > limits.documentBytes()) {
            throw new LimitException("documentBytes", length, limits.documentBytes(), Rejections.where(field));
        }
    }

    private long appended(int length) {
        long slot = DocumentDescriptor.pack(data.position - firstData, length);
        data.position += length;
        return slot;
    }

    /** Begins an object or array as the value of a field, or as an element where {@code field} is null. */
    void open(Field field, boolean array) {
        if (depth >= limits.depth()) {
            throw new LimitException("depth", depth + 1L, limits.depth(), Rejections.where(field));
        }
        leavePlan();
        data.ensure(DocumentDescriptor.ALIGNMENT);
        place(field, array ? Tag.ARRAY : Tag.OBJECT, 0);
        data.align();
        nested = true;
        outerEntries[depth] = firstEntry;
        outerData[depth] = firstData;
        outerFlags[depth] = flags;
        outerArrays[depth] = isArray;
        outerNodes[depth] = node;
        depth++;
        begin(top, array);
    }

    private void begin(int entry, boolean array) {
        firstEntry = entry;
        firstData = data.position;
        flags = 0;
        isArray = array;
        node = array ? null : root;
    }

    /** Ends the innermost object or array, which becomes data of the one around it. */
    void close() {
        if (depth <= 1) {
            throw new IllegalStateException("end() without a begin");
        }
        PutPlan plan = isArray ? null : plan();
        int length = ValueLayout.length(this, plan);
        int start = firstData;
        data.ensure(length + DocumentDescriptor.ALIGNMENT);
        data.align();
        ValueLayout.write(this, plan, data.bytes, data.position, length);
        data.bytes.putBytes(start, data.bytes, data.position, length);
        int nestedFlags = DocumentDescriptor.flagsForParent(data.bytes, start, isArray ? Tag.ARRAY : Tag.OBJECT);
        data.position = start + length;
        top = firstEntry;
        depth--;
        firstEntry = outerEntries[depth];
        firstData = outerData[depth];
        flags = outerFlags[depth] | nestedFlags;
        isArray = outerArrays[depth];
        node = outerNodes[depth];
        slots[top - 1] = DocumentDescriptor.pack(start - firstData, length);
    }

    /** Ends the document with its plan: only reset is allowed from here on. */
    void finish(PutPlan plan) {
        depth = 0;
        if (followed == null && node != null && !nested) {
            lastOfKind[kind] = plan;
        }
    }

    /** The plan of the innermost object, with the shape that the dictionary has for it by now. */
    PutPlan plan() {
        if (followed != null) {
            if (followed.puts.length == top) {
                followed.resolve(dictionary);
                return followed;
            }
            leavePlan();
        }
        PutPlan plan = node == null ? null : node.plan;
        if (plan == null) {
            plan = PutPlan.of(fields, firstEntry, count());
            if (plan.size() > limits.fields()) {
                Field last = plan.field(plan.size() - 1);
                throw new LimitException("fields", plan.size(), limits.fields(), "last field=" + last);
            }
            if (node != null) {
                node.plan = plan;
            }
        }
        plan.resolve(dictionary);
        return plan;
    }

    /**
     * A new node of the tree of put orders; none once a name's handle is not kept, as the order would never be met
     * again.
     */
    private PutNode grown(PutNode parent, Field field) {
        if (!field.retained) {
            return null;
        }
        nodes++;
        return parent.addChild(field);
    }

    private void growEntries() {
        int capacity = slots.length * 2;
        fields = Arrays.copyOf(fields, capacity);
        tags = Arrays.copyOf(tags, capacity);
        slots = Arrays.copyOf(slots, capacity);
    }
}
