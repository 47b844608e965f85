package io.tailrace.document;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import java.util.Arrays;
import java.util.BitSet;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Interned field names and shapes of one journal. One thread interns, any thread reads without a lock.
 *
 * <p>Grows by what is replayed from a journal ({@code restore...}) and by what an {@link Interner} adds; nothing ever
 * leaves it. Handles of names that are not interned are kept too, up to a bound; beyond that they work but are made
 * anew on each demand.
 */
public final class Dictionary {
    /** Most handles kept for names that are not interned. */
    static final int MAX_UNKNOWN_HANDLES = 8_192;

    /** Most classes made at run time, a few kilobytes each. */
    static final int MAX_MADE_CLASSES = 256;

    /** What a name or a shape counts beside its content: at least what its record in a catalogue takes beside it. */
    static final int ENTRY_BYTES = 20;

    private final DocumentLimits limits;
    private final int mostBytes;
    private final boolean takesGaps;
    /** What {@link #fillGaps()} has made up. */
    private final BitSet lostFields = new BitSet();

    private final BitSet lostShapes = new BitSet();
    private final FieldTable fieldTable = new FieldTable();
    private final ShapeTable shapeTable = new ShapeTable();
    private final MadeClasses madeClasses = new MadeClasses(MAX_MADE_CLASSES);

    // Written under the lock; readers take the count first.
    private volatile Field[] fields = new Field[64];
    private volatile Shape[] shapes = new Shape[64];
    private volatile int fieldCount;
    private volatile int shapeCount;
    private volatile int bytes;
    private int unknownHandles;
    private boolean passedOver;

    /**
     * An empty dictionary.
     *
     * @param limits how long names may be and how many names and shapes are interned
     */
    public Dictionary(DocumentLimits limits) {
        this(limits, limits.catalogueBytes());
    }

    /**
     * An empty dictionary of a journal whose segments ask for fewer bytes than the limits do.
     *
     * @param limits how long names may be and how many names and shapes are interned
     * @param mostBytes most bytes of names and shapes interned, as {@link #bytes} counts them
     */
    public Dictionary(DocumentLimits limits, int mostBytes) {
        this(limits, mostBytes, false);
    }

    private Dictionary(DocumentLimits limits, int mostBytes, boolean takesGaps) {
        this.limits = limits;
        this.mostBytes = Math.min(mostBytes, limits.catalogueBytes());
        this.takesGaps = takesGaps;
    }

    /**
     * An empty dictionary of a journal of which any record may be gone: ids may be restored in any order.
     *
     * @param limits how long names may be
     * @return it, to be completed with {@link #fillGaps()}
     */
    public static Dictionary ofDamaged(DocumentLimits limits) {
        return new Dictionary(limits, limits.catalogueBytes(), true);
    }

    /** {@return the limits given at construction} */
    public DocumentLimits limits() {
        return limits;
    }

    /**
     * The handle of a name. Any thread; does not allocate for a name whose handle is kept.
     *
     * @param name any text, also one not seen so far
     * @return the handle, the same object at each call for an interned name
     * @throws DocumentException if the name is no valid text
     * @throws LimitException if it is longer than {@link DocumentLimits#fieldNameBytes()}
     */
    public Field field(CharSequence name) {
        if (name == null) {
            throw new DocumentException("name of a field is null, give one");
        }
        int hash = Utf8.hash(name);
        Field field = fieldTable.find(name, hash);
        return field != null ? field : create(name.toString(), hash, limits.fieldNameBytes());
    }

    /**
     * {@return the handle of a name given as UTF-8} Any thread; does not allocate for a name whose handle is kept.
     *
     * @param name buffer that holds the name
     * @param offset where the name starts
     * @param length its length in bytes
     * @throws DocumentException if the name is no valid UTF-8
     * @throws LimitException if it is longer than {@link DocumentLimits#fieldNameBytes()}
     */
    public Field field(DirectBuffer name, int offset, int length) {
        return field(name, offset, length, limits.fieldNameBytes());
    }

    private Field field(DirectBuffer name, int offset, int length, int maxBytes) {
        int malformed = Utf8.firstMalformed(name, offset, length);
        if (malformed >= 0) {
            throw Rejections.malformedUtf8("field name", malformed);
        }
        Field field = fieldTable.find(name, offset, length);
        if (field != null) {
            return field;
        }
        String text = name.getStringWithoutLengthUtf8(offset, length);
        return create(text, text.hashCode(), maxBytes);
    }

