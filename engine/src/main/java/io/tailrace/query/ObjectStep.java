package io.tailrace.query;

import io.tailrace.document.Value;
import io.tailrace.document.ValueType;

/** Stands before a step that can only take documents, where there may be something else. */
final class ObjectStep extends ViewStep {
    private ValueType found;

    ObjectStep(Value failed) {
        super(failed);
    }

    @Override
    Value apply(Value in) {
        found = in.type();
        return found == ValueType.OBJECT ? in : failed;
    }

    @Override
    String error() {
        return "value is " + found + ", and the step needs an object: map to an object before";
    }
}
