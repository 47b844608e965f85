package io.tailrace.expression;

import io.tailrace.document.Value;
import java.util.List;

/**
 * One operand of the conjunction that a predicate is, in the order in which they are looked at: the first that does not
 * hold, or fails, decides. Immutable once made; its values belong to whoever asked for it.
 *
 * @hidden
 */
public sealed interface FilterPart {
    /** What it says; of a pattern, which has a part for each field, the whole. */
    Expression said();

    /** In what it can end, beside holding or not. */
    Outcomes outcomes();

    /**
     * A field equals one of some values: equality, {@code in}, or a field of a pattern.
     *
     * @param said the whole
     * @param path names of the field
     * @param values what it may be
     * @param outcomes of the whole; a pattern does not fail where something on the way to a field is no object
     */
    record Among(Expression said, List<String> path, List<Value> values, Outcomes outcomes) implements FilterPart {}

    /**
     * A field lies on one side of a value.
     *
     * @param said the whole
     * @param path names of the field
     * @param bound the value
     * @param isUpper whether the field is below it
     * @param isClosed whether it may equal it
     * @param outcomes of the whole
     */
    record Bounded(
            Expression said, List<String> path, Value bound, boolean isUpper, boolean isClosed, Outcomes outcomes)
            implements FilterPart {}

    /**
     * One of several holds, each a conjunction by itself.
     *
     * @param said the whole
     * @param operands their parts
     * @param outcomes of the whole
     */
    record Either(Expression said, List<List<FilterPart>> operands, Outcomes outcomes) implements FilterPart {}

    /**
     * Anything else.
     *
     * @param said the whole
     * @param outcomes of it
     */
    record Other(Expression said, Outcomes outcomes) implements FilterPart {}

    /**
     * Takes a predicate apart.
     *
     * @param predicate as of a filter
     * @param settings what it is planned with
     * @return its parts, none if it always holds
     * @throws io.tailrace.error.QueryException as {@link Evaluator#of} does
     */
    static List<FilterPart> of(Expression predicate, EvaluationSettings settings) {
        return new FilterParts(settings).of(predicate.node);
    }
}
