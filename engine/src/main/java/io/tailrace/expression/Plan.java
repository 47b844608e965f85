package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldTest;
import io.tailrace.document.ValueType;

/** Plans the nodes of one expression. Not thread safe; used once. */
final class Plan {
    final Dictionary dictionary;
    final Failure failure = new Failure();
    private final EvaluationSettings settings;
    private final boolean isCompiled;

    Plan(EvaluationSettings settings) {
        this(settings, true);
    }

    /** What is not compiled is the same tree node by node: the one that the other is checked against. */
    Plan(EvaluationSettings settings, boolean isCompiled) {
        this.settings = settings;
        this.isCompiled = isCompiled;
        dictionary = settings.dictionary();
    }

    /** What computes a node; where that is the same on every row it is computed here, once. */
    Computation computation(Node node) {
        if (node.operator == Operator.LITERAL) {
            throw Operands.refused(
                    "expression=" + node, "means nothing here, put literal() into the object of merge or matches");
        }
        if (node.constant != null) {
            return ConstantValue.of(dictionary, node.constant);
        }
        Computation planned = planned(node);
        if (!node.isFixed()) {
            return compiled(node, planned);
        }
        return planned.evaluate(null) == Evaluator.OK ? ConstantValue.copy(planned.value) : planned;
    }

    /** What looks at the slot of a field where that does. */
    private Computation compiled(Node node, Computation planned) {
        FieldTest test = isCompiled ? fieldTest(node) : null;
        return test == null ? planned : FieldPredicate.of(test, planned, dictionary);
    }

    private FieldTest fieldTest(Node node) {
        boolean isTurned = false;
        switch (node.operator) {
            case EQ, NE, LT, LE, GT, GE -> isTurned = !isField(node.operand(0));
            case IN -> {
                // Only the left side is a field.
            }
            default -> {
                return null;
            }
        }
        Node field = node.operand(isTurned ? 1 : 0);
        Node other = node.operand(isTurned ? 0 : 1);
        if (!isField(field) || !other.isFixed() || !(computation(other) instanceof ConstantValue constant)) {
            return null;
        }
        if (node.operator == Operator.IN) {
            return constant.value.type() == ValueType.ARRAY
                    ? FieldTest.among(dictionary, field.path(), constant.value.array())
                    : null;
        }
        boolean less = Comparison.holdsForLess(node.operator);
        boolean greater = Comparison.holdsForGreater(node.operator);
        return FieldTest.compare(
                dictionary,
                field.path(),
                constant.value,
                isTurned ? greater : less,
                Comparison.holdsForEqual(node.operator),
                isTurned ? less : greater);
    }

    private static boolean isField(Node node) {
        return node.operator == Operator.FIELD && node.isPath();
    }

    private Computation planned(Node node) {
        return switch (node.operator) {
            case ROW -> new RowValue();
            case FIELD -> field(node);
            case NTH -> new ElementValue(node, first(node), second(node), dictionary, failure);
            case ARRAY -> new ArrayValue(node, all(node), dictionary, failure);
            case OBJECT -> new ObjectValue(node, all(node), dictionary, failure);
            case NOT -> new Negation(first(node), dictionary);
            case NEGATE, ABS -> new SignChange(node, first(node), dictionary, failure);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER ->
                new Arithmetic(node, first(node), second(node), dictionary, failure);
            case EQ, NE, LT, LE, GT, GE -> new Comparison(node.operator, first(node), second(node), dictionary);
            case AND, OR -> Junction.of(node.operator == Operator.AND, all(node));
            case CONDITION -> new Condition(first(node), second(node), computation(node.operand(2)));
            case DEFAULT -> new Fallback(first(node), second(node));
            case NOW -> ConstantValue.of(dictionary, Constant.ofTime(settings.nowNs()));
            case RANDOM -> new RandomValue(dictionary, settings.random());
            default -> function(node);
        };
    }

    private Computation function(Node node) {
        return switch (node.operator) {
            case IN -> membership(node);
            case CONTAINS -> new Membership(node, second(node), first(node), dictionary, failure);
            case STARTS_WITH, ENDS_WITH -> new TextEnd(node, first(node), second(node), dictionary, failure);
            case ERROR -> new ErrorValue(node, failure);
            case HAS -> new Presence(first(node), dictionary);
            case HAS_FIELDS -> new FieldsPresence(node, first(node), dictionary, failure);
            case CHANGED -> new SideDifference(node, dictionary, failure);
            case MATCHES -> new PatternMatch(node, this);
            case MERGE -> new MergedValue(node, this);
            default -> throw new IllegalStateException("operator=" + node.operator);
        };
    }

    private Computation membership(Node node) {
        Computation member = first(node);
        Computation whole = second(node);
        return whole instanceof ConstantValue && whole.value.type() == ValueType.ARRAY
                ? new ConstantMembership(member, whole.value.array(), dictionary)
                : new Membership(node, member, whole, dictionary, failure);
    }

    private Computation field(Node node) {
        return node.isPath()
                ? new PathValue(node, dictionary, failure)
                : new FieldValue(node, first(node), dictionary, failure);
    }

    private Computation first(Node node) {
        return computation(node.operand(0));
    }

    private Computation second(Node node) {
        return computation(node.operand(1));
    }

    private Computation[] all(Node node) {
        Computation[] all = new Computation[node.operands.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = computation(node.operand(i));
        }
        return all;
    }
}
