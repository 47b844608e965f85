package io.tailrace.expression;

import io.tailrace.document.Document;
import io.tailrace.document.FieldPlaces;
import io.tailrace.document.PredicateProgram;
import io.tailrace.document.Value;

/**
 * A predicate that the slots of a document answer, all of it at once. Where they do not, as a field is missing or the
 * row is no document, the tree that was planned for the same answers, with the right error. Not thread safe.
 *
 * <p>Children differ in how they go from one test of a field to the next; a class is made for each form of predicates,
 * see {@link PredicateClass}, and beyond a number of them there is {@link SteppedEvaluator}. Constants and fields are
 * no part of a form, so that a thousand feeds that ask the same of different keys share a class.
 */
abstract class CompiledEvaluator extends Evaluator {
    final PredicateProgram program;
    /** Of the layouts seen first. */
    FieldPlaces[] places;
    /** Of the first layout that was seen, which in most tables is the only one. */
    FieldPlaces usual = FieldPlaces.NONE;

    private final Computation exact;
    private final Failure failure;

    CompiledEvaluator(PredicateProgram program, Computation exact, Failure failure) {
        this.program = program;
        this.exact = exact;
        this.failure = failure;
        places = program.places();
    }

    @Override
    public abstract int test(Row row);

    /** Gets to know where the fields of documents like one lie. */
    final void learn(Document document) {
        places = program.learn(document, places);
        if (usual == FieldPlaces.NONE) {
            FieldPlaces found = FieldPlaces.find(places, document);
            usual = found == null ? usual : found;
        }
    }

    /** Answers where slots cannot. */
    final int exact(Row row) {
        return exact.test(row);
    }

    @Override
    public final int evaluate(Row row, Value into) {
        if (exact instanceof Predicate) {
            int status = test(row);
            if (status <= OK) {
                into.set(status == OK);
                return OK;
            }
            return status;
        }
        int status = exact.evaluate(row); // the result may be that of an operand
        if (status == OK) {
            into.set(exact.value);
        }
        return status;
    }

    @Override
    public final String error() {
        return failure.toString();
    }
}
