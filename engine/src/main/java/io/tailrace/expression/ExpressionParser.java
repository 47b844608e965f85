package io.tailrace.expression;

import io.tailrace.bytes.Utf8;
import io.tailrace.error.ExpressionException;
import io.tailrace.error.QueryException;
import io.tailrace.expression.Operator.Form;
import io.tailrace.expression.Token.Kind;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads expressions by recursive descent, one method for each rule of the grammar, those that bind least first. Not
 * thread safe.
 */
final class ExpressionParser {
    private static final String FUNCTIONS =
            "abs, changed, default, error, has, hasFields, literal, matches, merge, now, random, time";
    private static final String METHODS = "contains, endsWith, nth, startsWith";

    /** No expression that is not too deep needs more, as a level has at most a branch and brackets around it. */
    private static final int MAX_BRACKETS = 2 * Node.MAX_DEPTH + 2;

    private final Tokens tokens;
    private int brackets;

    private ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    static Node parse(String text) {
        if (text == null) {
            throw new ExpressionException("expression=null is no text", 1, 1);
        }
        // Where a lone surrogate stands the length is not known: it is refused with its place.
        int bytes = Math.max(text.length(), Utf8.length(text));
        if (bytes > Node.MAX_TEXT_BYTES) {
            throw new ExpressionException(
                    "expression limit=textBytes value=" + bytes + " maximum=" + Node.MAX_TEXT_BYTES, 1, 1);
        }
        ExpressionParser parser = new ExpressionParser(new Tokens(text));
        Node node = parser.expression();
        if (parser.tokens.peek().kind() != Kind.END) {
            throw parser.tokens.expected("an operator or the end of the text");
        }
        return node;
    }

    private Node expression() {
        Token first = tokens.peek();
        if (++brackets > MAX_BRACKETS) {
            throw tokens.fail("expression limit=depth maximum=" + Node.MAX_DEPTH, first.start());
        }
        Node node = chain(Form.DISJUNCTION);
        Token question = tokens.peek();
        if (tokens.takes("?")) {
            Node then = expression();
            tokens.expect(":");
            node = node(question, Operator.CONDITION, node, then, expression());
        }
        brackets--;
        return node;
    }

    /** A disjunction, or a conjunction. */
    private Node chain(Form form) {
        boolean outer = form == Form.DISJUNCTION;
        Operator operator = outer ? Operator.OR : Operator.AND;
        Token first = tokens.peek();
        Node node = outer ? chain(Form.CONJUNCTION) : infix(Form.RELATION);
        if (!tokens.peek().is(operator.symbol)) {
            return node;
        }
        List<Node> operands = new ArrayList<>();
        if (node.operator == operator) {
            operands.addAll(node.operands);
        } else {
            operands.add(node);
        }
        while (tokens.takes(operator.symbol)) {
            operands.add(outer ? chain(Form.CONJUNCTION) : infix(Form.RELATION));
        }
        return node(first, operator, operands);
    }

    /** Relations, sums and products, each of the next. */
    private Node infix(Form form) {
        Node node = tighter(form);
        for (Operator operator = operator(form); operator != null; operator = operator(form)) {
            Token sign = tokens.take();
            node = node(sign, operator, node, tighter(form));
        }
        return node;
    }

    private Node tighter(Form form) {
        return form == Form.PRODUCT ? prefix() : infix(form == Form.RELATION ? Form.SUM : Form.PRODUCT);
    }

    private Operator operator(Form form) {
        Token token = tokens.peek();
        boolean candidate = token.kind() == Kind.SIGN || token.isWord(Operator.IN.symbol);
        return candidate ? Operator.of(form, token.text()) : null;
    }

    private Node prefix() {
        List<Token> signs = new ArrayList<>();
        while (tokens.peek().is("!") || tokens.peek().is("-")) {
            signs.add(tokens.take());
        }
        Kind kind = tokens.peek().kind();
        Node node;
        if (!signs.isEmpty() && signs.get(signs.size() - 1).is("-") && (kind == Kind.INTEGER || kind == Kind.FLOAT)) {
            signs.remove(signs.size() - 1);
            node = members(number("-"));
        } else {
            node = members(primary());
        }
        for (int i = signs.size() - 1; i >= 0; i--) {
            node = node(signs.get(i), signs.get(i).is("!") ? Operator.NOT : Operator.NEGATE, node);
        }
        return node;
    }