    /**
     * {@return the handle of an interned name}
     *
     * @param id 0 to {@link #fieldCount()} - 1
     * @throws DocumentException if there is no such id
     */
    public Field field(int id) {
        Field field = id < 0 || id >= fieldCount ? null : fields[id];
        if (field == null) {
            throw new DocumentException("field id=" + id + " is unknown, known=" + fieldCount);
        }
        return field;
    }

    /**
     * {@return the shape of an id}
     *
     * @param id as documents carry it
     * @throws DocumentException if the catalogue read so far has no such shape
     */
    public Shape shape(int id) {
        Shape[] known = shapes;
        Shape shape = id >= 0 && id < known.length ? known[id] : null;
        if (shape == null) {
            throw new DocumentException("shape id=" + id + " is unknown, known=" + shapeCount
                    + ", the document is damaged or of another journal");
        }
        return shape;
    }

    /**
     * Adds a name under the id it has in the journal. Idempotent.
     *
     * @param id the next free id, or one that is known to have this name
     * @param name buffer that holds the name
     * @param offset where the name starts
     * @param length its length in bytes
     * @throws DocumentException if the id is neither, or the name is not valid or interned already under another id
     */
    public synchronized void restoreField(int id, DirectBuffer name, int offset, int length) {
        if (id >= 0 && id < fieldCount && fields[id] != null) {
            if (fields[id].compareName(name, offset, length) != 0) {
                throw new DocumentException("field id=" + id + " has name=" + fields[id] + ", given another one");
            }
            return;
        }
        if (!isNext(id, fieldCount)) {
            throw new DocumentException("field id=" + id + " is not the next one, next=" + fieldCount);
        }
        Field field = field(name, offset, length, Integer.MAX_VALUE);
        if (field.id() >= 0) {
            throw new DocumentException("field name=" + field + " has id=" + field.id() + ", given also as id=" + id);
        }
        if (field.retained) {
            unknownHandles--;
        } else {
            field = new Field(this, field.name(), field.utf8, true);
            fieldTable.add(field);
        }
        field.intern(id);
        bytes = bytes + ENTRY_BYTES + length;
        if (id >= fields.length) {
            fields = Arrays.copyOf(fields, Math.max(id + 1, fields.length * 2));
        }
        fields[id] = field;
        fieldCount = Math.max(fieldCount, id + 1);
    }

    /**
     * Adds a shape under the id it has in the journal. Idempotent. That of a damaged journal is passed over where one
     * of its names is lost.
     *
     * @param id the next free id, or one that is known to have these fields
     * @param fieldIds ids of interned fields in the order of their UTF-8 names
     * @param count how many of them are used
     * @throws DocumentException if the id is neither, or the fields are unknown, unsorted or repeated
     */
    public synchronized void restoreShape(int id, int[] fieldIds, int count) {
        if (takesGaps && isLost(id, fieldIds, count)) {
            passedOver = true;
            return;
        }
        Field[] members = new Field[count];
        for (int i = 0; i < count; i++) {
            members[i] = field(fieldIds[i]);
            if (i > 0 && members[i - 1].compareName(members[i]) >= 0) {
                throw new DocumentException("shape id=" + id + " is not sorted by name at field=" + members[i]);
            }
        }
        if (id >= 0 && id < shapeCount && shapes[id] != null) {
            if (!shapes[id].hasFields(members, count)) {
                throw new DocumentException("shape id=" + id + " has other fields than those given now");
            }
            return;
        }
        if (!isNext(id, shapeCount) || count > DocumentDescriptor.MAX_FIELDS) {
            throw new DocumentException("shape id=" + id + " is not the next one, next=" + shapeCount);
        }
        Shape shape = new Shape(id, this, members, Arrays.copyOf(fieldIds, count));
        if (id >= shapes.length) {
            shapes = Arrays.copyOf(shapes, Math.max(id + 1, shapes.length * 2));
        }
        shapes[id] = shape;
        bytes = bytes + shapeBytes(count);
        shapeTable.add(shape);
        shapeCount = Math.max(shapeCount, id + 1);
    }

