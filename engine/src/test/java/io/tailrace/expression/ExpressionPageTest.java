package io.tailrace.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.ExpressionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The examples of the reference page do what it says. */
class ExpressionPageTest {
    private static final String FENCE = "```";

    @TestFactory
    Stream<DynamicTest> shouldGiveWhatThePageSays() throws IOException {
        List<ExpressionCase> cases = new ArrayList<>();
        for (List<String> block : blocks("expressions")) {
            cases.addAll(ExpressionCase.read(block));
        }
        assertThat(cases).hasSizeGreaterThan(50);
        return cases.stream()
                .map(c -> DynamicTest.dynamicTest(
                        c.toString(),
                        () -> assertThat(c.isMet())
                                .as("page says %s, is %s", c.expected(), c.outcome())
                                .isTrue()));
    }

    @Test
    void shouldRefuseWithTheMessagesOfThePage() throws IOException {
        List<List<String>> errors = blocks("error");
        assertThat(errors).hasSize(3);
        for (List<String> error : errors) {
            assertThatThrownBy(() -> Expression.parse(error.get(1)))
                    .isInstanceOf(ExpressionException.class)
                    .hasMessage(String.join("\n", error));
        }
    }

    @Test
    void shouldListEveryFunctionAndMethod() throws IOException {
        List<String> page = page();
        for (Operator operator : Operator.values()) {
            if (operator.form == Operator.Form.FUNCTION || operator.form == Operator.Form.METHOD) {
                assertThat(page).anyMatch(line -> line.startsWith("| `") && line.contains(operator.symbol + "("));
                assertThat(page)
                        .anyMatch(line -> line.startsWith("    ") && line.contains('"' + operator.symbol + '"'));
            }
        }
    }

    private static List<List<String>> blocks(String kind) throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : page()) {
            if (line.startsWith(FENCE)) {
                if (block == null && line.equals(FENCE + kind)) {
                    block = new ArrayList<>();
                    blocks.add(block);
                } else {
                    block = null;
                }
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }

    private static List<String> page() throws IOException {
        Path inModule = Path.of("docs/expressions.md");
        return Files.readAllLines(
                Files.exists(inModule) ? inModule : Path.of("engine").resolve(inModule));
    }
}
