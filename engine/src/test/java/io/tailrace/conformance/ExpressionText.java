package io.tailrace.conformance;

import io.tailrace.expression.Expression;
import io.tailrace.expression.Expressions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/** Expressions of a case in the words of the API. Without state. */
final class ExpressionText {
    private ExpressionText() {}

    static Expression of(Object json) {
        return json instanceof List<?> list
                ? operation((String) list.get(0), list.subList(1, list.size()))
                : Expressions.value(Plain.of(json));
    }

    /** The fields of an object, each an expression. */
    static Map<String, Expression> fields(Object json) {
        Map<String, Expression> fields = new LinkedHashMap<>();
        Case.object(json).forEach((name, value) -> fields.put(name, of(value)));
        return fields;
    }

    private static Expression operation(String name, List<?> arguments) {
        return switch (name) {
            case "row" -> Expressions.row(path(arguments));
            case "field" -> Expressions.row(path(arguments));
            case "new" -> Expressions.newVal(path(arguments));
            case "old" -> Expressions.oldVal(path(arguments));
            case "get" ->
                of(arguments.get(0)).get((String) arguments.get(1), path(arguments.subList(2, arguments.size())));
            case "lit" -> Expressions.value(Plain.of(arguments.get(0)));
            case "object" -> Expressions.object(fields(arguments.get(0)));
            case "array" -> Expressions.array(all(arguments));
            case "branch" -> Expressions.branch(all(arguments));
            case "not" -> Expressions.not(of(arguments.get(0)));
            case "default" -> of(arguments.get(0)).defaultTo(of(arguments.get(1)));
            case "random" -> Expressions.random();
            case "now" -> Expressions.now();
            case "error" -> Expressions.error((String) arguments.get(0));
            default -> binary(name, arguments);
        };
    }

    private static Expression binary(String name, List<?> arguments) {
        return switch (name) {
            case "eq" -> chain(arguments, Expression::eq);
            case "ne" -> chain(arguments, Expression::ne);
            case "lt" -> chain(arguments, Expression::lt);
            case "le" -> chain(arguments, Expression::le);
            case "gt" -> chain(arguments, Expression::gt);
            case "ge" -> chain(arguments, Expression::ge);
            case "and" -> fold(arguments, Expression::and);
            case "or" -> fold(arguments, Expression::or);
            case "add" -> fold(arguments, Expression::add);
            case "sub" -> fold(arguments, Expression::sub);
            case "mul" -> fold(arguments, Expression::mul);
            case "div" -> fold(arguments, Expression::div);
            case "mod" -> fold(arguments, Expression::mod);
            default -> throw new IllegalArgumentException("unknown operation " + name);
        };
    }

    private static Expression fold(List<?> arguments, BinaryOperator<Expression> operator) {
        Expression result = of(arguments.get(0));
        for (Object argument : arguments.subList(1, arguments.size())) {
            result = operator.apply(result, of(argument));
        }
        return result;
    }

    /** Each with the next one, and all of them must hold. */
    private static Expression chain(List<?> arguments, BinaryOperator<Expression> operator) {
        Expression result = operator.apply(of(arguments.get(0)), of(arguments.get(1)));
        for (int i = 2; i < arguments.size(); i++) {
            result = result.and(operator.apply(of(arguments.get(i - 1)), of(arguments.get(i))));
        }
        return result;
    }

    private static Object[] all(List<?> arguments) {
        return arguments.stream().map(ExpressionText::of).toArray();
    }

    private static String[] path(List<?> names) {
        return names.toArray(String[]::new);
    }
}
