package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.FieldSelector;
import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Evaluator;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The transforms for the old or the new document of a change. Not thread safe. Old and new need one each, because both
 * results live at the same time.
 *
 * @hidden
 */
public final class ViewSide {
    private final Value raw;
    private final Value stored;
    private final Value failed;
    private final ViewStep[] steps;
    private final MapStep last;
    /** The only step, where that is a lambda on documents: nothing but a document that passes becomes a value. */
    private final DocumentFilter only;

    private final Document looked;
    private ViewStep failing;

    /**
     * @param settings names, shapes and what expressions are planned with
     * @param steps in written order
     * @param last what is left for the moment of delivery, or null
     */
    ViewSide(EvaluationSettings settings, List<Transform> steps, FieldsKept last) {
        Dictionary dictionary = settings.dictionary();
        raw = new Value(dictionary);
        stored = new Value(dictionary);
        failed = new Value(dictionary);
        this.last = last == null ? null : new MapStep(failed, last);
        List<ViewStep> bound = new ArrayList<>();
        boolean anyType = false;
        for (Transform step : steps) {
            if (anyType && needsObject(step)) {
                bound.add(new ObjectStep(failed));
                anyType = false;
            }
            bound.add(bind(settings, step));
            anyType |= step instanceof Transform.Mapping || step instanceof Transform.Taking;
        }
        if (anyType && last != null) {
            bound.add(new ObjectStep(failed));
        }
        this.steps = bound.toArray(new ViewStep[0]);
        only = steps.size() == 1 && steps.get(0) instanceof Transform.Accepting accepting ? accepting.filter() : null;
        looked = new Document(dictionary);
    }

    private static boolean needsObject(Transform step) {
        return !(step instanceof Transform.Filtering
                || step instanceof Transform.Mapping
                || step instanceof Transform.Taking);
    }

    private ViewStep bind(EvaluationSettings settings, Transform step) {
        Dictionary dictionary = settings.dictionary();
        if (step instanceof Transform.Accepting accepting) {
            return new FilterStep(failed, accepting.filter());
        } else if (step instanceof Transform.Projecting projecting) {
            return new MapStep(failed, projecting.projection());
        } else if (step instanceof Transform.Naming naming) {
            return new MapStep(failed, new Pluck(dictionary, naming.names()));
        } else if (step instanceof Transform.Filtering filtering) {
            return new PredicateStep(failed, Evaluator.of(filtering.predicate(), settings), filtering.otherwise());
        } else if (step instanceof Transform.Mapping mapping) {
            return new ExpressionStep(failed, Evaluator.of(mapping.projection(), settings));
        } else if (step instanceof Transform.Plucking plucking) {
            return new MapStep(failed, new SelectedFields(new FieldSelector(dictionary, plucking.selection())));
        } else if (step instanceof Transform.Removing removing) {
            return new MapStep(failed, new FieldSelector(dictionary, removing.selection())::without);
        } else if (step instanceof Transform.Having having) {
            return new HavingStep(failed, new FieldSelector(dictionary, having.selection()));
        }
        return new FieldStep(failed, ((Transform.Taking) step).name());
    }

    /**
     * The document after all steps but the last pluck.
     *
     * @return null when it is not part of the result, or when a step has failed, see {@link #failed()}
     */
    public Value image(DirectBuffer buffer, int offset, int length) {
        if (only != null) {
            return only.test(looked.wrap(buffer, offset, length)) ? raw.set(looked) : null;
        }
        return throughSteps(buffer, offset, length);
    }

    private Value throughSteps(DirectBuffer buffer, int offset, int length) {
        failing = null;
        Value value = raw.wrapDocument(buffer, offset, length);
        for (ViewStep step : steps) {
            value = step.apply(value);
            if (value == null) {
                return null;
            }
            if (value == failed) {
                failing = step;
                return null;
            }
        }
        return value.isNull() ? null : value;
    }

    /** Whether a step has failed on the document that was looked at last. */
    public boolean failed() {
        return failing != null;
    }

    /** Why it has; allocates. */
    public String error() {
        return failing.error();
    }

    /** An image that was kept. */
    public Value stored(DirectBuffer buffer, int offset) {
        return stored.wrap(buffer, offset);
    }

    /** What the handler gets to see of an image. */
    public Value delivered(Value image) {
        return last == null || image == null ? image : last.apply(image);
    }
}
