package io.tailrace.cli.options;

import io.tailrace.Bound;
import io.tailrace.Direction;
import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.error.DocumentException;
import io.tailrace.error.LimitException;
import io.tailrace.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options that say which documents are meant and what becomes of them.
 *
 * @hidden
 */
public final class QueryOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--get", paramLabel = "K", description = "The document with this key.")
    private String get;

    @Option(names = "--get-all", paramLabel = "K,K", description = "The documents with these keys.")
    private String getAll;

    @Option(
            names = "--between",
            paramLabel = "A,B",
            description = "Keys from A up to but not including B; minval and maxval for no bound.")
    private String between;

    @Option(names = "--left-open", description = "Leave out A.")
    private boolean leftOpen;

    @Option(names = "--right-closed", description = "Take in B.")
    private boolean rightClosed;

    @Option(names = "--index", paramLabel = "I", description = "The index that --get-all and --between mean.")
    private String index;

    @Option(names = "--order-by", paramLabel = "I", description = "In the order of this index, or of the key field.")
    private String orderBy;

    @Option(names = "--desc", description = "The other way round.")
    private boolean descending;

    @Option(names = "--limit", paramLabel = "N", description = "The first N.")
    private Long limit;

    @Option(names = "--filter", paramLabel = "EXPR", description = "Those for which this holds: 'row.bid > 10'.")
    private String filter;

    @Option(names = "--map", paramLabel = "EXPR", description = "This of each: '{\"b\": row.bid * 2}'.")
    private String map;

    @Option(names = "--pluck", paramLabel = "FIELD", split = ",", description = "Only these fields.")
    private List<String> pluck = new ArrayList<>();

    @Option(names = "--without", paramLabel = "FIELD", split = ",", description = "All but these fields.")
    private List<String> without = new ArrayList<>();

    /** The query; in written order source, order, filter, map, pluck, without, limit. */
    public Query of(Table table) {
        Query source = source(table);
        Query query = orderBy == null ? source : source.orderBy(orderBy, descending ? Direction.DESC : Direction.ASC);
        query = filter == null ? query : query.filter(Expression.parse(filter));
        query = map == null ? query : query.map(Expression.parse(map));
        query = pluck.isEmpty() ? query : query.pluck(pluck.toArray(String[]::new));
        query = without.isEmpty() ? query : query.without(without.toArray());
        return limit == null ? query : query.limit(limit);
    }

    /** The query, in key order where nothing else is said. */
    public Query inOrder(Table table) {
        if (orderBy == null && get == null && getAll == null) {
            orderBy = index == null ? table.keyField() : index;
        }
        return of(table);
    }

    private Query source(Table table) {
        int sources = (get == null ? 0 : 1) + (getAll == null ? 0 : 1) + (between == null ? 0 : 1);
        if (sources > 1) {
            throw misused("--get, --get-all and --between exclude each other");
        }
        if (index != null && getAll == null && between == null) {
            throw misused("--index goes with --get-all or --between; for an order write --order-by " + index);
        }
        if (descending && orderBy == null) {
            throw misused("--desc goes with --order-by");
        }
        if ((leftOpen || rightClosed) && between == null) {
            throw misused("--left-open and --right-closed go with --between");
        }
        if (limit != null && limit < 0) {
            throw misused("--limit " + limit + " must not be negative");
        }
        if (get != null) {
            return table.get(parsed(KeyArgument::parse, get));
        }
        if (getAll != null) {
            List<Object> keys = parsed(KeyList::parse, getAll);
            return index == null ? table.getAll(keys) : table.getAllBy(index, keys);
        }
        return between == null ? table.all() : range(table);
    }

    private Query range(Table table) {
        List<Object> bounds = parsed(KeyList::bounds, between);
        Bound lower = new Bound(bounds.get(0), !leftOpen);
        Bound upper = new Bound(bounds.get(1), rightClosed);
        return index == null ? table.between(lower, upper) : table.between(index, lower, upper);
    }

    private <T> T parsed(Function<String, T> parser, String text) {
        try {
            return parser.apply(text);
        } catch (DocumentException | LimitException e) {
            throw misused(e.getMessage());
        }
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