    /** What hangs on a value with dots and square brackets. */
    private Node members(Node first) {
        Node node = first;
        while (true) {
            Token sign = tokens.peek();
            if (tokens.takes(".")) {
                Token name = tokens.peek();
                if (name.kind() != Kind.NAME || Words.isReserved(name.text())) {
                    throw tokens.expected("the name of a field; one that is no plain name goes into [\"...\"]");
                }
                tokens.take();
                node = tokens.peek().is("(") ? method(name, node) : field(name, node, name.text());
            } else if (tokens.takes("[")) {
                node = bracket(sign, node);
            } else {
                return node;
            }
        }
    }

    /** A field by its name in quotes, or an element by its index. */
    private Node bracket(Token sign, Node of) {
        Token first = tokens.peek();
        if (first.kind() == Kind.END || first.is("]")) {
            throw tokens.expected("the name of a field in quotes or the index of an element");
        }
        Node inside = expression();
        tokens.expect("]");
        return isText(inside) ? field(sign, of, inside.constant.text) : node(first, Operator.NTH, of, inside);
    }

    private Node method(Token name, Node receiver) {
        Operator operator = method(name.text());
        if (operator == null) {
            throw tokens.fail(
                    "`" + name.text() + "` is no method, there are " + METHODS
                            + (isFunction(name.text()) ? "; write " + name.text() + "(x, ...)" : ""),
                    name.start());
        }
        List<Node> operands = arguments();
        operands.add(0, receiver);
        return call(name, operator, operands);
    }

    private static Operator method(String name) {
        return name.equals(Operator.NTH.symbol) ? Operator.NTH : Operator.of(Form.METHOD, name);
    }

    private static boolean isFunction(String name) {
        return Operator.of(Form.FUNCTION, name) != null;
    }

