package io.tailrace.bench.feeds;

import io.tailrace.Direction;
import io.tailrace.Query;
import io.tailrace.Table;
import io.tailrace.expression.Expressions;

/** What the feeds of a curve ask for, each for one class of {@link ClassedRows}. */
enum FeedKind {
    /** One value of a field. */
    EQUALITY {
        @Override
        Query query(Table table, ClassedRows rows, int ofClass) {
            return table.filter(Expressions.row("symbol").eq(ofClass));
        }
    },
    /** A range of a field. */
    RANGE {
        @Override
        Query query(Table table, ClassedRows rows, int ofClass) {
            return table.filter(Expressions.row("price")
                    .ge(rows.low(ofClass))
                    .and(Expressions.row("price").lt(rows.low(ofClass + 1))));
        }
    },
    /** One key; a class has one row. */
    POINT {
        @Override
        Query query(Table table, ClassedRows rows, int ofClass) {
            return table.get(ofClass);
        }

        @Override
        int rows(int wanted, int classes) {
            return classes;
        }
    },
    /** What no index helps with: the remainder of a division. */
    RESIDUAL {
        @Override
        Query query(Table table, ClassedRows rows, int ofClass) {
            return table.filter(Expressions.row("qty").mod(rows.classes()).eq(ofClass));
        }
    },
    /** The ten with the highest price. */
    ORDERED {
        @Override
        Query query(Table table, ClassedRows rows, int ofClass) {
            return table.between("price", rows.low(ofClass), rows.low(ofClass + 1))
                    .orderBy("price", Direction.DESC)
                    .limit(ClassedRows.TOP);
        }
    };

    abstract Query query(Table table, ClassedRows rows, int ofClass);

    /** How many rows the table has, at least one a class. */
    int rows(int wanted, int classes) {
        return Math.max(wanted, classes);
    }
}
