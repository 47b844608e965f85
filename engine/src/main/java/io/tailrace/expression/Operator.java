package io.tailrace.expression;

/** What a node of an expression computes, and how it is written. */
enum Operator {
    CONSTANT(Form.PRIMARY, "", 0),
    ROW(Form.PRIMARY, "row", 0),
    FIELD(Form.MEMBER, "", 1),
    /** An element of an array, written in square brackets; its symbol is the method that does the same. */
    NTH(Form.MEMBER, "nth", 2),
    ARRAY(Form.PRIMARY, "", -1),
    OBJECT(Form.PRIMARY, "", -1),
    NOT(Form.PREFIX, "!", 1),
    NEGATE(Form.PREFIX, "-", 1),
    MULTIPLY(Form.PRODUCT, "*", 2),
    DIVIDE(Form.PRODUCT, "/", 2),
    REMAINDER(Form.PRODUCT, "%", 2),
    ADD(Form.SUM, "+", 2),
    SUBTRACT(Form.SUM, "-", 2),
    EQ(Form.RELATION, "==", 2),
    NE(Form.RELATION, "!=", 2),
    LT(Form.RELATION, "<", 2),
    LE(Form.RELATION, "<=", 2),
    GT(Form.RELATION, ">", 2),
    GE(Form.RELATION, ">=", 2),
    IN(Form.RELATION, "in", 2),
    /** Any number of operands, two at least. */
    AND(Form.CONJUNCTION, "&&", -1),
    /** Any number of operands, two at least. */
    OR(Form.DISJUNCTION, "||", -1),
    CONDITION(Form.CONDITION, "?", 3),
    DEFAULT(Form.FUNCTION, "default", 2),
    ERROR(Form.FUNCTION, "error", 1),
    NOW(Form.FUNCTION, "now", 0),
    RANDOM(Form.FUNCTION, "random", 0),
    MERGE(Form.FUNCTION, "merge", 2),
    MATCHES(Form.FUNCTION, "matches", 2),
    ABS(Form.FUNCTION, "abs", 1),
    /** Whether the sides of an event differ in fields; looks at the row without naming it. */
    CHANGED(Form.FUNCTION, "changed", -1),
    HAS_FIELDS(Form.FUNCTION, "hasFields", -1),
    /** Whether a field is there. */
    HAS(Form.FUNCTION, "has", 1),
    /** Inside a pattern or a patch: the whole value. Without an operand, in a patch: takes the field out. */
    LITERAL(Form.FUNCTION, "literal", -1),
    STARTS_WITH(Form.METHOD, "startsWith", 2),
    ENDS_WITH(Form.METHOD, "endsWith", 2),
    CONTAINS(Form.METHOD, "contains", 2);

    /** How it is written, those that bind least first. */
    enum Form {
        CONDITION,
        DISJUNCTION,
        CONJUNCTION,
        RELATION,
        SUM,
        PRODUCT,
        PREFIX,
        METHOD,
        MEMBER,
        FUNCTION,
        PRIMARY
    }

    private static final Operator[] ALL = values();

    final Form form;
    final String symbol;
    /** How many operands it takes, -1 where that varies. */
    final int operands;

    Operator(Form form, String symbol, int operands) {
        this.form = form;
        this.symbol = symbol;
        this.operands = operands;
    }

    /** The operator written so, or null. */
    static Operator of(Form form, String symbol) {
        for (Operator operator : ALL) {
            if (operator.form == form && operator.symbol.equals(symbol)) {
                return operator;
            }
        }
        return null;
    }
}
