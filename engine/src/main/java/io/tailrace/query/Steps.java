package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldSelection;
import io.tailrace.document.FieldSelector;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Expression;

/**
 * Makes steps, each to be used by one side of a change or one feed. Immutable.
 *
 * @hidden
 */
public final class Steps {
    private final EvaluationSettings settings;
    private final Dictionary dictionary;

    /** @param settings names, shapes and what expressions are planned with; its limits are those of what steps build */
    public Steps(EvaluationSettings settings) {
        this.settings = settings;
        dictionary = settings.dictionary();
    }

    Dictionary dictionary() {
        return dictionary;
    }

    Step of(Transform transform) {
        if (transform instanceof Transform.Accepting accepting) {
            return new FilterStep(accepting.lambda());
        } else if (transform instanceof Transform.Projecting projecting) {
            return building(projecting.lambda());
        } else if (transform instanceof Transform.Naming naming) {
            return keeping(new Pluck(dictionary, naming.names()));
        } else if (transform instanceof Transform.Filtering filtering) {
            return filter(filtering.predicate(), filtering.otherwise());
        } else if (transform instanceof Transform.Mapping mapping) {
            return map(mapping.projection());
        } else if (transform instanceof Transform.Plucking plucking) {
            return pluck(plucking.selection());
        } else if (transform instanceof Transform.Removing removing) {
            return without(removing.selection());
        } else if (transform instanceof Transform.Having having) {
            return hasFields(having.selection());
        }
        return field(((Transform.Taking) transform).name());
    }

    private BuildStep building(Projection projection) {
        return new BuildStep(projection, false, dictionary, settings.limits());
    }

    BuildStep keeping(FieldsKept fields) {
        return new BuildStep(fields, fields.isFlat(), dictionary, settings.limits());
    }

    /** Lets through what an expression holds for. */
    public Step filter(Expression predicate, FilterDefault otherwise) {
        return new PredicateStep(Evaluator.of(predicate, settings), otherwise);
    }

    /** Makes the value of an expression. */
    public Step map(Expression projection) {
        return new ExpressionStep(Evaluator.of(projection, settings), dictionary);
    }

    /** Keeps the selected fields of objects. */
    public Step pluck(FieldSelection selection) {
        return keeping(new SelectedFields(new FieldSelector(dictionary, selection)));
    }

    /** Takes the selected fields out of objects. */
    public Step without(FieldSelection selection) {
        FieldSelector selector = new FieldSelector(dictionary, selection);
        return new BuildStep(selector::without, selector.isFlat(), dictionary, settings.limits());
    }

    /** Lets through the objects that have all selected fields. */
    public Step hasFields(FieldSelection selection) {
        return new HavingStep(new FieldSelector(dictionary, selection));
    }

    /** Makes the value of one field; what does not have it is left out. */
    public Step field(String name) {
        return new FieldStep(dictionary.field(name), dictionary);
    }
}
