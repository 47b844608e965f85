package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldSelection;
import io.tailrace.document.FieldSelector;
import io.tailrace.error.QueryException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Expression;
import io.tailrace.query.FilterDefault;

/** Makes and checks steps after {@code changes}. Not thread safe. */
final class AfterSteps {
    private final EvaluationSettings settings;
    private final Dictionary dictionary;

    AfterSteps(EvaluationSettings settings) {
        this.settings = settings;
        dictionary = settings.dictionary();
    }

    AfterStep filter(Expression predicate, FilterDefault otherwise) {
        if (otherwise == null) {
            throw refused("default=null of a filter: it is SKIP, ADMIT or ERROR");
        }
        return new AfterStep.Filter(planned(predicate, "filter"), otherwise);
    }

    AfterStep map(Expression projection) {
        return new AfterStep.Map(planned(projection, "map"), dictionary);
    }

    AfterStep pluck(Object... paths) {
        return new AfterStep.Build(selector(paths)::pluck, dictionary);
    }

    AfterStep without(Object... paths) {
        return new AfterStep.Build(selector(paths)::without, dictionary);
    }

    AfterStep hasFields(Object... paths) {
        return new AfterStep.Having(selector(paths));
    }

    AfterStep field(String name) {
        if (name == null) {
            throw refused("field=null is not the name of a field");
        }
        return new AfterStep.Taking(dictionary.field(name), dictionary);
    }

    AfterStep skip(long events) {
        return new AfterStep.Skip(counted(events, "skip"));
    }

    AfterStep limit(long events) {
        return new AfterStep.Limit(counted(events, "limit"));
    }

    private FieldSelector selector(Object... paths) {
        return new FieldSelector(dictionary, FieldSelection.of(paths));
    }

    private Evaluator planned(Expression expression, String name) {
        if (expression == null) {
            throw refused(name + "=null is not a step of a feed");
        }
        if (expression.usesNow()) {
            throw new QueryException(
                    QueryException.Reason.NOW_AFTER_CHANGES,
                    name + "=" + expression + " has now() behind changes, where it would stand still: put it before"
                            + " changes, or take the time in the handler");
        }
        return Evaluator.of(expression, settings);
    }

    private static long counted(long events, String name) {
        if (events < 0) {
            throw refused(name + "=" + events + " must not be negative");
        }
        return events;
    }

    private static QueryException refused(String message) {
        return new QueryException(QueryException.Reason.BAD_ARGUMENT, message);
    }
}
