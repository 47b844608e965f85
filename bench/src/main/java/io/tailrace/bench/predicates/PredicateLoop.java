package io.tailrace.bench.predicates;

import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Evaluator;
import io.tailrace.expression.EvaluatorKind;
import io.tailrace.expression.Expression;
import io.tailrace.expression.ValueRow;

/**
 * Asks predicates about documents as a dispatcher does, one after the other about each: as expressions, and by hand.
 * One thread.
 */
public final class PredicateLoop {
    private static final int ROUNDS = 20;
    private static final String[] OTHERS = {
        "row.bid < 5 || row.ask >= 10.5",
        "row.venue != \"XNAS\"",
        "row.size in [1, 2, 3]",
        "row.venue in [\"XNAS\", \"BATS-EUROPE\"]",
        "row.book.open && row.book.depth > 3",
        "row.ask - row.bid > 2",
        "!(row.level == 3)",
        "row.size * 2 <= row.level + 10",
        "row.venue.startsWith(\"X\")",
        "has(row.extra1) ? row.extra1 > 0 : row.bid > 1",
        "default(row.extra2, 5) > 2 && row.note.contains(\"desk\")",
        "row.level == row.size",
        "row.venue > \"XL\" && row.venue < \"XP\"",
        "matches(row, {\"level\": 5})",
        "row.nothing == 1"
    };

    private final PredicateDocuments documents;
    private final Evaluator[] evaluators;
    private final HandPredicate[] byHand;
    private final Value value;
    private final ValueRow row = new ValueRow();

    PredicateLoop(PredicateDocuments documents, EvaluatorKind how, Expression[] expressions, HandPredicate[] byHand) {
        this.documents = documents;
        this.byHand = byHand;
        evaluators = new Evaluator[expressions.length];
        for (int i = 0; i < evaluators.length; i++) {
            evaluators[i] = how.of(expressions[i], new EvaluationSettings(documents.dictionary, 0, () -> 0));
        }
        value = new Value(documents.dictionary);
        row.wrap(value);
    }

    /** The variants of a predicate, as the engine evaluates them. */
    public static PredicateLoop of(PredicateKind kind, PredicateDocuments documents) {
        return of(kind, documents, EvaluatorKind.CLASSES);
    }

    /** The variants of a predicate, evaluated in one of the ways that there are. */
    public static PredicateLoop of(PredicateKind kind, PredicateDocuments documents, EvaluatorKind how) {
        Expression[] expressions = new Expression[PredicateKind.VARIANTS];
        HandPredicate[] byHand = new HandPredicate[PredicateKind.VARIANTS];
        for (int i = 0; i < expressions.length; i++) {
            expressions[i] = kind.expression(i);
            byHand[i] = kind.byHand(documents, i);
        }
        PredicateLoop loop = new PredicateLoop(documents, how, expressions, byHand);
        int held = loop.askByHand();
        if (held == 0 || held != loop.ask()) {
            throw new IllegalStateException("kind=" + kind + " byHand=" + held + " evaluated=" + loop.ask());
        }
        return loop;
    }

    /** How often an expression holds; each document is looked at from its bytes on. */
    public int ask() {
        int held = 0;
        for (int i = 0; i < documents.offsets.length; i++) {
            value.wrapDocument(documents.buffer, documents.offsets[i], documents.lengths[i]);
            for (Evaluator evaluator : evaluators) {
                if (evaluator.test(row) == Evaluator.OK) {
                    held++;
                }
            }
        }
        return held;
    }

    /** The same by hand. */
    public int askByHand() {
        int held = 0;
        for (int at : documents.offsets) {
            for (HandPredicate predicate : byHand) {
                if (predicate.test(documents.buffer, at)) {
                    held++;
                }
            }
        }
        return held;
    }

    /** Evaluates many different ones, as a process with many feeds does, so that none has the compiler for itself. */
    public static void askOthers(PredicateDocuments documents) {
        for (int round = 0; round < ROUNDS; round++) {
            for (String other : OTHERS) {
                Expression[] expressions = {Expression.parse(other)};
                new PredicateLoop(documents, EvaluatorKind.CLASSES, expressions, new HandPredicate[0]).ask();
            }
            for (PredicateKind kind : PredicateKind.values()) {
                of(kind, documents);
            }
        }
    }
}
