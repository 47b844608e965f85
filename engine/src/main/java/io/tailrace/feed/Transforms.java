package io.tailrace.feed;

import io.tailrace.error.EngineException;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps between a table and its feed, in written order. They are applied to the old and to the new document of a
 * change, each on its own, and the event follows from the two results: a document enters, leaves, changes, or nothing
 * is to be seen. Immutable, any thread: each method returns longer transforms.
 */
public final class Transforms {
    private static final Transforms NONE = new Transforms(List.of());

    private final List<Object> steps;

    private Transforms(List<Object> steps) {
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
        return with(filter, "filter");
    }

    /**
     * Adds a projection.
     *
     * @param projection what becomes of a document
     * @return these steps and that one
     */
    public Transforms map(Projection projection) {
        return with(projection, "map");
    }

    /**
     * Adds a projection that keeps the named fields; those a document does not have are left out. Changes are compared
     * by these fields in place, and a document is built only for an event.
     *
     * @param fields names of fields at the top of the document, one at least
     * @return these steps and that one
     * @throws EngineException when a name is missing
     */
    public Transforms pluck(String... fields) {
        if (fields == null || fields.length == 0) {
            throw new EngineException("pluck needs the name of one field at least");
        }
        for (String field : fields) {
            if (field == null) {
                throw new EngineException("pluck=null is not the name of a field");
            }
        }
        return with(List.of(fields), "pluck");
    }

    /** Filters, projections, and lists of names to pluck. */
    List<Object> steps() {
        return steps;
    }

    private Transforms with(Object step, String name) {
        if (step == null) {
            throw new EngineException(name + "=null is not a step of a query");
        }
        final List<Object> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Transforms(List.copyOf(longer));
    }
}
