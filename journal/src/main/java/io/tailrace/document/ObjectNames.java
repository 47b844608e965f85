package io.tailrace.document;

import io.tailrace.bytes.Bytes;
import org.agrona.concurrent.UnsafeBuffer;

/** Names of the fields of encoded objects, whether interned or inline. Without state. */
final class ObjectNames {
    private ObjectNames() {}

    /** Handle of the field at an index. */
    static Field field(Dictionary dictionary, UnsafeBuffer buffer, int object, int index) {
        if (!DocumentDescriptor.isInline(buffer, object)) {
            return dictionary.shape(DocumentDescriptor.shapeId(buffer, object)).field(index);
        }
        int count = DocumentDescriptor.fieldCount(buffer, object);
        int name = DocumentDescriptor.nameOffset(buffer, object, count, index);
        return dictionary.field(buffer, name, DocumentDescriptor.nameLength(buffer, object, index));
    }

    /** Index of a field in an object, or -1. */
    static int index(Dictionary dictionary, UnsafeBuffer buffer, int object, Field field) {
        return DocumentDescriptor.isInline(buffer, object)
                ? inlineIndex(buffer, object, field)
                : field.indexIn(dictionary, DocumentDescriptor.shapeId(buffer, object));
    }

    /** Index of a field in an inline object, or -1. */
    static int inlineIndex(UnsafeBuffer buffer, int object, Field field) {
        int count = DocumentDescriptor.fieldCount(buffer, object);
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int name = DocumentDescriptor.nameOffset(buffer, object, count, middle);
            int order = field.compareName(buffer, name, DocumentDescriptor.nameLength(buffer, object, middle));
            if (order == 0) {
                return middle;
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Order of the names at two places, by UTF-8 bytes. */
    static int compare(
            Dictionary dictionaryA,
            UnsafeBuffer bufferA,
            int objectA,
            int indexA,
            Dictionary dictionaryB,
            UnsafeBuffer bufferB,
            int objectB,
            int indexB) {
        boolean inlineA = DocumentDescriptor.isInline(bufferA, objectA);
        boolean inlineB = DocumentDescriptor.isInline(bufferB, objectB);
        if (inlineA && inlineB) {
            int countA = DocumentDescriptor.fieldCount(bufferA, objectA);
            int countB = DocumentDescriptor.fieldCount(bufferB, objectB);
            return Bytes.compare(
                    bufferA,
                    DocumentDescriptor.nameOffset(bufferA, objectA, countA, indexA),
                    DocumentDescriptor.nameLength(bufferA, objectA, indexA),
                    bufferB,
                    DocumentDescriptor.nameOffset(bufferB, objectB, countB, indexB),
                    DocumentDescriptor.nameLength(bufferB, objectB, indexB));
        }
        if (inlineA) {
            return -compare(interned(dictionaryB, bufferB, objectB, indexB), bufferA, objectA, indexA);
        }
        Field fieldA = interned(dictionaryA, bufferA, objectA, indexA);
        return inlineB
                ? compare(fieldA, bufferB, objectB, indexB)
                : fieldA.compareName(interned(dictionaryB, bufferB, objectB, indexB));
    }

    private static Field interned(Dictionary dictionary, UnsafeBuffer buffer, int object, int index) {
        return dictionary.shape(DocumentDescriptor.shapeId(buffer, object)).field(index);
    }

    private static int compare(Field field, UnsafeBuffer buffer, int object, int index) {
        int count = DocumentDescriptor.fieldCount(buffer, object);
        int name = DocumentDescriptor.nameOffset(buffer, object, count, index);
        return field.compareName(buffer, name, DocumentDescriptor.nameLength(buffer, object, index));
    }
}
