package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.FieldTest;
import io.tailrace.document.NumbersTest;
import io.tailrace.document.RangeTest;
import io.tailrace.document.TextTest;

/**
 * A question about one field that its slot answers. Where it does not, as the field is missing or the row is no
 * document, the tree that was planned for the same answers, with the right error. Not thread safe.
 *
 * <p>There is a class for each kind of test, so that the compiler knows which one it is and makes one piece of both.
 */
abstract class FieldPredicate extends Predicate {
    private final Computation exact;

    private FieldPredicate(Computation exact, Dictionary dictionary) {
        super(dictionary);
        this.exact = exact;
    }

    static FieldPredicate of(FieldTest test, Computation exact, Dictionary dictionary) {
        if (test instanceof RangeTest range) {
            return new InRange(range, exact, dictionary);
        }
        return test instanceof TextTest text
                ? new IsText(text, exact, dictionary)
                : new IsNumber((NumbersTest) test, exact, dictionary);
    }

    /** What the slot has answered, or who is asked where it has not. */
    final int exact(int answer, Row row) {
        return answer == FieldTest.UNKNOWN ? exact.test(row) : answer; // answers are those of an Evaluator
    }

    private static final class InRange extends FieldPredicate {
        private final RangeTest test;

        InRange(RangeTest test, Computation exact, Dictionary dictionary) {
            super(exact, dictionary);
            this.test = test;
        }

        @Override
        int test(Row row) {
            Document document = row.document();
            return exact(document == null ? FieldTest.UNKNOWN : test.test(document), row);
        }
    }

    private static final class IsText extends FieldPredicate {
        private final TextTest test;

        IsText(TextTest test, Computation exact, Dictionary dictionary) {
            super(exact, dictionary);
            this.test = test;
        }

        @Override
        int test(Row row) {
            Document document = row.document();
            return exact(document == null ? FieldTest.UNKNOWN : test.test(document), row);
        }
    }

    private static final class IsNumber extends FieldPredicate {
        private final NumbersTest test;

        IsNumber(NumbersTest test, Computation exact, Dictionary dictionary) {
            super(exact, dictionary);
            this.test = test;
        }

        @Override
        int test(Row row) {
            Document document = row.document();
            return exact(document == null ? FieldTest.UNKNOWN : test.test(document), row);
        }
    }
}
