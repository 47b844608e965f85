package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tailrace.error.ExpressionException;
import io.tailrace.testing.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of text that is no expression, and where. */
@Timeout(120)
class ExpressionParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "'' ~ 1 ~ expected a value but found the end of the text",
                "row. ~ 5 ~ expected the name of a field",
                "row.a == ~ 9 ~ expected a value but found the end",
                "price > 10 ~ 1 ~ a field is written row.price",
                "row.a = 1 ~ 7 ~ equality is ",
                "row.a & row.b ~ 7 ~ and is ",
                "row.a | row.b ~ 7 ~ or is ",
                "(row.a ~ 7 ~ but found the end of the text",
                "row.a) ~ 6 ~ expected an operator or the end",
                "row.a row.b ~ 7 ~ expected an operator or the end",
                "[1, 2 ~ 6 ~ or ",
                "[1 2] ~ 4 ~ but found ",
                "{a: 1} ~ 2 ~ expected the name of a field in quotes",
                "{'a': 1, 'a': 2} ~ 10 ~ field=a stands twice",
                "{'a' 1} ~ 6 ~ expected ",
                "row.ft[ ~ 8 ~ expected the name of a field in quotes or the index of an element but found the end",
                "row.ft[] ~ 8 ~ expected the name of a field in quotes or the index of an element but found ",
                "row.ft[0 ~ 9 ~ expected ",
                "row.ft[0, 1] ~ 9 ~ expected ",
                "row.ft[x] ~ 8 ~ a field is written row.x",
                "row.ft[1 + ] ~ 12 ~ expected a value",
                "row.ft[99999999999] ~ 8 ~ index=99999999999 is no whole number of 32 bits",
                "row.ft[99999999999999999999] ~ 8 ~ the number does not fit 64 bits",
                "row.a[1].b[-2147483649] ~ 12 ~ index=-2147483649 is no whole number of 32 bits",
                "row.ft[1.5] ~ 8 ~ index=1.5 is no whole number of 32 bits",
                "row.ft[true] ~ 8 ~ index=true is no whole number",
                "row.ft[null] ~ 8 ~ index=null is no whole number",
                "row.ft.nth(0.5) ~ 8 ~ index=0.5 is no whole number",
                "row.ft.nth('a') ~ 8 ~ is no whole number",
                "row.ft.nth() ~ 8 ~ nth takes 1 arguments and is given 0",
                "nth(row.ft, 0) ~ 1 ~ write x.nth(",
                "row.a ? 1 ~ 10 ~ expected ",
                "'abc ~ 1 ~ the quotes that begin here do not end",
                "1 + b'abc ~ 5 ~ the quotes that begin here do not end",
                "'\\q' ~ 2 ~ is no escape",
                "'\\u12' ~ 2 ~ an escape needs 4 hex digits",
                "'\\ud800' ~ 2 ~ an escape of no character",
                "'\\U00110000' ~ 2 ~ an escape of no character",
                "b'\\u0041' ~ 3 ~ an escape of a character among bytes",
                "12abc ~ 3 ~ a number is followed by ",
                "9223372036854775808 ~ 1 ~ does not fit 64 bits",
                "1e999 ~ 1 ~ beyond 64 bits of float",
                "0x ~ 1 ~ does not fit 64 bits",
                "now ~ 1 ~ is a function and needs brackets",
                "now(1) ~ 1 ~ now takes 0 arguments and is given 1",
                "hasFields() ~ 1 ~ hasFields needs one path at least",
                "changed() ~ 1 ~ changed needs one path at least",
                "changed(row.a) ~ 1 ~ changed path=row.a is no name",
                "nothing(1) ~ 1 ~ is no function, there are abs, changed, default",
                "row.a.nothing(1) ~ 7 ~ is no method, there are contains",
                "row.a.default(1) ~ 7 ~ write default(x",
                "contains(row.a, 1) ~ 1 ~ write x.contains(",
                "row.a.startsWith() ~ 7 ~ startsWith takes 1 arguments and is given 0",
                "default(row.a) ~ 1 ~ default takes 2 arguments and is given 1",
                "error(row.a) ~ 1 ~ error takes a message in quotes",
                "time(row.a) ~ 1 ~ time takes an ISO 8601 time in quotes",
                "time('yesterday') ~ 1 ~ is not like 2024-01-31",
                "time('9999-01-01T00:00:00Z') ~ 1 ~ is out of range",
                "has(row) ~ 1 ~ asks of no field",
                "matches(row, 1) ~ 1 ~ is no object",
                "hasFields(row) ~ 1 ~ one path at least",
                "hasFields(row, 1) ~ 1 ~ is no name",
                "literal(1, 2) ~ 1 ~ literal takes 1 argument or none",
                "row.if ~ 5 ~ expected the name of a field",
                "if ~ 1 ~ is a reserved word",
                "row.a # 1 ~ 7 ~ means nothing here",
                "😀 ~ 1 ~ means nothing here",
                "'😀' + x ~ 7 ~ is not known",
            })
    void shouldSayWhatIsWrongAndWhere(String text, int column, String part) {
        String source = text.equals("''") ? "" : text;
        ExpressionException e = catchThrowableOfType(ExpressionException.class, () -> Expression.parse(source));
        assertThat(e).as(text).isNotNull().hasMessageContaining(part);
        assertThat(e.line()).isEqualTo(1);
        assertThat(e.column()).as(e.getMessage()).isEqualTo(column);
        String[] lines = e.getMessage().split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[1]).isEqualTo(source);
        assertThat(lines[2]).isEqualTo(" ".repeat(column - 1) + "^");
    }

    @Test
    void shouldShowTheLineOfSeveral() {
        assertThatThrownBy(() -> Expression.parse("row.a == 1\n\t&& price > 2\n|| row.b"))
                .isInstanceOfSatisfying(ExpressionException.class, e -> {
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isEqualTo(5);
                })
                .hasMessage("`price` is not known, a field is written row.price, line=2 column=5\n"
                        + "\t&& price > 2\n\t   ^");
    }

    @Test
    void shouldShowAPartOfALongLine() {
        String text = "row.a == 1 && ".repeat(50) + "price" + " || row.b".repeat(50);
        assertThatThrownBy(() -> Expression.parse(text)).satisfies(e -> {
            String[] lines = e.getMessage().split("\n");
            assertThat(lines[1]).hasSize(100);
            assertThat(lines[1].substring(lines[2].indexOf('^'))).startsWith("price");
        });
    }

    @Test
    void shouldRefuseTextThatIsTooLong() {
        assertThatThrownBy(() -> Expression.parse(" ".repeat(65_537)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("limit=textBytes value=65537 maximum=65536");
        assertThatThrownBy(() -> Expression.parse("é".repeat(32_769)))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("limit=textBytes");
        assertThatThrownBy(() -> Expression.parse(null)).isInstanceOf(ExpressionException.class);
    }

    @Test
    void shouldThrowNothingElseOnAnyText() {
        long seed = Seeds.fresh(ExpressionParserTest.class);
        Random random = new Random(seed);
        String[] parts = {
            "row",
            ".",
            "a",
            "[",
            "]",
            "[0]",
            "[-1].",
            ".nth(",
            "(",
            ")",
            "{",
            "}",
            "'",
            "\"",
            "\\",
            "\\x4",
            "b'",
            "r\"",
            "'''",
            "1",
            "1.5",
            "0x",
            "e9",
            "-",
            "!",
            "+",
            "*",
            "/",
            "%",
            "==",
            "!=",
            "<",
            ">=",
            "&&",
            "||",
            "?",
            ":",
            ",",
            " in ",
            "has",
            "now",
            "time",
            "matches",
            "merge",
            "literal",
            "hasFields",
            "default",
            "error",
            "null",
            "true",
            "\n",
            "\t",
            "//",
            "\ud800",
            "😀",
            "é",
            "9223372036854775808",
            "if",
            "old_val",
            ".contains(",
            "'a'",
            "'a':",
            "\u0000"
        };
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(
                        random.nextInt(20) == 0
                                ? String.valueOf((char) random.nextInt(1 << 16))
                                : parts[random.nextInt(parts.length)]);
            }
            try {
                Expression expression = Expression.parse(text.toString());
                assertThat(Expression.parse(expression.toString())).isEqualTo(expression);
                read++;
            } catch (ExpressionException e) {
                assertThat(e.line()).isPositive();
                assertThat(e.column()).isPositive();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed + " text=" + text, e);
            }
        }
        assertThat(read).as("seed=" + seed).isGreaterThan(100);
    }
}
