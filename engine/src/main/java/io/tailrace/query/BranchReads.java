package io.tailrace.query;

import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expression;
import io.tailrace.expression.FieldsRead;
import io.tailrace.expression.Outcomes;
import java.util.Set;

/**
 * Finds out which fields of the documents of a table a branch reads, step by step. Used once, by one thread.
 *
 * <p>A branch without a projection shows the whole document, so it reads every field. One in which a step can fail in a
 * way that is counted reads every field too: each new document on which it fails counts, whatever has changed in it.
 */
final class BranchReads {
    private final EvaluationSettings settings;
    private FieldsRead read = FieldsRead.NONE;
    /** The fields of the document that the next step gets to see, where its row is the document or a part of it. */
    private FieldsRead visible = FieldsRead.ALL;
    /** Whether the row is made of what was read, with fields of its own. */
    private boolean isMade;
    /** Whether the row may be something else than an object. */
    private boolean isAnything;

    private boolean countsErrors;
    /** Why every field is read, null while it is not so. */
    private String reason;

    private BranchReads(EvaluationSettings settings) {
        this.settings = settings;
    }

    static FieldsRead of(Selection selection, EvaluationSettings settings) {
        return ofAll(selection, settings).fields();
    }

    /** All steps, looked at. */
    static BranchReads ofAll(Selection selection, EvaluationSettings settings) {
        BranchReads reads = new BranchReads(settings);
        IndexDefinition index = selection.source().index();
        if (index != null) {
            reads.reads(FieldsRead.of(index.expression()));
            reads.noted("the index reads the whole document");
        }
        for (Transform step : selection.transforms().steps()) {
            reads.add(step);
            boolean isLambda = step instanceof Transform.Accepting || step instanceof Transform.Projecting;
            reads.noted(
                    isLambda
                            ? "a lambda does not declare which fields it reads"
                            : "an expression reads the whole document");
        }
        reads.reads(FieldsRead.ALL); // what comes out at the end is compared and shown
        reads.noted("whole documents are shown");
        return reads;
    }

    FieldsRead fields() {
        return countsErrors ? FieldsRead.ALL : read;
    }

    /** Why all fields are read; null where they are not. */
    String reason() {
        return reason;
    }

    private void noted(String why) {
        if (reason == null && (countsErrors || read.isAll())) {
            reason = countsErrors ? "a step can end in an error, which is counted for each document" : why;
        }
    }

    private void add(Transform step) {
        countsErrors |= isAnything;
        if (step instanceof Transform.Accepting accepting) {
            reads(accepting.reads());
        } else if (step instanceof Transform.Projecting projecting) {
            made(projecting.reads());
        } else if (step instanceof Transform.Naming naming) {
            visible = visible.and(FieldsRead.of(naming.names()));
        } else if (step instanceof Transform.Plucking plucking) {
            visible = visible.and(FieldsRead.of(plucking.selection().names()));
        } else if (step instanceof Transform.Removing removing) {
            visible = visible.and(FieldsRead.allBut(removing.selection().wholeNames()));
        } else if (step instanceof Transform.Having having) {
            reads(FieldsRead.of(having.selection().names()));
        } else if (step instanceof Transform.Filtering filtering) {
            Outcomes outcomes = Outcomes.of(filtering.predicate(), settings);
            countsErrors |= outcomes.canFail() || outcomes.canMiss() && filtering.otherwise() == FilterDefault.ERROR;
            reads(FieldsRead.of(filtering.predicate()));
        } else if (step instanceof Transform.Mapping mapping) {
            map(mapping.projection());
        } else {
            made(FieldsRead.of(Set.of(((Transform.Taking) step).name())));
            isAnything = true;
        }
    }

    private void map(Expression projection) {
        Outcomes outcomes = Outcomes.of(projection, settings);
        countsErrors |= outcomes.canFail() || outcomes.canMiss();
        made(FieldsRead.of(projection));
        isAnything = true;
    }

    private void reads(FieldsRead fields) {
        if (!isMade) {
            read = read.or(fields.and(visible));
        }
    }

    private void made(FieldsRead from) {
        reads(from);
        isMade = true;
    }
}