    /** {@return whether shapes were passed over that may be restored when all names are} */
    public boolean hasPassedOver() {
        return passedOver;
    }

    /** Whether a name of it is gone, or what stands in its place was made up. */
    private boolean isLost(int id, int[] fieldIds, int count) {
        boolean lost = id >= 0 && lostShapes.get(id);
        for (int i = 0; i < count && !lost; i++) {
            lost = fieldIds[i] < 0
                    || fieldIds[i] >= fieldCount
                    || fields[fieldIds[i]] == null
                    || lostFields.get(fieldIds[i]);
        }
        return lost;
    }

    private boolean isNext(int id, int count) {
        return (takesGaps ? id >= 0 : id == count) && id < DocumentDescriptor.MAX_SHAPES;
    }

    /**
     * Gives the ids whose records are gone for good to a name that nobody used and to the shape without fields, so that
     * a journal can be written in which the others keep theirs. A document of such a shape stays unreadable, unless it
     * has no fields.
     */
    public synchronized void fillGaps() {
        for (int id = 0; id < fieldCount; id++) {
            if (fields[id] == null) {
                String name = "lost field " + id;
                while (field(name).id() >= 0) {
                    name += "'";
                }
                byte[] utf8 = field(name).utf8;
                restoreField(id, new UnsafeBuffer(utf8), 0, utf8.length);
                lostFields.set(id);
            }
        }
        for (int id = 0; id < shapeCount; id++) {
            if (shapes[id] == null) {
                restoreShape(id, new int[0], 0);
                lostShapes.set(id);
            }
        }
    }

    /**
     * Number of interned names; ids run from 0.
     *
     * @return 0 to 65,535
     */
    public int fieldCount() {
        return fieldCount;
    }

    /**
     * Number of interned shapes; ids run from 0.
     *
     * @return 0 to 65,535
     */
    public int shapeCount() {
        return shapeCount;
    }

    /**
     * What the interned names and shapes take in a catalogue: the UTF-8 of each name, two bytes for each field of a
     * shape, and 20 bytes beside each of both.
     *
     * @return bytes, at least what their records take
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The interned name of an id, for the catalogue.
     *
     * @param id 0 to {@link #fieldCount()} - 1
     * @return a copy of its UTF-8 bytes
     */
    public byte[] fieldName(int id) {
        return field(id).utf8.clone();
    }

    /**
     * The fields of a shape, for the catalogue.
     *
     * @param id 0 to {@link #shapeCount()} - 1
     * @return a copy of its field ids, in the order of names
     */
    public int[] shapeFields(int id) {
        return shape(id).fieldIds();
    }

    /** For who works on documents of this journal. */
    MadeClasses madeClasses() {
        return madeClasses;
    }

    /** Whether there is a shape with that id and so many fields. */
    boolean hasShape(int id, int count) {
        Shape[] known = shapes;
        return id < known.length && known[id] != null && known[id].size() == count;
    }

    Shape findShape(Field[] sorted, int count) {
        return shapeTable.find(sorted, count);
    }

    /** Whether a new shape that needs these new names can still be interned. Once false it stays false. */
    boolean hasRoom(int count, int newNames, int newNameBytes) {
        int more = shapeBytes(count) + newNames * ENTRY_BYTES + newNameBytes;
        return shapeCount < limits.shapes()
                && fieldCount + newNames <= limits.fieldNames()
                && bytes + more <= mostBytes;
    }

    private static int shapeBytes(int count) {
        return ENTRY_BYTES + count * Short.BYTES;
    }

    private synchronized Field create(String name, int hash, int maxBytes) {
        Field other = fieldTable.find(name, hash);
        if (other != null) {
            return other;
        }
        int length = Utf8.length(name);
        if (length < 0) {
            throw Rejections.loneSurrogate("field name", -1 - length);
        }
        if (length > maxBytes) {
            throw new LimitException("fieldNameBytes", length, maxBytes, "field=" + name);
        }
        byte[] utf8 = new byte[length];
        Utf8.encode(name, new UnsafeBuffer(utf8), 0);
        Field field = new Field(this, name, utf8, unknownHandles < MAX_UNKNOWN_HANDLES);
        if (field.retained) {
            unknownHandles++;
            fieldTable.add(field);
        }
        return field;
    }
}
