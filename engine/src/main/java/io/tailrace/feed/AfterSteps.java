package io.tailrace.feed;

import io.tailrace.document.FieldSelection;
import io.tailrace.error.QueryException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.QueryText;
import io.tailrace.query.Step;
import io.tailrace.query.Steps;
import java.util.Arrays;

/**
 * The steps of one feed after {@code changes}: makes and checks them, and tells them as text. Not thread safe: of the
 * thread that opens the feed, but for the text.
 */
final class AfterSteps {
    private final EvaluationSettings settings;
    private EventStream stream;
    /** Whether a step makes something else of the events. */
    private boolean makes;
    /** Written by the thread that opens the feed, read by any. */
    private volatile String text = "";

    AfterSteps(EvaluationSettings settings, EventStream stream) {
        this.settings = settings;
        this.stream = stream;
    }

    /** The events as all steps leave them. */
    EventStream stream() {
        return stream;
    }

    boolean makesOthers() {
        return makes;
    }

    /** The steps as they are written. */
    String text() {
        return text;
    }

    /** From here on there are the events of other feeds too. */
    void unite(EventStream united, Feed... others) {
        String[] queries = new String[others.length];
        for (int i = 0; i < queries.length; i++) {
            queries[i] = others[i].text();
            makes |= others[i].makesOthers();
        }
        stream = united;
        text = text + QueryText.call("union", queries);
    }

    private void add(Step step, String written) {
        if (!(stream instanceof SteppedEvents)) {
            stream = new SteppedEvents(stream);
        }
        ((SteppedEvents) stream).add(step);
        text = text + written;
    }

    private void add(Step step, String name, Object... arguments) {
        add(step, QueryText.call(name, QueryText.values(Arrays.asList(arguments))));
    }

    private void making(Step step, String name, Object... arguments) {
        add(step, name, arguments);
        makes = true;
    }

    /** A step that compares both sides of the event, which must still be one. */
    private void checkEvent(String name) {
        if (makes) {
            throw refused(
                    name + " compares both sides of an event, and a step before has made something else of it: put "
                            + name + " before map, merge, pluck, without and field");
        }
    }

    /** Few feeds have any, so these are not kept. */
    private Steps steps() {
        return new Steps(settings.aroundTwo());
    }

    void filter(Expression predicate, FilterDefault otherwise) {
        if (otherwise == null) {
            throw refused("default=null of a filter: it is SKIP, ADMIT or ERROR");
        }
        Step step = steps().filter(checked(predicate, "filter"), otherwise);
        if (otherwise == FilterDefault.SKIP) {
            add(step, "filter", predicate);
        } else {
            add(step, "filter", predicate, otherwise);
        }
    }

    void onlyIf(Expression predicate) {
        checkEvent("onlyIf");
        Step asked = steps().filter(checked(predicate, "onlyIf"), FilterDefault.ADMIT);
        add(new OnlyIfStep(asked), "onlyIf", predicate);
    }

    void carry(Object... paths) {
        checkEvent("carry");
        FieldSelection carried = FieldSelection.of(paths);
        add(new CarryStep(steps().without(carried), steps().without(carried)), "carry", paths);
    }

    void map(Expression projection) {
        making(steps().map(checked(projection, "map")), "map", projection);
    }

    void merge(Object object) {
        making(steps().map(checked(Expressions.row().merge(object), "map")), "merge", object);
    }

    void pluck(Object... paths) {
        making(steps().pluck(FieldSelection.of(paths)), "pluck", paths);
    }

    void without(Object... paths) {
        making(steps().without(FieldSelection.of(paths)), "without", paths);
    }

    void hasFields(Object... paths) {
        add(steps().hasFields(FieldSelection.of(paths)), "hasFields", paths);
    }

    void field(String name) {
        if (name == null) {
            throw refused("field=null is not the name of a field");
        }
        making(steps().field(name), "field", name);
    }

    void skip(long events) {
        add(new SkipStep(counted(events, "skip")), QueryText.call("skip", Long.toString(events)));
    }

    void limit(long events) {
        add(new LimitStep(counted(events, "limit")), QueryText.call("limit", Long.toString(events)));
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
