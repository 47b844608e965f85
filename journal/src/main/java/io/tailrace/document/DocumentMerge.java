package io.tailrace.document;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Merges a patch into a document, recursively: objects field by field, anything else of the patch replaces what was
 * there, null being a value like any other. Keeps no state; does not allocate.
 *
 * <p>In a patch an object {@code {"$reql_type$": "LITERAL", "value": x}} is a literal: x takes the place of what was
 * there instead of being merged into it, and without a value the field is taken out. Wherever a literal stands in the
 * patch, in an array or another literal too, it does not get into the result.
 *
 * @hidden
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
    public void merge(Document old, Document patch, DocumentWriter out) {
        merge(out, null, old, patch);
    }

    /**
     * Puts the merged fields into the document that is being written; one field stays in the form it has where the
     * patch has an equal value, such as a key 1 that the patch gives as 1.0.
     *
     * @param old what was there
     * @param patch what is to change
     * @param kept field of the document itself
     * @param out reset, not finished
     */
    public void merge(Document old, Document patch, Field kept, DocumentWriter out) {
        merge(out, ValueOrder.equal(old, kept, patch, kept) ? kept : null, old, patch);
    }

    private static void merge(DocumentWriter out, Field kept, Document old, Document patch) {
        objects(
                out.values(),
                kept,
                old.dictionary(),
                old.view(),
                old.offset(),
                patch.dictionary(),
                patch.view(),
                patch.offset());
    }

    /**
     * {@return whether a document holds a literal, however deep; such a one is a patch and not to be stored} Any
     * thread.
     *
     * @param document of any dictionary
     */
    public static boolean hasLiteral(Document document) {
        return document.size() > 0
                && Literals.within(document.dictionary(), document.view(), document.offset(), Tag.OBJECT);
    }

    private static void objects(
            OpenValues out,
            Field kept,
            Dictionary oldNames,
            UnsafeBuffer old,
            int oldObject,
            Dictionary patchNames,
            UnsafeBuffer patch,
            int patchObject) {
        int oldCount = DocumentDescriptor.fieldCount(old, oldObject);
        int patchCount = DocumentDescriptor.fieldCount(patch, patchObject);
        int oldSlots = DocumentDescriptor.slots(old, oldObject);
        int patchSlots = DocumentDescriptor.slots(patch, patchObject);
        int i = 0;
        int j = 0;
        while (i < oldCount || j < patchCount) {
            int order = i == oldCount
                    ? 1
                    : j == patchCount
                            ? -1
                            : ObjectNames.compare(oldNames, old, oldObject, i, patchNames, patch, patchObject, j);
            if (order < 0) {
                Field field = ObjectNames.field(oldNames, old, oldObject, i);
                ValueCopy.slot(out, field, oldNames, old, oldSlots, oldCount, i++);
                continue;
            }
            Field field = ObjectNames.field(patchNames, patch, patchObject, j);
            if (order == 0 && kept != null && field.compareName(kept) == 0) {
                ValueCopy.slot(out, field, oldNames, old, oldSlots, oldCount, i++);
                j++;
                continue;
            }
            if (isObject(patch, patchSlots, patchCount, j)) {
                int patchInner = DocumentDescriptor.nested(patch, patchSlots, patchCount, j);
                if (Literals.isLiteral(patchNames, patch, patchInner)) {
                    Literals.copyValue(out, field, patchNames, patch, patchInner);
                } else if (order == 0 && isObject(old, oldSlots, oldCount, i)) {
                    int oldInner = DocumentDescriptor.nested(old, oldSlots, oldCount, i);
                    out.open(field, false);
                    objects(out, null, oldNames, old, oldInner, patchNames, patch, patchInner);
                    out.close();
                } else {
                    Literals.copyResolved(out, field, patchNames, patch, patchSlots, patchCount, j);
                }
            } else {
                Literals.copyResolved(out, field, patchNames, patch, patchSlots, patchCount, j);
            }
            i += order == 0 ? 1 : 0;
            j++;
        }
    }

    private static boolean isObject(UnsafeBuffer buffer, int slots, int count, int index) {
        return DocumentDescriptor.tag(buffer, slots, count, index) == Tag.OBJECT;
    }
}
