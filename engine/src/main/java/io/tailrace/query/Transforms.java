package io.tailrace.query;

import io.tailrace.document.FieldSelection;
import io.tailrace.error.QueryException;
import io.tailrace.expression.Expression;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps between a table and its feed, in written order. They are applied to the old and to the new document of a
 * change, each on its own, and the event follows from the two results: a document enters, leaves, changes, or nothing
 * is to be seen. Immutable, any thread: each method returns longer transforms.
 *
 * <p>A result of null is as good as none. An expression that fails on a document of a change makes it count as absent,
 * and the feed counts it; a lambda that throws ends the feed.
 *
 * @hidden
 */
public final class Transforms {
    private static final Transforms NONE = new Transforms(List.of());

    private final List<Transform> steps;

    private Transforms(List<Transform> steps) {
        this.steps = steps;
    }

    /**
     * No step: the result is the table.
     *
     * @return empty transforms
     */
    public static Transforms none() {
        return NONE;
    }

    /**
     * Adds a filter.
     *
     * @param filter which documents stay
     * @return these steps and that one
     */
    public Transforms filter(DocumentFilter filter) {
        return with(new Transform.Accepting(given(filter, "filter")));
    }

    /**
     * Adds a projection.
     *
     * @param projection what becomes of a document
     * @return these steps and that one
     */
    public Transforms map(Projection projection) {
        return with(new Transform.Projecting(given(projection, "map")));
    }

    /**
     * Adds a projection that keeps the named fields; those a document does not have are left out. Changes are compared
     * by these fields in place, and a document is built only for an event.
     *
     * @param fields names of fields at the top of the document, one at least
     * @return these steps and that one
     * @throws QueryException when a name is missing
     */
    public Transforms pluck(String... fields) {
        if (fields == null || fields.length == 0) {
            throw new QueryException(QueryException.Reason.BAD_ARGUMENT, "pluck needs the name of one field at least");
        }
        for (String field : fields) {
            if (field == null) {
                throw new QueryException(QueryException.Reason.BAD_ARGUMENT, "pluck=null is not the name of a field");
            }
        }
        return with(new Transform.Naming(List.of(fields)));
    }

    /**
     * Adds a filter by expression.
     *
     * @param predicate what must hold
     * @param otherwise what happens when it misses something
     * @return these steps and that one
     * @throws QueryException when it holds {@code random()}, as a document has to be a member or not
     */
    public Transforms filter(Expression predicate, FilterDefault otherwise) {
        return with(new Transform.Filtering(deterministic(predicate, "filter"), given(otherwise, "default of filter")));
    }

    /**
     * Adds a projection by expression; it may give any value.
     *
     * @param projection what becomes of a document
     * @return these steps and that one
     * @throws QueryException when it holds {@code random()}, as equal documents must give equal values
     */
    public Transforms map(Expression projection) {
        return with(new Transform.Mapping(deterministic(projection, "map")));
    }

    /**
     * Adds a selection of fields, nested ones too. Compared in place as {@link #pluck(String...)} is.
     *
     * @param selection what stays
     * @return these steps and that one
     */
    public Transforms pluck(FieldSelection selection) {
        return with(new Transform.Plucking(given(selection, "pluck")));
    }

    /**
     * Adds a removal of fields.
     *
     * @param selection what goes
     * @return these steps and that one
     */
    public Transforms without(FieldSelection selection) {
        return with(new Transform.Removing(given(selection, "without")));
    }

    /**
     * Adds a filter on fields that are there and not null.
     *
     * @param selection what must be there
     * @return these steps and that one
     */
    public Transforms hasFields(FieldSelection selection) {
        return with(new Transform.Having(given(selection, "hasFields")));
    }

    /**
     * Adds a filter on fields and a selection of them.
     *
     * @param selection what must be there and stays
     * @return these steps and those
     */
    public Transforms withFields(FieldSelection selection) {
        return hasFields(given(selection, "withFields")).pluck(selection);
    }

    /**
     * Adds a projection to one field; documents without it are left out.
     *
     * @param name of the field
     * @return these steps and that one
     */
    public Transforms field(String name) {
        return with(new Transform.Taking(given(name, "field")));
    }

    /**
     * Adds all steps of others after these.
     *
     * @param others steps
     * @return these steps and those
     */
    public Transforms then(Transforms others) {
        if (others.steps.isEmpty()) {
            return this;
        }
        List<Transform> longer = new ArrayList<>(steps);
        longer.addAll(others.steps);
        return new Transforms(List.copyOf(longer));
    }

    List<Transform> steps() {
        return steps;
    }

    private Transforms with(Transform step) {
        List<Transform> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Transforms(List.copyOf(longer));
    }

    private static <T> T given(T part, String name) {
        if (part == null) {
            throw new QueryException(QueryException.Reason.BAD_ARGUMENT, name + "=null is not a step of a query");
        }
        return part;
    }

    private static Expression deterministic(Expression expression, String name) {
        if (given(expression, name).usesEvent()) {
            throw new QueryException(
                    QueryException.Reason.BAD_ARGUMENT,
                    name + "=" + expression + " has changed() before changes, where each document stands alone: put it"
                            + " after changes");
        }
        if (!expression.isDeterministic()) {
            throw new QueryException(
                    QueryException.Reason.NON_DETERMINISTIC,
                    name + "=" + expression + " has random() before changes, where a document has to give the same"
                            + " at every look: put it after changes");
        }
        return expression;
    }
}
