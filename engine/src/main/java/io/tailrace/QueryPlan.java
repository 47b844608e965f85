package io.tailrace;

import static io.tailrace.error.QueryException.Reason.BAD_ARGUMENT;
import static io.tailrace.error.QueryException.Reason.DIFFERENT_INDEXES;
import static io.tailrace.error.QueryException.Reason.EAGER_STREAM;
import static io.tailrace.error.QueryException.Reason.INDEXED_ORDER_BY_AFTER_TRANSFORM;
import static io.tailrace.error.QueryException.Reason.LIMIT_TOO_LARGE;
import static io.tailrace.error.QueryException.Reason.MULTIPLE_ORDERS;
import static io.tailrace.error.QueryException.Reason.MULTIPLE_RANGES;
import static io.tailrace.error.QueryException.Reason.NOT_A_SEQUENCE;
import static io.tailrace.error.QueryException.Reason.ORDER_WITHOUT_LIMIT;
import static io.tailrace.error.QueryException.Reason.SLICE_OF_UNION;
import static io.tailrace.error.QueryException.Reason.TRANSFORM_AFTER_LIMIT;
import static io.tailrace.error.QueryException.Reason.UNORDERED_LIMIT;

import io.tailrace.error.QueryException;
import io.tailrace.query.IndexDefinition;
import io.tailrace.query.KeyRange;
import io.tailrace.query.Selection;
import io.tailrace.query.Source;
import io.tailrace.query.Transforms;
import java.util.ArrayList;
import java.util.List;

/**
 * What a query comes to: its branches, checked in written order. A feed can do less than a read, since it has to answer
 * for every change without reading everything anew.
 *
 * @param selections the branches, one for a query without a union
 * @param skip how many documents of the whole are passed over; reads only
 * @param limit how many documents of the whole are read, {@link Long#MAX_VALUE} for all; reads only
 */
record QueryPlan(List<Selection> selections, long skip, long limit) {
    /** Most documents that an ordered feed holds. */
    static final int MOST_ORDERED = 100_000;

    static QueryPlan forChanges(Engine engine, QuerySteps query) {
        return plan(engine, query, true);
    }

    static QueryPlan forRead(Engine engine, QuerySteps query) {
        return plan(engine, query, false);
    }

    private static QueryPlan plan(Engine engine, QuerySteps query, boolean forChanges) {
        return query.branches().isEmpty()
                ? new Branch(engine, query.table(), forChanges).plan(query.steps())
                : planUnion(engine, query, forChanges);
    }

    private static QueryPlan planUnion(Engine engine, QuerySteps query, boolean forChanges) {
        Transforms after = Transforms.none();
        long skip = 0;
        long limit = Long.MAX_VALUE;
        for (QueryStep step : query.steps()) {
            if (step instanceof QueryStep.Transform transform && skip == 0 && limit == Long.MAX_VALUE) {
                after = transform.adding().apply(after);
            } else if (step instanceof QueryStep.Limit some && !forChanges) {
                limit = Math.min(limit, counted(some.documents(), "limit"));
            } else if (step instanceof QueryStep.Skip some && !forChanges && limit == Long.MAX_VALUE) {
                skip += counted(some.documents(), "skip");
            } else {
                throw refusedAfterUnion(step, forChanges);
            }
        }
        List<Selection> selections = new ArrayList<>();
        for (QuerySteps branch : query.branches()) {
            QueryPlan planned = plan(engine, branch, forChanges);
            if (planned.skip > 0 || planned.limit != Long.MAX_VALUE) {
                throw new QueryException(
                        BAD_ARGUMENT,
                        "a branch of a union cannot skip, nor limit without an order: do it after the union");
            }
            for (Selection selection : planned.selections) {
                if (selection.source().limit() != Source.ALL && after != Transforms.none()) {
                    throw transformAfterLimit("a step after the union");
                }
                selections.add(
                        new Selection(selection.source(), selection.transforms().then(after)));
            }
        }
        return new QueryPlan(List.copyOf(selections), skip, limit);
    }

