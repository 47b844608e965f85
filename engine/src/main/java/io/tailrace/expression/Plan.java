package io.tailrace.expression;

import io.tailrace.document.Dictionary;
import io.tailrace.document.PredicateProgram;
import io.tailrace.document.ValueType;
import java.util.ArrayList;
import java.util.List;

/** Plans the nodes of one expression. Not thread safe; used once. */
final class Plan {
    final Dictionary dictionary;
    final Failure failure;
    final EvaluationSettings settings;
    private final Compiling compiling;
    private final PredicateCompiler compiler;

    Plan(EvaluationSettings settings) {
        this(settings, Compiling.CLASSES);
    }

    Plan(EvaluationSettings settings, Compiling compiling) {
        this(settings, compiling, new Failure());
    }

    private Plan(EvaluationSettings settings, Compiling compiling, Failure failure) {
        this.settings = settings;
        this.compiling = compiling;
        this.failure = failure;
        dictionary = settings.dictionary();
        compiler = new PredicateCompiler(this);
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
        if (!node.isFixed()) {
            return compiled(node);
        }
        Computation planned = planned(node);
        return planned.evaluate(null) == Evaluator.OK ? ConstantValue.copy(planned.value) : planned;
    }

    /** What looks at the slots of fields where that does, with the same as a tree for all else. */
    private Computation compiled(Node node) {
        PredicateProgram program = compiling == Compiling.NOTHING ? null : compiler.compile(node);
        if (program == null) {
            return planned(node);
        }
        // A tree of its own that complains in the same place.
        Computation exact = new Plan(settings, Compiling.NOTHING, failure).planned(node);
        return new CompiledPart(compiling.evaluator(program, exact, this), dictionary);
    }

    private Computation planned(Node node) {
        return switch (node.operator) {
            case ROW -> new RowValue();
            case FIELD -> field(node);
            case NTH -> new ElementValue(node, first(node), second(node), dictionary, failure);
            case ARRAY -> new ArrayValue(node, all(node), settings, failure);
            case OBJECT -> new ObjectValue(node, all(node), settings, failure);
            case NOT -> new Negation(first(node), dictionary);
            case NEGATE, ABS -> new SignChange(node, first(node), dictionary, failure);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER ->
                new Arithmetic(node, first(node), second(node), settings, failure);
            case EQ, NE, LT, LE, GT, GE -> new Comparison(node.operator, first(node), second(node), dictionary);
            case AND, OR -> junction(node);
            case CONDITION -> new Condition(first(node), second(node), computation(node.operand(2)));
            case DEFAULT -> new Fallback(first(node), second(node));
            case NOW -> ConstantValue.of(dictionary, Constant.ofTime(settings.nowNs()));
            case RANDOM -> new RandomValue(dictionary, settings.random());
            default -> function(node);
        };
    }

    /** Operands beside each other that can be compiled as one are. */
    private Computation junction(Node node) {
        List<Computation> all = new ArrayList<>();
        int count = node.operands.size();
        for (int first = 0; first < count; ) {
            int end = first + 1;
            Computation next = computation(node.operand(first));
            while (end < count && next instanceof CompiledPart) {
                Node more = Node.of(node.operator, node.operands.subList(first, end + 1));
                if (end - first == count - 1 || !(computation(more) instanceof CompiledPart whole)) {
                    break;
                }
                next = whole;
                end++;
            }
            all.add(next);
            first = end;
        }
        return Junction.of(node.operator == Operator.AND, all.toArray(Computation[]::new));
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
