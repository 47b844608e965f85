package io.tailrace.feed;

import io.tailrace.document.Document;

/** Lets through what the filter accepts. */
record FilterStep(DocumentFilter filter) implements ViewStep {
    @Override
    public Document apply(Document document) {
        return filter.test(document) ? document : null;
    }
}