    private static QueryException refusedAfterUnion(QueryStep step, boolean forChanges) {
        if (step instanceof QueryStep.Limit) {
            return new QueryException(
                    SLICE_OF_UNION,
                    "limit of a union cannot be followed: put orderBy and limit into each branch of the union");
        }
        if (step instanceof QueryStep.OrderBy || step instanceof QueryStep.First) {
            return orderAfterTransform("union");
        }
        if (step instanceof QueryStep.Transform transform) {
            return new QueryException(
                    TRANSFORM_AFTER_LIMIT,
                    transform.name() + " after a limit or skip of a union is not possible: put it before");
        }
        if (step instanceof QueryStep.Between) {
            return rangeAfter("union");
        }
        return forChanges ? skipOfAFeed() : skipAfterLimit();
    }

    private static QueryException skipAfterLimit() {
        return new QueryException(
                TRANSFORM_AFTER_LIMIT,
                "skip after a limit is not possible: put it before the limit, which then counts from there, so make"
                        + " that smaller by as much");
    }

    private static QueryException skipOfAFeed() {
        return new QueryException(
                EAGER_STREAM,
                "skip has to see all documents before: follow orderBy and a larger limit with"
                        + " ChangesOptions.includeOffsets(), and leave the first places out in the handler");
    }

    private static QueryException transformAfterLimit(String name) {
        return new QueryException(
                TRANSFORM_AFTER_LIMIT, name + " after a limit is not possible: put it between orderBy and limit");
    }

    private static QueryException orderAfterTransform(String what) {
        return new QueryException(
                INDEXED_ORDER_BY_AFTER_TRANSFORM,
                "orderBy, min and max read an index, so they stand right after the table or a between of the same"
                        + " index: put them before " + what);
    }

    private static QueryException rangeAfter(String what) {
        return new QueryException(
                BAD_ARGUMENT, "between reads keys, so it stands right after the table: put it before " + what);
    }

    private static long counted(long documents, String what) {
        if (documents < 0) {
            throw new QueryException(BAD_ARGUMENT, what + "=" + documents + " must not be negative");
        }
        return documents;
    }

    /** One branch in the making. */
    private static final class Branch {
        private final Engine engine;
        private final TableName table;
        private final boolean forChanges;
        private Source.Kind kind = Source.Kind.TABLE;
        /** What the branch reads by: null before it is settled, else the name of an index or of the key field. */
        private String by;

        private List<KeyRange> ranges = List.of();
        private boolean ordered;
        private boolean descending;
        private boolean single;
        private int top = Source.ALL;
        /** Limited to nothing at all, as an order has no place for that. */
        private boolean empty;

        private long skip;
        private long limit = Long.MAX_VALUE;
        private Transforms transforms = Transforms.none();
        /** Name of the first transform, null while there is none. */
        private String transformed;

        Branch(Engine engine, TableName table, boolean forChanges) {
            this.engine = engine;
            this.table = table;
            this.forChanges = forChanges;
        }

        QueryPlan plan(List<QueryStep> steps) {
            for (QueryStep step : steps) {
                add(step);
            }
            if (forChanges && ordered && top == Source.ALL) {
                throw new QueryException(
                        ORDER_WITHOUT_LIMIT,
                        "orderBy without a limit cannot be followed: add limit(n), or leave orderBy out");
            }
            IndexDefinition index = by == null || by.equals(table.keyField()) ? null : engine.definition(table, by);
            Source source = new Source(table.id(), table.name(), kind, index, ranges, ordered, descending, top);
            return new QueryPlan(List.of(new Selection(source, transforms)), skip, limit);
        }

        private void add(QueryStep step) {
            if (step instanceof QueryStep.Get get) {
                kind = Source.Kind.POINT;
                ranges = KeyRanges.one(engine.limits(), table, get.key());
                single = true;
            } else if (step instanceof QueryStep.GetAll all) {
                kind = Source.Kind.KEYS;
                by(all.index() == null ? table.keyField() : all.index());
                ranges = KeyRanges.keys(engine.limits(), table, isPrimary(), all.keys());
            } else if (step instanceof QueryStep.Between between) {
                between(between);
            } else if (step instanceof QueryStep.OrderBy order) {
                order("orderBy", order.index(), order.direction());
            } else if (step instanceof QueryStep.First first) {
                order(first.name(), first.index(), first.direction());
                top = 1;
                single = true;
            } else if (step instanceof QueryStep.Limit some) {
                limit(counted(some.documents(), "limit"));
            } else if (step instanceof QueryStep.Transform transform) {
                transform(transform);
            } else {
                skip((QueryStep.Skip) step);
            }
        }

