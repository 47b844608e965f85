package io.tailrace.document;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where some fields lie in documents of one layout. Immutable.
 *
 * @hidden
 */
public final class FieldPlaces {
    /** In no header of a document that has an interned shape. */
    private static final int OF_NONE = DocumentDescriptor.INLINE_SHAPE;

    /** Those of no document. */
    public static final FieldPlaces NONE = new FieldPlaces(null, OF_NONE, 0, new int[0]);

    private static final int HERE = 4;
    /** Most layouts for which places are known; a power of two. */
    static final int MOST = 64;

    private final Dictionary dictionary;
    private final int layout;
    // From where the slots begin to the tag of a field, to its slot, and to what is variable.
    // Those of most predicates are here, without another load.
    private final int tag0;
    private final int tag1;
    private final int tag2;
    private final int tag3;
    private final int slot0;
    private final int slot1;
    private final int slot2;
    private final int slot3;
    private final int variable;
    private final int[] tags;
    private final int[] slots;

    private FieldPlaces(Dictionary dictionary, int layout, int count, int[] indexes) {
        this.dictionary = dictionary;
        this.layout = layout;
        tags = new int[Math.max(HERE, indexes.length)];
        slots = new int[tags.length];
        for (int i = 0; i < indexes.length; i++) {
            tags[i] = DocumentDescriptor.toTag(count, indexes[i]);
            slots[i] = DocumentDescriptor.toSlot(indexes[i]);
        }
        variable = DocumentDescriptor.toVariable(count);
        tag0 = tags[0];
        tag1 = tags[1];
        tag2 = tags[2];
        tag3 = tags[3];
        slot0 = slots[0];
        slot1 = slots[1];
        slot2 = slots[2];
        slot3 = slots[3];
    }

    /**
     * Gets to know where the fields of some tests are in documents like a given one, where all of them are there and
     * there is room. What is known stays, so that at some time nothing is added any more.
     */
    static FieldPlaces[] learn(FieldPlaces[] known, Document document, FieldTest[] tests) {
        int layout = document.layout;
        if (layout == DocumentDescriptor.NO_LAYOUT || document.dictionary() != tests[0].first.dictionary) {
            return known;
        }
        for (FieldTest test : tests) {
            int index = document.index(test.first);
            if (index < 0 || index >= document.size()) {
                return known;
            }
        }
        FieldPlaces[] all = known;
        while (all[layout & all.length - 1] != NONE) {
            if (all.length == MOST) {
                return known;
            }
            all = grown(all);
        }
        int[] indexes = new int[tests.length];
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = document.index(tests[i].first);
        }
        all[layout & all.length - 1] = new FieldPlaces(document.dictionary(), layout, document.size(), indexes);
        return all;
    }

    /** No two get in each other's way in more room that did not in less. */
    private static FieldPlaces[] grown(FieldPlaces[] known) {
        FieldPlaces[] more = none(known.length * 2);
        for (FieldPlaces places : known) {
            if (places != NONE) {
                more[places.layout & more.length - 1] = places;
            }
        }
        return more;
    }

    static FieldPlaces[] none(int room) {
        FieldPlaces[] none = new FieldPlaces[room];
        Arrays.fill(none, NONE);
        return none;
    }

    /**
     * Looks for those that are right for a document.
     *
     * @param known a power of two of them, each where its layout says
     * @param document a document
     * @return one of them or null
     */
    public static FieldPlaces find(FieldPlaces[] known, Document document) {
        FieldPlaces found = known[document.layout & known.length - 1];
        return found.isOf(document) ? found : null;
    }

    /**
     * Whether they are right for a document.
     *
     * @param document a document
     * @return false where its fields may lie elsewhere
     */
    public boolean isOf(Document document) {
        return document.layout == layout && document.dictionary() == dictionary;
    }

    /**
     * What holds a document. All its slots and tags lie inside.
     *
     * @param document that these are right for
     * @return where the rest says where
     */
    public static UnsafeBuffer source(Document document) {
        return document.source();
    }

    /**
     * Where the slots of a document begin.
     *
     * @param document that these are right for
     * @return index in what holds it
     */
    public static int slots(Document document) {
        return document.slotsHere();
    }

    /**
     * From the slots of a document to the tag of a field.
     *
     * @param test number of the test that asks for the field
     * @return bytes
     */
    public int tag(int test) {
        return switch (test) {
            case 0 -> tag0;
            case 1 -> tag1;
            case 2 -> tag2;
            case 3 -> tag3;
            default -> tags[test];
        };
    }

    /**
     * From the slots of a document to the one of a field.
     *
     * @param test number of the test that asks for the field
     * @return bytes
     */
    public int slot(int test) {
        return switch (test) {
            case 0 -> slot0;
            case 1 -> slot1;
            case 2 -> slot2;
            case 3 -> slot3;
            default -> slots[test];
        };
    }

    /** {@return bytes from the slots of a document to its variable part} */
    public int variable() {
        return variable;
    }
}
