package io.tailrace.expression;

import static io.tailrace.expression.Expressions.array;
import static io.tailrace.expression.Expressions.branch;
import static io.tailrace.expression.Expressions.error;
import static io.tailrace.expression.Expressions.literal;
import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.not;
import static io.tailrace.expression.Expressions.now;
import static io.tailrace.expression.Expressions.object;
import static io.tailrace.expression.Expressions.oldVal;
import static io.tailrace.expression.Expressions.random;
import static io.tailrace.expression.Expressions.row;
import static io.tailrace.expression.Expressions.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.ExpressionException;
import io.tailrace.error.QueryException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is built by methods is what is read from text, and text comes back as text. */
class ExpressionTextTest {
    static List<Arguments> pairs() {
        return List.of(
                pair(row(), "row"),
                pair(row("a", "b"), "row.a.b"),
                pair(row("a b", "in", "x"), "row[\"a b\"][\"in\"].x"),
                pair(oldVal("a"), "old_val.a"),
                pair(newVal(), "new_val"),
                pair(row("new_val", "a").gt(1), "new_val.a > 1"),
                pair(row("a").add(1).mul(2), "(row.a + 1) * 2"),
                pair(row("a").add(row("b").mul(2)), "row.a + row.b * 2"),
                pair(row("a").sub(row("b").sub(2)), "row.a - (row.b - 2)"),
                pair(row("a").sub(row("b")).sub(2), "row.a - row.b - 2"),
                pair(row("a").div(2).mod(3), "row.a / 2 % 3"),
                pair(row("a").eq(1).and(row("b").eq("x")).and(true), "row.a == 1 && row.b == \"x\" && true"),
                pair(row("a").or(row("b")).and(row("c")), "(row.a || row.b) && row.c"),
                pair(row("a").or(row("b").and(row("c"))), "row.a || row.b && row.c"),
                pair(row("a").or(row("b").or(row("c"))), "row.a || (row.b || row.c)"),
                pair(row("a").lt(1).eq(true), "row.a < 1 == true"),
                pair(value(true).eq(row("a").lt(1)), "true == (row.a < 1)"),
                pair(not(row("a")).not(), "!!row.a"),
                pair(row("a").and(row("b")).not(), "!(row.a && row.b)"),
                pair(row("a").negate().negate(), "-(-row.a)"),
                pair(value(5).negate(), "-(5)"),
                pair(value(-5), "-5"),
                pair(value(-5).get("a"), "(-5).a"),
                pair(value(1.5).get("a"), "(1.5).a"),
                pair(value(-0.0), "-0.0"),
                pair(value(1e300), "1.0e300"),
                pair(value(100.0), "100.0"),
                pair(value(1.25e-7), "1.25e-7"),
                pair(value(Long.MIN_VALUE), "-9223372036854775808"),
                pair(value(null), "null"),
                pair(value("a\"\n\\\u0001é😀"), "\"a\\\"\\n\\\\\\x01é😀\""),
                pair(value(new byte[] {0, 'a', '"', -1}), "b\"\\x00a\\\"\\xff\""),
                pair(value(Instant.parse("2024-01-31T23:59:59.5Z")), "time(\"2024-01-31T23:59:59.500Z\")"),
                pair(value(List.of(1, row("a"), List.of())), "[1, row.a, []]"),
                pair(array(1, null), "[1, null]"),
                pair(object(Map.of("b", 1, "a", row("x").gt(1))), "{\"a\": row.x > 1, \"b\": 1}"),
                pair(branch(row("a"), 1, 2), "row.a ? 1 : 2"),
                pair(branch(row("a"), 1, row("b"), 2, 3), "row.a ? 1 : row.b ? 2 : 3"),
                pair(branch(branch(true, 1, 2), branch(3, 4, 5), 6), "(true ? 1 : 2) ? (3 ? 4 : 5) : 6"),
                pair(row("a").defaultTo(0).gt(1), "default(row.a, 0) > 1"),
                pair(error("no"), "error(\"no\")"),
                pair(now().sub(row("t")).lt(60), "now() - row.t < 60"),
                pair(random().lt(0.5), "random() < 0.5"),
                pair(row("a").in(List.of(1, 2)), "row.a in [1, 2]"),
                pair(row("ft").nth(0), "row.ft[0]"),
                pair(row("a").nth(1).get("b").nth(-1), "row.a[1].b[-1]"),
                pair(row("a").nth(-1).nth(2.0).get("x y"), "row.a[-1][2.0][\"x y\"]"),
                pair(row("a").nth(row("i").sub(1)), "row.a[row.i - 1]"),
                pair(row("a").nth(branch(row("x"), 0, 1)).add(1), "row.a[row.x ? 0 : 1] + 1"),
                pair(row("a").nth(row("i").nth(0)), "row.a[row.i[0]]"),
                pair(row("a").nth(value(1).negate()), "row.a[-(1)]"),
                pair(newVal("bids").nth(0).gt(oldVal("bids").nth(0)), "new_val.bids[0] > old_val.bids[0]"),
                pair(row("a").add(row("b")).nth(0), "(row.a + row.b)[0]"),
                pair(value(List.of(1, 2)).nth(0), "[1, 2][0]"),
                pair(value(5).nth(0), "(5)[0]"),
                pair(row().nth(0), "row[0]"),
                pair(row("a").nth(0).negate(), "-row.a[0]"),
                pair(row("a").defaultTo(List.of()).nth(0).startsWith("x"), "default(row.a, [])[0].startsWith(\"x\")"),
                pair(row("a").nth(3).exists(), "has(row.a[3])"),
                pair(row("a").startsWith("x"), "row.a.startsWith(\"x\")"),
                pair(row("a").add("b").endsWith("x"), "(row.a + \"b\").endsWith(\"x\")"),
                pair(row("a").contains(branch(1, 2, 3)), "row.a.contains(1 ? 2 : 3)"),
                pair(row("a").exists(), "has(row.a)"),
                pair(row().hasFields("a", Map.of("b", List.of("c"))), "hasFields(row, \"a\", {\"b\": [\"c\"]})"),
                pair(row().matches(Map.of("a", literal(Map.of("b", 1)))), "matches(row, {\"a\": literal({\"b\": 1})})"),
                pair(row().merge(Map.of("a", literal())), "merge(row, {\"a\": literal()})"));
    }

