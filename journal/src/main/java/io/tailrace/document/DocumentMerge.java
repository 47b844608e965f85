package io.tailrace.document;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Merges a patch into a document, recursively: objects field by field, anything else of the patch replaces what was
 * there, null being a value like any other. Keeps no state; does not allocate.
 */
public final class DocumentMerge {
    /** A merge, to be used any number of times. */
    public DocumentMerge() {}

    /**
     * Puts the merged fields into the document that is being written; beginning and finishing it is left to the caller.
     *
     * @param old what was there
     * @param patch what is to change
     * @param out reset, not finished
     */
    public void merge(final Document old, final Document patch, final DocumentWriter out) {
        objects(
                out.values(),
                old.dictionary(),
                old.view(),
                old.offset(),
                patch.dictionary(),
                patch.view(),
                patch.offset());
    }

    private static void objects(
            final OpenValues out,
            final Dictionary oldNames,
            final UnsafeBuffer old,
            final int oldObject,
            final Dictionary patchNames,
            final UnsafeBuffer patch,
            final int patchObject) {
        final int oldCount = DocumentDescriptor.fieldCount(old, oldObject);
        final int patchCount = DocumentDescriptor.fieldCount(patch, patchObject);
        final int oldSlots = DocumentDescriptor.slots(old, oldObject);
        final int patchSlots = DocumentDescriptor.slots(patch, patchObject);
        int i = 0;
        int j = 0;
        while (i < oldCount || j < patchCount) {
            final int order = i == oldCount
                    ? 1
                    : j == patchCount
                            ? -1
                            : ObjectNames.compare(oldNames, old, oldObject, i, patchNames, patch, patchObject, j);
            if (order < 0) {
                final Field field = ObjectNames.field(oldNames, old, oldObject, i);
                ValueCopy.slot(out, field, oldNames, old, oldSlots, oldCount, i++);
                continue;
            }
            final Field field = ObjectNames.field(patchNames, patch, patchObject, j);
            if (order == 0 && isObject(old, oldSlots, oldCount, i) && isObject(patch, patchSlots, patchCount, j)) {
                out.open(field, false);
                final int oldInner = nested(old, oldSlots, oldCount, i);
                objects(out, oldNames, old, oldInner, patchNames, patch, nested(patch, patchSlots, patchCount, j));
                out.close();
            } else {
                ValueCopy.slot(out, field, patchNames, patch, patchSlots, patchCount, j);
            }
            i += order == 0 ? 1 : 0;
            j++;
        }
    }

    private static boolean isObject(final UnsafeBuffer buffer, final int slots, final int count, final int index) {
        return DocumentDescriptor.tag(buffer, slots, count, index) == Tag.OBJECT;
    }

    private static int nested(final UnsafeBuffer buffer, final int slots, final int count, final int index) {
        return DocumentDescriptor.variable(slots, count)
                + DocumentDescriptor.offsetOf(DocumentDescriptor.slot(buffer, slots, index));
    }
}
