package io.tailrace.feed;

import io.tailrace.document.FieldSelection;
import io.tailrace.error.QueryException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expression;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Step;
import io.tailrace.query.Steps;

/** Makes and checks steps after {@code changes}. Not thread safe. */
final class AfterSteps {
    private final EvaluationSettings settings;

    AfterSteps(EvaluationSettings settings) {
        this.settings = settings;
    }

    /** Few feeds have any, so these are not kept. */
    private Steps steps() {
        return new Steps(settings, settings.dictionary().limits().aroundTwo());
    }

    Step filter(Expression predicate, FilterDefault otherwise) {
        if (otherwise == null) {
            throw refused("default=null of a filter: it is SKIP, ADMIT or ERROR");
        }
        return steps().filter(checked(predicate, "filter"), otherwise);
    }

    Step onlyIf(Expression predicate) {
        return new OnlyIfStep(steps().filter(checked(predicate, "onlyIf"), FilterDefault.ADMIT));
    }

    Step carry(Object... paths) {
        FieldSelection carried = FieldSelection.of(paths);
        return new CarryStep(steps().without(carried), steps().without(carried));
    }

    Step map(Expression projection) {
        return steps().map(checked(projection, "map"));
    }

    Step pluck(Object... paths) {
        return steps().pluck(FieldSelection.of(paths));
    }

    Step without(Object... paths) {
        return steps().without(FieldSelection.of(paths));
    }

    Step hasFields(Object... paths) {
        return steps().hasFields(FieldSelection.of(paths));
    }

    Step field(String name) {
        if (name == null) {
            throw refused("field=null is not the name of a field");
        }
        return steps().field(name);
    }

    Step skip(long events) {
        return new SkipStep(counted(events, "skip"));
    }

    Step limit(long events) {
        return new LimitStep(counted(events, "limit"));
    }

    private static Expression checked(Expression expression, String name) {
        if (expression == null) {
            throw refused(name + "=null is not a step of a feed");
        }
        if (expression.usesNow()) {
            throw new QueryException(
                    QueryException.Reason.NOW_AFTER_CHANGES,
                    name + "=" + expression + " has now() after changes, where it would stand still: put it before"
                            + " changes, or take the time in the handler");
        }
        return expression;
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
