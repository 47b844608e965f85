package io.tailrace.bench.predicates;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.expression.Expression;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Predicates that are often asked, said as expressions and written by hand. Of each there are {@value #VARIANTS} that
 * differ in their constants; about one document in ten holds.
 */
public enum PredicateKind {
    /** A number is compared with a constant. */
    NUMBER("comparison of a number") {
        @Override
        Expression expression(int variant) {
            return row("bid").gt(86 + variant);
        }

        @Override
        HandPredicate byHand(PredicateDocuments documents, int variant) {
            return documents.hasOneShape()
                    ? new HandOfOneShape.Above(documents, 86 + variant)
                    : new HandOfSeveralShapes.Above(documents, 86 + variant);
        }
    },
    /** Text equals a constant. */
    TEXT("equality of text") {
        @Override
        Expression expression(int variant) {
            return row("venue").eq(venue(variant));
        }

        @Override
        HandPredicate byHand(PredicateDocuments documents, int variant) {
            return documents.hasOneShape()
                    ? new HandOfOneShape.Text(documents, utf8(venue(variant)))
                    : new HandOfSeveralShapes.Text(documents, utf8(venue(variant)));
        }
    },
    /** Three conditions at once. */
    THREE("conjunction of three") {
        @Override
        Expression expression(int variant) {
            return row("bid")
                    .gt(20.5 + variant)
                    .and(row("size").ge(200 + variant))
                    .and(row("venue").eq(venue(variant)));
        }

        @Override
        HandPredicate byHand(PredicateDocuments documents, int variant) {
            return documents.hasOneShape()
                    ? new HandOfOneShape.Three(documents, 20.5 + variant, 200 + variant, utf8(venue(variant)))
                    : new HandOfSeveralShapes.Three(documents, 20.5 + variant, 200 + variant, utf8(venue(variant)));
        }
    },
    /** A field of an object in the document is compared with a constant. */
    NESTED("comparison of a nested field") {
        @Override
        Expression expression(int variant) {
            return row("book", "depth").lt(6 + variant);
        }

        @Override
        HandPredicate byHand(PredicateDocuments documents, int variant) {
            return documents.hasOneShape()
                    ? new HandOfOneShape.Nested(documents, 6 + variant)
                    : new HandOfSeveralShapes.Nested(documents, 6 + variant);
        }
    },
    /** A number is one of ten. */
    AMONG("in with ten numbers") {
        @Override
        Expression expression(int variant) {
            return row("level").in(Arrays.stream(levels(variant)).boxed().toList());
        }

        @Override
        HandPredicate byHand(PredicateDocuments documents, int variant) {
            return documents.hasOneShape()
                    ? new HandOfOneShape.Among(documents, levels(variant))
                    : new HandOfSeveralShapes.Among(documents, levels(variant));
        }
    };

    public static final int VARIANTS = 8;

    private final String text;

    PredicateKind(String text) {
        this.text = text;
    }

    /** As it is said. */
    abstract Expression expression(int variant);

    /** As it is written by hand, for documents of one shape or of several. */
    abstract HandPredicate byHand(PredicateDocuments documents, int variant);

    private static String venue(int variant) {
        return PredicateDocuments.VENUES[variant * 2];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static long[] levels(int variant) {
        long[] levels = {3, 97, 15, 42, 8, 77, 23, 61, 54, 30};
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (levels[i] + variant * 7L) % 100;
        }
        return levels;
    }

    /** For people. */
    @Override
    public String toString() {
        return text;
    }
}