    private static Arguments pair(Expression built, String text) {
        return Arguments.of(built, text);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldReadAndWriteTheTextOfWhatIsBuilt(Expression built, String text) {
        assertThat(built).hasToString(text);
        assertThat(Expression.parse(text)).isEqualTo(built).hasSameHashCodeAs(built);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "row.a==1&&row.b!='x'",
                " ( row.a == 1 ) && row[\"b\"] != r'x' // a comment",
                "row.a == 0x1\n&&\nrow.b != \"\"\"x\"\"\"",
                "row.a == 1 && row.b != '\\x78'",
                "row.a == 1 && row.b != \"\\u0078\"",
                "row.a == 1 && row.b != \"\\U00000078\"",
                "row.a == 1 && row.b != '\\170'"
            })
    void shouldReadManyWritingsOfTheSame(String text) {
        assertThat(Expression.parse(text))
                .isEqualTo(row("a").eq(1).and(row("b").ne("x")))
                .hasToString("row.a == 1 && row.b != \"x\"");
    }

    @Test
    void shouldReadTheMethodAsTheBrackets() {
        assertThat(Expression.parse("row.ft.nth(0)"))
                .isEqualTo(row("ft").nth(0))
                .hasToString("row.ft[0]");
        assertThat(Expression.parse("row . ft [ 0x1 ] [ \"b\" ]")).hasToString("row.ft[1].b");
        assertThat(Expression.parse("row.nth")).isEqualTo(row("nth"));
    }

    @Test
    void shouldTellWhatAnExpressionIs() {
        assertThat(row("a", "b").isPath()).isTrue();
        assertThat(row("a", "b").path()).containsExactly("a", "b");
        assertThat(row().path()).isEmpty();
        assertThat(row("a").eq(1).isPath()).isFalse();
        assertThat(row("a").nth(0).isPath()).isFalse();
        assertThat(row("a").nth(0).get("b").isPath()).isFalse();
        assertThat(value(Map.of("x", 1)).get("x").isPath()).isFalse();
        assertThat(row("a").defaultTo(random()).isDeterministic()).isFalse();
        assertThat(row("a").defaultTo(now()).isDeterministic()).isTrue();
        assertThat(row("a").defaultTo(now()).usesNow()).isTrue();
        assertThat(row("now").usesNow()).isFalse();
        assertThat(value(1)).isNotEqualTo(value(1.0)).isNotEqualTo(value("1"));
    }

