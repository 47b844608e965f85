package io.tailrace.document;

/** A field of an object in a document, and where it was found last. Not thread safe. */
final class InnerField {
    final Field field;
    /** The field in the object that is the value of this one, null where there is none. */
    final InnerField next;
    // From where an object of the layout below begins to what is told of the field.
    int tag;
    int slot;
    int variable;

    private int layout = DocumentDescriptor.NO_LAYOUT;

    InnerField(Field field, InnerField next) {
        this.field = field;
        this.next = next;
    }

    /** Whether objects of a layout have the field; if so, the rest says where, none of it beyond the variable part. */
    boolean isPlacedIn(int wanted) {
        return wanted == layout || find(wanted);
    }

    private boolean find(int wanted) {
        if ((DocumentDescriptor.flagsOfLayout(wanted) & DocumentDescriptor.FLAG_INLINE) != 0) {
            return false;
        }
        int index = field.indexIn(field.dictionary, DocumentDescriptor.shapeOfLayout(wanted));
        int count = DocumentDescriptor.countOfLayout(wanted);
        if (index < 0 || index >= count) {
            return false;
        }
        tag = DocumentDescriptor.HEADER_LENGTH + DocumentDescriptor.toTag(count, index);
        slot = DocumentDescriptor.HEADER_LENGTH + DocumentDescriptor.toSlot(index);
        variable = DocumentDescriptor.HEADER_LENGTH + DocumentDescriptor.toVariable(count);
        layout = wanted;
        return true;
    }
}
