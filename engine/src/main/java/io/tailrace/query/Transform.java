package io.tailrace.query;

import io.tailrace.document.FieldSelection;
import io.tailrace.expression.Expression;
import io.tailrace.expression.FieldsRead;
import java.util.List;

/** One step between a table and its feed, as it was asked for. Immutable. */
sealed interface Transform {
    /** Whether what it lets through is what it was given. */
    default boolean isFilter() {
        return this instanceof Accepting || this instanceof Filtering || this instanceof Having;
    }

    /** Keeps what a lambda accepts. */
    record Accepting(DocumentFilter filter) implements Transform {
        /** What is to be called, without what was declared about it. */
        DocumentFilter lambda() {
            return filter instanceof DeclaredFilter declared ? declared.filter() : filter;
        }

        FieldsRead reads() {
            return filter instanceof DeclaredFilter declared ? FieldsRead.of(declared.fields()) : FieldsRead.ALL;
        }
    }

    /** Makes what a lambda writes. */
    record Projecting(Projection projection) implements Transform {
        /** What is to be called, without what was declared about it. */
        Projection lambda() {
            return projection instanceof DeclaredProjection declared ? declared.projection() : projection;
        }

        FieldsRead reads() {
            return projection instanceof DeclaredProjection declared
                    ? FieldsRead.of(declared.fields())
                    : FieldsRead.ALL;
        }
    }

    /** Keeps fields at the top of the document, known by name. */
    record Naming(List<String> names) implements Transform {}

    /** Keeps what an expression holds for. */
    record Filtering(Expression predicate, FilterDefault otherwise) implements Transform {}

    /** Makes the value of an expression. */
    record Mapping(Expression projection) implements Transform {}

    /** Keeps selected fields. */
    record Plucking(FieldSelection selection) implements Transform {}

    /** Takes selected fields out. */
    record Removing(FieldSelection selection) implements Transform {}

    /** Keeps the documents that have all selected fields. */
    record Having(FieldSelection selection) implements Transform {}

    /** Makes the value of one field of the documents that have it. */
    record Taking(String name) implements Transform {}
}