    @Test
    void shouldRefuseOperandsThatAreNoValues() {
        refused(() -> value(Double.NaN), "number=NaN");
        refused(() -> row("a").eq(new Object()), "class=java.lang.Object");
        refused(() -> row("a").in(Map.of(1, 2)), "key=1");
        refused(() -> value("\ud800"), "lone surrogate");
        refused(() -> value(new java.math.BigDecimal("1.5")), "give a long or a double");
        refused(() -> value(new java.math.BigInteger("9223372036854775808")), "give a long or a double");
        refused(() -> value(Instant.MAX), "years 1678 to 2261");
        refused(() -> row((String) null), "name=null");
        refused(() -> row("a").matches(1), "is no object");
        refused(() -> row("a").matches(Map.of("x", literal())), "literal() without a value");
        refused(() -> row("a").hasFields(), "one path at least");
        refused(() -> row().exists(), "asks of no field");
        refused(() -> row("a").nth(1.5), "index=1.5 is no whole number of 32 bits");
        refused(() -> row("a").nth(1L << 31), "index=2147483648 is no whole number of 32 bits");
        refused(() -> row("a").nth(-1e300), "is no whole number of 32 bits");
        refused(() -> row("a").nth("b"), "index=\"b\" is no whole number");
        refused(() -> row("a").nth(null), "index=null is no whole number");
        refused(() -> branch(1, 2), "branch operands=2");
        refused(() -> branch(1, 2, 3, 4), "branch operands=4");
        refused(() -> object(Collections.singletonMap(null, 1)), "key=null");
        refused(() -> value(Arrays.asList(1, Thread.currentThread())), "class=");
    }

    @Test
    void shouldRefuseWhatIsTooDeepOrTooLong() {
        Expression deep = row("a");
        for (int i = 3; i <= Node.MAX_DEPTH; i++) {
            deep = deep.get("a");
        }
        assertThat(Expression.parse(deep.toString())).isEqualTo(deep);
        Expression deepest = deep;
        refused(() -> deepest.get("a"), "limit=depth value=101 maximum=100");
        refused(() -> value("x".repeat(Node.MAX_TEXT_BYTES - 1)), "limit=textBytes value=65537 maximum=65536");
        Expression longest = value("x".repeat(Node.MAX_TEXT_BYTES - 2));
        assertThat(Expression.parse(longest.toString())).isEqualTo(longest);
        List<?> nested = List.of();
        for (int i = 0; i < 200; i++) {
            nested = List.of(nested);
        }
        List<?> tooDeep = nested;
        refused(() -> value(tooDeep), "more than 100 levels");
    }

    @Test
    void shouldTakeLongChainsWithoutDepth() {
        Expression any = row("a").eq(0);
        for (int i = 1; i < 1_000; i++) {
            any = any.or(row("a").eq(i));
        }
        assertThat(Expression.parse(any.toString())).isEqualTo(any);
    }

    @Test
    void shouldReadTheDeepestBranches() {
        Expression branch = row("a");
        for (int i = 3; i <= Node.MAX_DEPTH; i++) {
            branch = i % 2 == 0 ? branch(branch, branch(1, 2, 3), 4) : branch(1, branch, 4);
        }
        assertThat(Expression.parse(branch.toString())).isEqualTo(branch);
        assertThatThrownBy(() -> Expression.parse("(".repeat(300) + "1" + ")".repeat(300)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("limit=depth");
        assertThat(Expression.parse("(".repeat(90) + "1" + ")".repeat(90))).isEqualTo(value(1));
    }

    private static void refused(Runnable build, String part) {
        assertThatThrownBy(build::run)
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.reason()).isEqualTo(QueryException.Reason.BAD_ARGUMENT))
                .hasMessageContaining(part);
    }
}
