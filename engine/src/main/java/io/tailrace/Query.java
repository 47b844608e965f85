package io.tailrace;

import io.tailrace.document.FieldSelection;
import io.tailrace.error.Arguments;
import io.tailrace.error.QueryException;
import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import io.tailrace.query.Cursor;
import io.tailrace.query.DocumentFilter;
import io.tailrace.query.Explanation;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Projection;
import io.tailrace.query.Transforms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A source of documents and what is made of them. Immutable, any thread; each method returns a longer query.
 *
 * <p>Nothing happens before {@link #changes}, {@link #read} or {@link #count}, which refuse what they cannot do with a
 * {@link QueryException} that says what to write instead. In a feed, the steps act on the old and on the new document
 * of a change separately, in the order in which they are written; an event comes when the result appears, disappears or
 * differs.
 */
public final class Query {
    private final Engine engine;
    private final QuerySteps steps;

    Query(Engine engine, QuerySteps steps) {
        this.engine = engine;
        this.steps = steps;
    }

    Query with(QueryStep step) {
        return new Query(engine, steps.with(step));
    }

    private Query with(String name, UnaryOperator<Transforms> adding, Object... arguments) {
        Object[] written = arguments == null ? new Object[1] : arguments.clone();
        return with(new QueryStep.Transform(name, Arrays.asList(written), adding));
    }

    /**
     * Keeps the documents that pass.
     *
     * @param filter the predicate; runs on the thread that polls the feed or reads; if it throws, the feed or read ends
     * @return a longer query
     */
    public Query filter(DocumentFilter filter) {
        Arguments.given(filter, "filter", "filter(filter)");
        return with("filter", transforms -> transforms.filter(filter), filter);
    }

    /**
     * Keeps the documents that pass; those that lack a field the predicate needs do not.
     *
     * @param predicate such as {@code row("price").gt(10)}
     * @return a longer query
     */
    public Query filter(Expression predicate) {
        return filter(predicate, FilterDefault.SKIP);
    }

    /**
     * Keeps the documents that pass.
     *
     * @param predicate such as {@code row("price").gt(10)}
     * @param otherwise what happens to a document that lacks something the predicate needs: a field is absent, or null
     *     in arithmetic
     * @return a longer query
     */
    public Query filter(Expression predicate, FilterDefault otherwise) {
        Arguments.given(predicate, "predicate", "filter(predicate)");
        Arguments.given(otherwise, "otherwise", "filter(predicate, otherwise)");
        return otherwise == FilterDefault.SKIP
                ? with("filter", transforms -> transforms.filter(predicate, otherwise), predicate)
                : with("filter", transforms -> transforms.filter(predicate, otherwise), predicate, otherwise);
    }

    /**
     * Keeps the documents that have these fields with these values. A nested map may be a part of the stored object; a
     * {@link Literal} must equal all of it.
     *
     * @param pattern names and values, which may be expressions
     * @return a longer query
     */
    public Query filter(Map<String, ?> pattern) {
        return filter(pattern, FilterDefault.SKIP);
    }

    /**
     * Keeps the documents that have these fields with these values; nested maps match in part.
     *
     * @param pattern names and values, which may be expressions
     * @param otherwise what happens to a document without one of the fields
     * @return a longer query
     */
    public Query filter(Map<String, ?> pattern, FilterDefault otherwise) {
        Arguments.given(pattern, "pattern", "filter(pattern)");
        return filter(Expressions.row().matches(Literal.operand(pattern)), otherwise);
    }

    /**
     * Makes another document of each.
     *
     * @param projection the mapping; runs on the thread that polls the feed or reads; if it throws, the feed or read
     *     ends
     * @return a longer query
     */
    public Query map(Projection projection) {
        Arguments.given(projection, "projection", "map(projection)");
        return with("map", transforms -> transforms.map(projection), projection);
    }

    /**
     * Makes another value of each document.
     *
     * @param projection the value, of any type; null counts as absent, and so does an error on a live change
     * @return a longer query
     */
    public Query map(Expression projection) {
        Arguments.given(projection, "projection", "map(projection)");
        return with("map", transforms -> transforms.map(projection), projection);
    }

    /**
     * Merges an object into each document: objects field by field, anything else replaced.
     *
     * @param object a map, whose values may be expressions, or an expression
     * @return a longer query
     */
    public Query merge(Object object) {
        return with("merge", transforms -> transforms.map(Expressions.row().merge(Literal.operand(object))), object);
    }

    /**
     * Keeps the named fields; missing ones are left out.
     *
     * @param fields names
     * @return a longer query
     */
    public Query pluck(String... fields) {
        return with("pluck", transforms -> transforms.pluck(fields), (Object[]) fields);
    }

    /**
     * Keeps the selected fields, nested ones too; missing ones are left out.
     *
     * @param paths names, and maps from a name to what is selected inside it
     * @return a longer query
     */
    public Query pluck(Object... paths) {
        Arguments.given(paths, "paths", "pluck(paths)");
        FieldSelection selection = FieldSelection.of(paths);
        return with("pluck", transforms -> transforms.pluck(selection), paths);
    }

    /**
     * Removes the selected fields.
     *
     * @param paths names, and maps from a name to what is selected inside it
     * @return a longer query
     */
    public Query without(Object... paths) {
        Arguments.given(paths, "paths", "without(paths)");
        FieldSelection selection = FieldSelection.of(paths);
        return with("without", transforms -> transforms.without(selection), paths);
    }

    /**
     * Keeps the documents in which all selected fields are present and not null.
     *
     * @param paths names, and maps from a name to what is selected inside it
     * @return a longer query
     */
    public Query hasFields(Object... paths) {
        Arguments.given(paths, "paths", "hasFields(paths)");
        FieldSelection selection = FieldSelection.of(paths);
        return with("hasFields", transforms -> transforms.hasFields(selection), paths);
    }

    /**
     * Keeps the documents in which all selected fields are present and not null, and of these only the selected fields.
     *
     * @param paths names, and maps from a name to what is selected inside it
     * @return a longer query
     */
    public Query withFields(Object... paths) {
        Arguments.given(paths, "paths", "withFields(paths)");
        FieldSelection selection = FieldSelection.of(paths);
        return with("withFields", transforms -> transforms.withFields(selection), paths);
    }

    /**
     * Takes the value of one field of each document; documents without it are left out.
     *
     * @param name of the field
     * @return a longer query
     */
    public Query field(String name) {
        return with("field", transforms -> transforms.field(name), name);
    }

    /**
     * Reads only a range of primary keys.
     *
     * @param lower first key, included unless it is a {@link Bound#open}; {@link Bound#MINVAL} for none
     * @param upper last key, not included unless it is a {@link Bound#closed}; {@link Bound#MAXVAL} for none
     * @return a longer query
     */
    public Query between(Object lower, Object upper) {
        return with(new QueryStep.Between(null, lower, upper));
    }

    /**
     * Reads only a range of an index.
     *
     * @param index name of the index, or of the key field
     * @param lower as in {@link #between(Object, Object)}
     * @param upper as in {@link #between(Object, Object)}
     * @return a longer query
     */
    public Query between(String index, Object lower, Object upper) {
        return with(new QueryStep.Between(index, lower, upper));
    }

    /**
     * Puts the documents in the order of an index, ascending. Comes after a table, or a range of the same index; a feed
     * then needs a {@link #limit}.
     *
     * @param index name of the index, or of the key field; documents it does not list are left out
     * @return a longer query
     */
    public Query orderBy(String index) {
        return orderBy(index, Direction.ASC);
    }

    /**
     * Puts the documents in the order of an index, see {@link #orderBy(String)}.
     *
     * @param index name of the index, or of the key field
     * @param direction of the order; ties are in the order of the primary key, in the same direction
     * @return a longer query
     */
    public Query orderBy(String index, Direction direction) {
        return with(new QueryStep.OrderBy(index, direction));
    }

    /**
     * The document with the least key in an index.
     *
     * @param index name of the index, or of the key field
     * @return a longer query
     */
    public Query min(String index) {
        return with(new QueryStep.First("min", index, Direction.ASC));
    }

    /**
     * The document with the greatest key in an index.
     *
     * @param index name of the index, or of the key field
     * @return a longer query
     */
    public Query max(String index) {
        return with(new QueryStep.First("max", index, Direction.DESC));
    }

    /**
     * Keeps the first documents. A feed needs an {@link #orderBy} before it, and only {@link #union} may follow.
     *
     * @param documents how many at most; for a feed up to 100,000
     * @return a longer query
     */
    public Query limit(long documents) {
        return with(new QueryStep.Limit(documents));
    }

    /**
     * Leaves out the first documents; for reads only.
     *
     * @param documents how many
     * @return a longer query
     */
    public Query skip(long documents) {
        return with(new QueryStep.Skip(documents));
    }

    /**
     * The results of this query and of others, of the same table or others. A document in several of them is in the
     * result several times. Steps that follow apply to each.
     *
     * @param others queries of the same engine
     * @return a longer query
     */
    public Query union(Query... others) {
        Arguments.given(others, "others", "union(others)");
        List<QuerySteps> branches = new ArrayList<>();
        branches.add(steps);
        for (Query other : others) {
            if (other == null || other.engine != engine) {
                throw new QueryException(
                        QueryException.Reason.BAD_ARGUMENT,
                        "union=" + other + " is not a query of the same engine: unite queries of one engine");
            }
            branches.add(other.steps);
        }
        return new Query(engine, QuerySteps.union(branches));
    }

    /**
     * Opens a feed from now on, squashed on read.
     *
     * @return a feed of the caller's, to be closed
     * @throws QueryException when it cannot be carried out; nothing has happened then
     */
    public Feed changes() {
        return changes(ChangesOptions.defaults());
    }

    /**
     * Opens a feed.
     *
     * @param options start, end, squash, and what is included
     * @return a feed of the caller's, to be closed
     * @throws QueryException when it cannot be carried out; nothing has happened then
     */
    public Feed changes(ChangesOptions options) {
        return engine.openFeed(
                steps,
                QueryPlan.forChanges(engine, steps).selections(),
                Arguments.given(options, "options", "changes(options)"));
    }

    /**
     * Tells what a feed of this query costs when a group or the engine polls it: which changes are looked at for it,
     * how they are found, and what is evaluated for those. Opens nothing; allocates.
     *
     * @return what a feed would cost, see {@link Feed#explain()} for an open one
     * @throws QueryException when it cannot be followed
     */
    public Explanation explain() {
        return engine.explain(toString(), QueryPlan.forChanges(engine, steps).selections());
    }

    /**
     * Reads the result as it is at one sequence, exactly, while writes go on.
     *
     * @return a cursor of the caller's, to be closed
     * @throws QueryException when it cannot be carried out
     */
    public Cursor read() {
        QueryPlan plan = QueryPlan.forRead(engine, steps);
        return engine.openCursor(plan.selections(), plan.skip(), plan.limit());
    }

    /**
     * The number of values at one sequence, exactly, while writes go on: those that {@link #read} would give. Reads all
     * of them, where {@link Table#count()} only asks for the number of documents.
     *
     * @return a number; a document that is in the result several times counts as often
     * @throws QueryException when it cannot be carried out
     * @throws io.tailrace.error.EvaluationException when an expression fails on a document
     */
    public long count() {
        try (Cursor cursor = read()) {
            long count = 0;
            while (cursor.next()) {
                count++;
            }
            return count;
        }
    }

    /**
     * The query as it is written in Java; a lambda has no text and shows as {@code lambda}. Never throws; allocates.
     */
    @Override
    public String toString() {
        return steps.toString();
    }
}
