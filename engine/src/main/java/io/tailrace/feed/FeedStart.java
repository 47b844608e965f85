package io.tailrace.feed;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.query.Selection;
import java.util.List;

/**
 * What the branches of a feed have in common.
 *
 * @param context the engine
 * @param selections the branches of its query
 * @param settings names, shapes and what expressions are planned with
 * @param stateSequence the feed shows the changes after this sequence; initial values are those of its state
 * @param limitBytes bound of what one branch keeps of documents
 * @param options what was asked for
 * @param cursor keeps the position, null where nobody asked for that
 */
record FeedStart(
        FeedContext context,
        List<Selection> selections,
        EvaluationSettings settings,
        long stateSequence,
        int limitBytes,
        ChangesOptions options,
        FeedCursor cursor) {
    /** Last sequence the feed looks at. */
    long until() {
        return options.lastSequence();
    }

    /** Whether it shows only what is committed after it was opened, or about that. */
    boolean isAtEnd() {
        boolean isResumed = cursor != null && cursor.isResumed();
        return !isResumed && options.isFromNow() || stateSequence >= context.knownSequence();
    }
}
