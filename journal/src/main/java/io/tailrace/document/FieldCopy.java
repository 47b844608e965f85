package io.tailrace.document;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes documents whose fields are some of those of others, with their values as they are: for each layout the first
 * one is made field by field, and every later one from where the fields lie. What has a nested value among them is left
 * to the way field by field. Not thread safe; allocates for layouts that it has not met only.
 *
 * @hidden
 */
public final class FieldCopy {
    /** Most layouts for which places are known; a power of two. */
    private static final int MOST = 64;

    private final DocumentLimits limits;
    private final DocumentWriter writer;
    /** Each where its layout says; a power of two. */
    private Plan[] plans = {Plan.NONE};
    /** Whose header and names are in the writer's buffer, where that was at this address. */
    private Plan written;

    private long address;

    /**
     * One that has met no layout.
     *
     * @param limits what is refused
     * @param writer makes the documents, and nothing else
     */
    public FieldCopy(DocumentLimits limits, DocumentWriter writer) {
        this.limits = limits;
        this.writer = writer;
    }

    /**
     * Makes a document, which is then found in the writer.
     *
     * @param in whose fields
     * @return false, and the writer is as before, where that has to be done field by field
     */
    public boolean copy(Document in) {
        int layout = layout(in);
        Plan plan = plans[layout & plans.length - 1];
        if (plan.layout != layout || !plan.holds(in.dictionary())) {
            return false;
        }
        int room = plan.room(in);
        if (room > limits.documentBytes()) {
            return false;
        }
        UnsafeBuffer target = writer.room(room);
        if (plan != written || target.addressOffset() != address) {
            target.putBytes(DocumentDescriptor.HEADER_LENGTH, plan.names);
            written = plan;
            address = target.addressOffset();
        }
        int length = in.old == null ? plan.write(in, target) : plan.writeOld(in, target);
        writer.made(Math.max(0, length));
        return length > 0;
    }

    /**
     * Gets to know how a document is made of those of one layout, of whose fields it has some with their values; which
     * ones depends on the layout alone.
     *
     * @param in of which the writer has just made another one
     */
    public void learn(Document in) {
        written = null;
        int layout = layout(in);
        if (layout != DocumentDescriptor.NO_LAYOUT && !writer.isNested()) {
            Plan known = plans[layout & plans.length - 1];
            while (known != Plan.NONE && known.layout != layout) {
                if (plans.length == MOST) {
                    return;
                }
                grow();
                known = plans[layout & plans.length - 1];
            }
            plans[layout & plans.length - 1] = new Plan(layout, in, writer);
        }
    }

    /** No two get in each other's way in more room that did not in less. */
    private void grow() {
        Plan[] more = new Plan[plans.length * 2];
        Arrays.fill(more, Plan.NONE);
        for (Plan plan : plans) {
            if (plan != Plan.NONE) {
                more[plan.layout & more.length - 1] = plan;
            }
        }
        plans = more;
    }

    /** That of a document which may lie over another one, which has the same shape then. */
    private static int layout(Document in) {
        return in.layout != DocumentDescriptor.NO_LAYOUT || in.old == null
                ? in.layout
                : DocumentDescriptor.soundLayout(
                        DocumentDescriptor.header(in.source(), in.slotsHere() - DocumentDescriptor.HEADER_LENGTH));
    }

    /** Where the fields lie in documents of one layout, and what is the same in all documents made of these. */
    private static final class Plan {
        static final Plan NONE = new Plan();

        /** Where there is none that of no document which has a layout. */
        final int layout;

        final byte[] names;

        private final Dictionary dictionary;
        private final long header;
        /** Indexes of the fields, in the order of names. */
        private final int[] from;
        /** From where slots begin to tags, slots and what is variable, in a document that is whole. */
        private final int[] tagAt;

        private final int[] slotAt;
        private final int variableAt;
        /** The same to what is variable in what is made. */
        private final int variable;
        /** The names are no shape, as of so many fields and shapes; else below 0. */
        private final int fieldsSeen;

        private final int shapesSeen;

        private Plan() {
            layout = DocumentDescriptor.INLINE_SHAPE;
            dictionary = null;
            names = new byte[0];
            header = 0;
            from = new int[0];
            tagAt = from;
            slotAt = from;
            variableAt = 0;
            variable = 0;
            fieldsSeen = -1;
            shapesSeen = -1;
        }

