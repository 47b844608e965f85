package io.tailrace.expression;

import io.tailrace.document.Field;
import io.tailrace.document.ValueType;

/** Why the last evaluation failed: noted without garbage, told on demand. Not thread safe; one for each evaluator. */
final class Failure {
    private static final String NO_FIELD = "there is no such field";
    private static final String NO_ELEMENT = "there is no such element";
    private static final String NO_SIDE = "the row has neither old_val nor new_val";
    private static final String NO_ROW = "expected an object but the row is none";

    private Node node;
    private String message;
    /** The type that was found where another one was wanted, of which the message tells; or null. */
    private ValueType found;
    /** The field that a pattern misses, or null. */
    private Field missing;
    /** Of an element that is not there. */
    private int index;

    private int size;

    /** A field is not there. */
    int noField(Node field) {
        return note(field, NO_FIELD, null, null, Evaluator.MISSING);
    }

    /** A field of a pattern is not there. */
    int noField(Node pattern, Field field) {
        return note(pattern, NO_FIELD, null, field, Evaluator.MISSING);
    }

    /** An array has no element at an index. */
    int noElement(Node element, int at, int elements) {
        index = at;
        size = elements;
        return note(element, NO_ELEMENT, null, null, Evaluator.MISSING);
    }

    /** The row is no event with a document. */
    int noSide(Node difference) {
        return note(difference, NO_SIDE, null, null, Evaluator.MISSING);
    }

    /** A field was asked of a row that is no object. */
    int noRow(Node field) {
        return note(field, NO_ROW, null, null, Evaluator.FAILED);
    }

    /** A value is of a type that does not do; where null is found, something is missing. */
    int wrongType(Node at, String wanted, ValueType type) {
        return note(at, wanted, type, null, type == ValueType.NULL ? Evaluator.MISSING : Evaluator.FAILED);
    }

    int failed(Node at, String what) {
        return note(at, what, null, null, Evaluator.FAILED);
    }

    private int note(Node at, String what, ValueType type, Field field, int status) {
        node = at;
        message = what;
        found = type;
        missing = field;
        return status;
    }

    @Override
    public String toString() {
        if (node == null) {
            return "nothing has failed";
        }
        return "expression=" + node
                + (missing == null ? "" : " field=" + missing)
                + (message == NO_ELEMENT ? " index=" + index + " size=" + size : "")
                + (found == null ? ": " + message : ": expected " + message + " but found " + found);
    }
}