    private Node primary() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case INTEGER, FLOAT:
                return number("");
            case TEXT:
                return Node.of(Constant.of(tokens.take().text()));
            case BYTES:
                return Node.of(Constant.of(tokens.take().bytes()));
            case NAME:
                return word(token);
            default:
                break;
        }
        if (tokens.takes("(")) {
            Node node = expression();
            tokens.expect(")");
            return node;
        }
        if (tokens.takes("[")) {
            return node(token, Operator.ARRAY, list("]"));
        }
        if (tokens.takes("{")) {
            return object(token);
        }
        throw tokens.expected("a value");
    }

    private Node word(Token word) {
        String name = word.text();
        if (Words.isReserved(name) && !name.equals("true") && !name.equals("false") && !name.equals("null")) {
            throw tokens.fail(
                    "`" + name + "` is a reserved word, a field is written row[\"" + name + "\"]", word.start());
        }
        tokens.take();
        if (tokens.peek().is("(")) {
            return function(word);
        }
        return switch (name) {
            case "true" -> Node.of(Constant.TRUE);
            case "false" -> Node.of(Constant.FALSE);
            case "null" -> Node.of(Constant.NULL);
            case "row" -> Node.ROW;
            case "old_val", "new_val" -> Node.field(Node.ROW, name);
            default -> throw tokens.fail(unknown(name), word.start());
        };
    }

    private static String unknown(String name) {
        return isFunction(name) || name.equals("time")
                ? "`" + name + "` is a function and needs brackets, a field is written row." + name
                : "`" + name + "` is not known, a field is written row." + name;
    }

    private Node function(Token name) {
        Operator operator = Operator.of(Form.FUNCTION, name.text());
        if (operator == null && !name.text().equals("time")) {
            boolean method = method(name.text()) != null;
            throw tokens.fail(
                    "`" + name.text() + "` is no function, "
                            + (method ? "write x." + name.text() + "(...)" : "there are " + FUNCTIONS),
                    name.start());
        }
        List<Node> arguments = arguments();
        if (operator == null) {
            return time(name, arguments);
        }
        if (operator == Operator.ERROR && (arguments.size() != 1 || !isText(arguments.get(0)))) {
            throw tokens.fail("error takes a message in quotes", name.start());
        }
        return call(name, operator, arguments);
    }

    private Node call(Token name, Operator operator, List<Node> arguments) {
        if (operator.operands >= 0 && arguments.size() != operator.operands) {
            int receiver = operator.form == Form.FUNCTION ? 0 : 1;
            throw tokens.fail(
                    operator.symbol + " takes " + (operator.operands - receiver) + " arguments and is given "
                            + (arguments.size() - receiver),
                    name.start());
        }
        if (operator == Operator.LITERAL && arguments.size() > 1) {
            throw tokens.fail("literal takes 1 argument or none and is given " + arguments.size(), name.start());
        }
        return node(name, operator, arguments);
    }

    private static boolean isText(Node node) {
        return node.constant != null && node.constant.text != null;
    }

    private Node time(Token name, List<Node> arguments) {
        if (arguments.size() != 1 || !isText(arguments.get(0))) {
            throw tokens.fail("time takes an ISO 8601 time in quotes", name.start());
        }
        String text = arguments.get(0).constant.text;
        try {
            return Node.of(Operands.time(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException e) {
            throw tokens.fail(
                    "time=" + Constant.quoted(text) + " is not like 2024-01-31T23:59:59.5Z or ...+01:00", name.start());
        } catch (QueryException e) {
            throw tokens.fail(e.getMessage(), name.start());
        }
    }

    private List<Node> arguments() {
        tokens.expect("(");
        return list(")");
    }

    private List<Node> list(String close) {
        List<Node> nodes = new ArrayList<>();
        while (!tokens.takes(close)) {
            nodes.add(expression());
            if (!tokens.takes(",") && !tokens.peek().is(close)) {
                throw tokens.expected("`,` or `" + close + "`");
            }
        }
        return nodes;
    }

    private Node object(Token start) {
        Map<String, Node> fields = new LinkedHashMap<>();
        while (!tokens.takes("}")) {
            Token name = tokens.peek();
            if (name.kind() != Kind.TEXT) {
                throw tokens.expected("the name of a field in quotes or `}`");
            }
            tokens.take();
            tokens.expect(":");
            if (fields.put(name.text(), expression()) != null) {
                throw tokens.fail("field=" + name.text() + " stands twice in one object", name.start());
            }
            if (!tokens.takes(",") && !tokens.peek().is("}")) {
                throw tokens.expected("`,` or `}`");
            }
        }
        try {
            return Operands.object(fields);
        } catch (QueryException e) {
            throw tokens.fail(e.getMessage(), start.start());
        }
    }

    private Node number(String sign) {
        Token token = tokens.take();
        if (token.kind() == Kind.FLOAT) {
            double value = Double.parseDouble(sign + token.text());
            if (!Double.isFinite(value)) {
                throw tokens.fail("the number is beyond 64 bits of float", token.start());
            }
            return Node.of(Constant.of(value));
        }
        boolean hex = token.text().startsWith("0x") || token.text().startsWith("0X");
        try {
            String digits = sign + (hex ? token.text().substring(2) : token.text());
            return Node.of(Constant.of(Long.parseLong(digits, hex ? 16 : 10)));
        } catch (NumberFormatException e) {
            throw tokens.fail("the number does not fit 64 bits, write a float with a point", token.start());
        }
    }

    private Node field(Token at, Node of, String name) {
        try {
            return Node.field(of, name);
        } catch (QueryException e) {
            throw tokens.fail(e.getMessage(), at.start());
        }
    }

    private Node node(Token at, Operator operator, Node... operands) {
        return node(at, operator, List.of(operands));
    }

    /** A node; what is wrong with it is shown at the token. */
    private Node node(Token at, Operator operator, List<Node> operands) {
        try {
            return Nodes.of(operator, operands);
        } catch (QueryException e) {
            throw tokens.fail(e.getMessage(), at.start());
        }
    }
}
