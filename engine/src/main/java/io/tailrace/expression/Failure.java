package io.tailrace.expression;

import io.tailrace.document.Field;
import io.tailrace.document.ValueType;

/** Why the last evaluation failed: noted without garbage, told on demand. Not thread safe; one for each evaluator. */
final class Failure {
    private static final String NO_FIELD = "there is no such field";
    private static final String NO_ROW = "expected an object but the row is none";

    private Node node;
    private String message;
    /** The type that was found where another one was wanted, of which the message tells; or null. */
    private ValueType found;
    /** The field that a pattern misses, or null. */
    private Field missing;

    /** A field is not there. */
    int noField(final Node field) {
        return note(field, NO_FIELD, null, null, Evaluator.MISSING);
    }

    /** A field of a pattern is not there. */
    int noField(final Node pattern, final Field field) {
        return note(pattern, NO_FIELD, null, field, Evaluator.MISSING);
    }

    /** A field was asked of a row that is no object. */
    int noRow(final Node field) {
        return note(field, NO_ROW, null, null, Evaluator.FAILED);
    }

    /** A value is of a type that does not do; where null is found, something is missing. */
    int wrongType(final Node at, final String wanted, final ValueType type) {
        return note(at, wanted, type, null, type == ValueType.NULL ? Evaluator.MISSING : Evaluator.FAILED);
    }

    int failed(final Node at, final String what) {
        return note(at, what, null, null, Evaluator.FAILED);
    }

    private int note(final Node at, final String what, final ValueType type, final Field field, final int status) {
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
                + (found == null ? ": " + message : ": expected " + message + " but found " + found);
    }
}
