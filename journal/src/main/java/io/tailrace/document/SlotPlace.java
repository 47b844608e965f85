package io.tailrace.document;

/**
 * Where the value at an index of a document is found in {@link Document#source}: among its slots, or among those that
 * say what is different in an old one. Without state.
 */
final class SlotPlace {
    private SlotPlace() {}

    /** Where the slots begin that it is among. */
    static int slots(Document document, int index) {
        return isHere(document, index) ? document.slotsHere() : document.old.slots();
    }

    /** How many slots these are. */
    static int count(Document document, int index) {
        return isHere(document, index) ? document.size() : document.old.changed();
    }

    /** Which of them it is. */
    static int place(Document document, int index) {
        return isHere(document, index) ? index : document.old.place(index);
    }

    /** Whether one document says what is different from the other, so that all else is known to be equal. */
    static boolean liesOver(Document before, Document after) {
        return before.old != null
                && after.old == null
                && before.slotsHere() == after.slotsHere()
                && before.source().addressOffset() == after.source().addressOffset()
                && before.source().byteArray() == after.source().byteArray();
    }

    private static boolean isHere(Document document, int index) {
        OldImage old = document.old;
        return old == null || !old.isChanged(index);
    }
}