        /** As it was done field by field. */
        Plan(int layout, Document in, DocumentWriter writer) {
            this.layout = layout;
            dictionary = in.dictionary();
            Document made = new Document(writer.dictionary()).wrap(writer.buffer(), writer.offset(), writer.length());
            header = DocumentDescriptor.header(made.source(), 0) & ~0xFFFF_FFFFL;
            boolean isInline = made.shapeId() < 0;
            names = new byte[made.slotsHere() - DocumentDescriptor.HEADER_LENGTH];
            made.source().getBytes(DocumentDescriptor.HEADER_LENGTH, names);
            from = new int[made.size()];
            tagAt = new int[from.length];
            slotAt = new int[from.length];
            int count = in.size();
            for (int i = 0; i < from.length; i++) {
                from[i] = in.index(made.fieldAt(i));
                tagAt[i] = DocumentDescriptor.toTag(count, from[i]);
                slotAt[i] = DocumentDescriptor.toSlot(from[i]);
            }
            variableAt = DocumentDescriptor.toVariable(count);
            variable = DocumentDescriptor.toVariable(from.length);
            fieldsSeen = isInline ? dictionary.fieldCount() : -1;
            shapesSeen = isInline ? dictionary.shapeCount() : -1;
        }

        /** Whether the names of what is made are still to be written as they are here. */
        boolean holds(Dictionary of) {
            return of == dictionary
                    && (shapesSeen < 0 || shapesSeen == of.shapeCount() && fieldsSeen == of.fieldCount());
        }

        /** Bytes that what is made of a document takes at most. */
        int room(Document in) {
            int values = in.old == null ? in.length() : in.old.afterLength() + in.old.deltaLength();
            return names.length + values + 2 * DocumentDescriptor.ALIGNMENT;
        }

        /** Length of what it has made of a document that is whole; 0 where there is a nested value. */
        int write(Document in, UnsafeBuffer target) {
            UnsafeBuffer source = in.source();
            int slots = in.slotsHere();
            int toSlots = DocumentDescriptor.HEADER_LENGTH + names.length;
            int toVariable = toSlots + variable;
            int end = toVariable;
            long eightTags = 0;
            for (int i = 0; i < from.length; i++) {
                byte tag = DocumentDescriptor.tagAt(source, slots + tagAt[i]);
                long slot = DocumentDescriptor.slotAt(source, slots + slotAt[i]);
                if (Tag.isVariable(tag)) {
                    if (Tag.isNested(tag)) {
                        return 0;
                    }
                    int at = slots + variableAt + DocumentDescriptor.offsetOf(slot);
                    int bytes = DocumentDescriptor.lengthOf(slot);
                    target.putBytes(end, source, at, bytes);
                    slot = DocumentDescriptor.pack(end - toVariable, bytes);
                    end += bytes;
                }
                DocumentDescriptor.putSlot(target, toSlots, i, slot);
                eightTags = putTag(target, toSlots, i, tag, eightTags);
            }
            return end(target, end);
        }

        /** The same of one that lies over the one after its change. */
        int writeOld(Document in, UnsafeBuffer target) {
            UnsafeBuffer source = in.source();
            int toSlots = DocumentDescriptor.HEADER_LENGTH + names.length;
            int toVariable = toSlots + variable;
            int end = toVariable;
            long eightTags = 0;
            for (int i = 0; i < from.length; i++) {
                int slots = SlotPlace.slots(in, from[i]);
                int count = SlotPlace.count(in, from[i]);
                int place = SlotPlace.place(in, from[i]);
                byte tag = DocumentDescriptor.tag(source, slots, count, place);
                long slot = DocumentDescriptor.slot(source, slots, place);
                if (Tag.isVariable(tag)) {
                    if (Tag.isNested(tag)) {
                        return 0;
                    }
                    int at = DocumentDescriptor.variable(slots, count) + DocumentDescriptor.offsetOf(slot);
                    int bytes = DocumentDescriptor.lengthOf(slot);
                    target.putBytes(end, source, at, bytes);
                    slot = DocumentDescriptor.pack(end - toVariable, bytes);
                    end += bytes;
                }
                DocumentDescriptor.putSlot(target, toSlots, i, slot);
                eightTags = putTag(target, toSlots, i, tag, eightTags);
            }
            return end(target, end);
        }

        /** Writes eight tags at a time, the last ones with zeros after them. */
        private long putTag(UnsafeBuffer target, int toSlots, int index, byte tag, long before) {
            long eightTags = before | (tag & 0xFFL) << index * Byte.SIZE;
            if ((index & 7) == 7 || index == from.length - 1) {
                DocumentDescriptor.putTags(target, toSlots, from.length, index & ~7, eightTags);
                return 0;
            }
            return eightTags;
        }

        private int end(UnsafeBuffer target, int end) {
            int length = DocumentDescriptor.pad(target, 0, end);
            target.putLong(0, header | length, LITTLE_ENDIAN);
            return length;
        }
    }
}
