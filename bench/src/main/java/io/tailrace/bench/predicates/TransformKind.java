package io.tailrace.bench.predicates;

import static io.tailrace.expression.Expressions.object;
import static io.tailrace.expression.Expressions.row;

import io.tailrace.document.FieldSelection;
import io.tailrace.query.Step;
import io.tailrace.query.Steps;
import java.util.Map;

/** What is often made of a document, as a step of a query and written by hand. */
public enum TransformKind {
    /** Three fields of nine are kept. */
    PLUCK {
        @Override
        Step step(Steps steps) {
            return steps.pluck(FieldSelection.of("bid", "size", "venue"));
        }

        @Override
        HandTransform byHand(HandTransform.Layout in, byte[] names) {
            return new HandTransform.Pluck(in, names);
        }
    },
    /** An object is made of a field that is kept, one that is computed, and text. */
    MAP {
        @Override
        Step step(Steps steps) {
            return steps.map(
                    object(Map.of("bid", row("bid"), "spread", row("ask").sub(row("bid")), "venue", row("venue"))));
        }

        @Override
        HandTransform byHand(HandTransform.Layout in, byte[] names) {
            return new HandTransform.Spread(in, names);
        }
    },
    /** One field is replaced, and one is added. */
    MERGE {
        @Override
        Step step(Steps steps) {
            return steps.map(row().merge(Map.of("size", row("size").mul(2), "seen", true)));
        }

        @Override
        HandTransform byHand(HandTransform.Layout in, byte[] names) {
            return new HandTransform.Merge(in, names);
        }
    };

    /** As a query does it. */
    abstract Step step(Steps steps);

    /** As it is written by hand, for documents of one shape. */
    abstract HandTransform byHand(HandTransform.Layout in, byte[] names);
}
