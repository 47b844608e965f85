package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.DocumentWriter;
import io.tailrace.document.Field;
import io.tailrace.document.FieldSelector;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.error.EvaluationException;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;
import io.tailrace.query.FilterDefault;
import io.tailrace.query.Projection;

/** One step after {@code changes}. Not thread safe. */
abstract class AfterStep {
    /**
     * Carries the step out.
     *
     * @param row the event, or what the step before has made of it
     * @return what goes into the next one, the row itself where nothing is made; null when the event is left out
     * @throws EvaluationException when the step fails, which ends the feed
     */
    abstract Row apply(Row row);

    /** Whether no event can pass any more. */
    boolean isOver() {
        return false;
    }

    /** Lets through what an expression holds for. */
    static final class Filter extends AfterStep {
        private final Evaluator evaluator;
        private final FilterDefault otherwise;

        Filter(Evaluator evaluator, FilterDefault otherwise) {
            this.evaluator = evaluator;
            this.otherwise = otherwise;
        }

        @Override
        Row apply(Row row) {
            int code = evaluator.test(row);
            if (code == Evaluator.OK) {
                return row;
            }
            if (code == Evaluator.FALSE || code == Evaluator.MISSING && otherwise == FilterDefault.SKIP) {
                return null;
            }
            if (code == Evaluator.MISSING && otherwise == FilterDefault.ADMIT) {
                return row;
            }
            throw new EvaluationException("filter behind changes: " + evaluator.error());
        }
    }

    /** Makes the value of an expression. */
    static final class Map extends AfterStep {
        private final Evaluator evaluator;
        private final Value out;
        private final ValueRow made = new ValueRow();

        Map(Evaluator evaluator, Dictionary dictionary) {
            this.evaluator = evaluator;
            out = new Value(dictionary);
        }

        @Override
        Row apply(Row row) {
            if (evaluator.evaluate(row, out) != Evaluator.OK) {
                throw new EvaluationException("map behind changes: " + evaluator.error());
            }
            return made.wrap(out);
        }
    }

    /** Makes another object of an object. */
    static final class Build extends AfterStep {
        private final Projection projection;
        private final DocumentWriter writer;
        private final Value out;
        private final ValueRow made = new ValueRow();

        Build(Projection projection, Dictionary dictionary) {
            this.projection = projection;
            writer = new DocumentWriter(dictionary, dictionary.limits().aroundTwo());
            out = new Value(dictionary);
        }

        @Override
        Row apply(Row row) {
            writer.reset();
            projection.map(object(row).document(), writer);
            writer.finish();
            return made.wrap(out.wrapDocument(writer.buffer(), writer.offset(), writer.length()));
        }
    }

    /** Lets through what has all selected fields. */
    static final class Having extends AfterStep {
        private final FieldSelector selector;

        Having(FieldSelector selector) {
            this.selector = selector;
        }

        @Override
        Row apply(Row row) {
            return selector.hasFields(object(row).document()) ? row : null;
        }
    }

    /** Makes the value of one field; events without it are left out. */
    static final class Taking extends AfterStep {
        private final Field field;
        private final Value out;
        private final ValueRow made = new ValueRow();

        Taking(Field field, Dictionary dictionary) {
            this.field = field;
            out = new Value(dictionary);
        }

        @Override
        Row apply(Row row) {
            int code = row.field(field, out);
            if (code == Evaluator.FAILED) {
                throw new EvaluationException("field=" + field.name() + " behind changes: value is "
                        + row.value().type() + " and has no fields");
            }
            return code == Evaluator.OK ? made.wrap(out) : null;
        }
    }

    /** Leaves the first events out. */
    static final class Skip extends AfterStep {
        private long left;

        Skip(long events) {
            left = events;
        }

        @Override
        Row apply(Row row) {
            if (left == 0) {
                return row;
            }
            left--;
            return null;
        }
    }

    /** Lets the first events through. */
    static final class Limit extends AfterStep {
        private long left;

        Limit(long events) {
            left = events;
        }

        @Override
        Row apply(Row row) {
            left--;
            return row;
        }

        @Override
        boolean isOver() {
            return left == 0;
        }
    }

    private static Value object(Row row) {
        Value value = row.value();
        if (value.type() != ValueType.OBJECT) {
            throw new EvaluationException(
                    "value is " + value.type() + ", and the step behind changes needs an object: map to one before");
        }
        return value;
    }
}
