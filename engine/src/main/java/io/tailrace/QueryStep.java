package io.tailrace;

import io.tailrace.expression.Expression;
import io.tailrace.feed.Transforms;
import java.util.List;
import java.util.function.UnaryOperator;

/** One step of a query as it was written. What it means there is decided when the query is opened. */
sealed interface QueryStep {
    /** One document by its primary key. */
    record Get(Object key) implements QueryStep {}

    /** Documents by keys, of an index or, with null, primary ones. */
    record GetAll(String index, List<?> keys) implements QueryStep {}

    /** A range of keys, of an index or, with null, primary ones. */
    record Between(String index, Object lower, Object upper) implements QueryStep {}

    /** The order of an index. */
    record OrderBy(String index, Order order) implements QueryStep {}

    /** The first document of an order: min and max. */
    record First(String name, String index, Order order) implements QueryStep {}

    /** The first so many. */
    record Limit(long documents) implements QueryStep {}

    /** All but the first so many. */
    record Skip(long documents) implements QueryStep {}

    /** Something done to each document on its own. */
    record Transform(String name, UnaryOperator<Transforms> adding) implements QueryStep {}

    /** Several documents of one. */
    record ConcatMap(Expression projection) implements QueryStep {}

    /** Documents by the value of a field. */
    record Group(String field) implements QueryStep {}

    /** Each document once. */
    record Distinct() implements QueryStep {}

    /** How many. */
    record Count() implements QueryStep {}
}
