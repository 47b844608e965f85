package io.tailrace.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.expression.ExpressionTarget;
import io.tailrace.testing.FuzzCorpus;
import io.tailrace.testing.FuzzTarget;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever text is given for a document or an expression is taken or refused, with a type and a text. All inputs that
 * are kept are read in every build, and with {@code -Dtailrace.fuzz=SECONDS} more are looked for.
 */
class TextFuzzTest {
    private static final List<Class<? extends FuzzTarget>> TARGETS = List.of(JsonTarget.class, ExpressionTarget.class);

    @TestFactory
    Stream<DynamicTest> shouldTakeOrRefuseWhateverTextThereIs() {
        return TARGETS.stream()
                .map(target -> DynamicTest.dynamicTest(target.getSimpleName(), () -> {
                    FuzzCorpus corpus = new FuzzCorpus(target);
                    assertThat(corpus.replay()).isPositive();
                    System.out.print(corpus.fuzz());
                }));
    }
}
