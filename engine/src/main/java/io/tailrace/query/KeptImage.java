package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;

/** A view to look at an image that was kept, made when the first is. Not thread safe. */
final class KeptImage {
    private final Dictionary dictionary;
    private Value value;

    KeptImage(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    Value value() {
        if (value == null) {
            value = new Value(dictionary);
        }
        return value;
    }
}
