package io.tailrace.document;

import io.tailrace.error.DocumentException;

/** Words of the exceptions of this package, out of the way of the code that is compiled hot. */
final class Rejections {
    private Rejections() {}

    static DocumentException unknownTag(int tag) {
        return new DocumentException("type tag=" + tag + " is unknown, the document is damaged or of a newer version");
    }

    static DocumentException wrongType(String where, ValueType found, String wanted) {
        return found == ValueType.ABSENT
                ? new DocumentException(
                        where + " is absent, wanted=" + wanted + ", ask with a default or test with has(name)")
                : new DocumentException(where + " has type=" + found + ", wanted=" + wanted);
    }

    static DocumentException damaged(String what, long value, long expected) {
        return new DocumentException(
                "encoded document has " + what + "=" + value + " expected=" + expected + ", its bytes are damaged");
    }

    static DocumentException notFinite(String where, double value) {
        return new DocumentException(where + " value=" + value + " is not a finite number, store null or leave it out");
    }

    static DocumentException loneSurrogate(String where, int index) {
        return new DocumentException(where + " is no valid text: lone surrogate at index=" + index);
    }

    static DocumentException malformedUtf8(String where, int index) {
        return new DocumentException(where + " is no valid UTF-8 at byte=" + index);
    }

    static String where(Field field) {
        return where(field, BoxedInput.ELEMENT);
    }

    static String where(Field field, String other) {
        return field == null ? other : "field=" + field.name();
    }
}
