package io.tailrace;

import io.tailrace.query.QueryText;
import io.tailrace.query.Transforms;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One step of a query as it was written, which is what {@code toString} shows. What it means there is decided when the
 * query is opened.
 */
sealed interface QueryStep {
    /** One document by its primary key. */
    record Get(Object key) implements QueryStep {
        @Override
        public String toString() {
            return QueryText.call("get", QueryText.value(key));
        }
    }

    /** Documents by keys, of an index or, with null, primary ones. */
    record GetAll(String index, List<?> keys) implements QueryStep {
        @Override
        public String toString() {
            return index == null
                    ? QueryText.call("getAll", QueryText.values(keys))
                    : QueryText.call("getAllBy", QueryText.value(index), QueryText.values(keys));
        }
    }

    /** A range of keys, of an index or, with null, primary ones. */
    record Between(String index, Object lower, Object upper) implements QueryStep {
        @Override
        public String toString() {
            return index == null
                    ? QueryText.call("between", bound(lower), bound(upper))
                    : QueryText.call("between", QueryText.value(index), bound(lower), bound(upper));
        }

        private static String bound(Object bound) {
            return bound instanceof Bound ? bound.toString() : QueryText.value(bound);
        }
    }

    /** The order of an index. */
    record OrderBy(String index, Direction direction) implements QueryStep {
        @Override
        public String toString() {
            return direction == Direction.ASC
                    ? QueryText.call("orderBy", QueryText.value(index))
                    : QueryText.call("orderBy", QueryText.value(index), QueryText.value(direction));
        }
    }

    /** The first document of an order: min and max. */
    record First(String name, String index, Direction direction) implements QueryStep {
        @Override
        public String toString() {
            return QueryText.call(name, QueryText.value(index));
        }
    }

    /** The first so many. */
    record Limit(long documents) implements QueryStep {
        @Override
        public String toString() {
            return QueryText.call("limit", Long.toString(documents));
        }
    }

    /** All but the first so many. */
    record Skip(long documents) implements QueryStep {
        @Override
        public String toString() {
            return QueryText.call("skip", Long.toString(documents));
        }
    }

    /** Something done to each document on its own. */
    record Transform(String name, List<?> arguments, UnaryOperator<Transforms> adding) implements QueryStep {
        @Override
        public String toString() {
            try {
                return QueryText.call(name, QueryText.values((List<?>) Literal.operand(arguments)));
            } catch (RuntimeException e) {
                return QueryText.call(name, QueryText.values(arguments)); // a literal of something that is no value
            }
        }
    }
}
