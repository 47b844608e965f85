package io.tailrace.feed;

import io.tailrace.document.Document;

/** One transform, bound to one side of a change. Not thread safe. */
interface ViewStep {
    /**
     * @param document what came out of the step before
     * @return what goes into the next one, valid until the next call; null when the document is not part of the result
     */
    Document apply(Document document);
}