        private void skip(QueryStep.Skip some) {
            if (single) {
                throw notASequence("skip");
            }
            if (forChanges) {
                throw skipOfAFeed();
            }
            if (isLimited()) {
                throw skipAfterLimit();
            }
            skip += counted(some.documents(), "skip");
        }

        private void between(QueryStep.Between between) {
            String name = between.index() == null ? table.keyField() : between.index();
            if (transformed != null || isLimited() || skip > 0) {
                throw rangeAfter(transformed == null ? "limit" : transformed);
            }
            if (kind != Source.Kind.TABLE && !(kind == Source.Kind.RANGE && ranges == KeyRanges.ALL)) {
                throw new QueryException(
                        MULTIPLE_RANGES,
                        "table=" + table.name() + " is read by a range or by keys already: one between is possible,"
                                + " on a compound index for several fields; filter the rest");
            }
            if (by != null && !by.equals(name)) {
                throw differentIndexes(name);
            }
            by(name);
            kind = Source.Kind.RANGE;
            ranges = KeyRanges.between(between.lower(), between.upper());
        }

        private void order(String step, String index, Direction direction) {
            if (transformed != null || isLimited() || skip > 0 || kind == Source.Kind.KEYS || single) {
                throw orderAfterTransform(
                        transformed != null ? transformed : kind == Source.Kind.KEYS ? "getAll" : "limit, get or skip");
            }
            if (ordered) {
                throw new QueryException(
                        MULTIPLE_ORDERS, step + " after an orderBy is not possible: use a compound index for both");
            }
            if (by != null && !by.equals(index)) {
                throw differentIndexes(index);
            }
            by(index);
            if (kind == Source.Kind.TABLE) {
                kind = Source.Kind.RANGE;
                ranges = KeyRanges.ALL;
            }
            ordered = true;
            descending = direction == Direction.DESC;
        }

        private QueryException differentIndexes(String index) {
            return new QueryException(
                    DIFFERENT_INDEXES,
                    "index=" + index + " after index=" + by + " is not possible: between and orderBy use one index,"
                            + " make a compound index");
        }

        private void limit(long documents) {
            if (single || isLimited()) {
                throw single
                        ? notASequence("limit")
                        : new QueryException(EAGER_STREAM, "limit of a limit: keep the smaller one");
            }
            if (!forChanges && (!ordered || skip > 0)) {
                limit = documents;
                return;
            }
            if (!ordered) {
                throw new QueryException(
                        UNORDERED_LIMIT,
                        "limit without an order cannot be followed: add orderBy(index) before it, or limit the feed"
                                + " after changes");
            }
            if (forChanges && ranges.isEmpty()) {
                throw new QueryException(
                        EAGER_STREAM, "limit of an empty range: turn the bounds round, or leave orderBy and limit out");
            }
            if (forChanges && documents > MOST_ORDERED) {
                throw new QueryException(
                        LIMIT_TOO_LARGE,
                        "limit=" + documents + " is larger than an ordered feed can hold, maximum=" + MOST_ORDERED);
            }
            top = (int) Math.min(documents, Integer.MAX_VALUE);
            if (top == 0) {
                ordered = false;
                top = Source.ALL;
                ranges = List.of();
                empty = true;
            }
        }

        private void transform(QueryStep.Transform transform) {
            if (single) {
                throw notASequence(transform.name());
            }
            if (isLimited()) {
                throw transformAfterLimit(transform.name());
            }
            if (skip > 0) {
                throw new QueryException(BAD_ARGUMENT, transform.name() + " after skip is not possible: put it before");
            }
            transforms = transform.adding().apply(transforms);
            transformed = transformed == null ? transform.name() : transformed;
        }

        private QueryException notASequence(String step) {
            return new QueryException(
                    NOT_A_SEQUENCE,
                    step + " needs a sequence, and get, min and max give one document: use getAll, or orderBy with"
                            + " limit(1)" + (forChanges ? ", or put it after changes" : " after it"));
        }

        private boolean isLimited() {
            return empty || top != Source.ALL || limit != Long.MAX_VALUE;
        }

        private boolean isPrimary() {
            return by == null || by.equals(table.keyField());
        }

        private void by(String index) {
            if (index == null) {
                throw new QueryException(BAD_ARGUMENT, "index=null is no index of table=" + table.name());
            }
            if (!index.equals(table.keyField())) {
                engine.definition(table, index); // refuses an unknown one before anything is said about its keys
            }
            by = index;
        }
    }
}
