package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.cli.options.KeyArgument;
import io.tailrace.cli.options.LagArgument;
import io.tailrace.cli.options.SequenceArgument;
import io.tailrace.cli.options.SquashArgument;
import io.tailrace.error.DocumentException;
import io.tailrace.feed.Lag;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Timeout(30)
class ArgumentsTest {
    @Test
    void shouldTakeAKeyAsJsonIfItIsJson() {
        assertThat(KeyArgument.parse("42")).isEqualTo(42L);
        assertThat(KeyArgument.parse("\"42\"")).isEqualTo("42");
        assertThat(KeyArgument.parse("true")).isEqualTo(true);
        assertThat(KeyArgument.parse("[\"b\",5000]")).isEqualTo(List.of("b", 5000L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTCUSDT", "", "2024-08-08", "007", "1,5", "[1", "{", "it's", "NaN", "\u00e9"})
    void shouldTakeAKeyThatIsNoJsonAsAString(String text) {
        assertThat(KeyArgument.parse(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"a\":1}", "99999999999999999999", "{\"it's\":\"a\\\\b\"}"})
    void shouldRefuseJsonThatIsNoKeyAndSayHowToQuoteIt(String text) {
        assertThatThrownBy(() -> KeyArgument.parse(text))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("type '\""
                        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "'\\''") + "\"'");
    }

    @Test
    void shouldReadBounds() {
        assertThat(new SequenceArgument.From().convert("start").isStart()).isTrue();
        assertThat(new SequenceArgument.From().convert("17").sequence()).isEqualTo(17);
        assertThat(new SequenceArgument.From().convert("end").isEnd()).isTrue();
        assertThat(new SequenceArgument.Until().convert("17").isEnd()).isFalse();
    }

    @Test
    void shouldReadHowToSquash() {
        SquashArgument.Converter converter = new SquashArgument.Converter();

        assertThat(converter.convert("true")).isEqualTo(new SquashArgument(true, null));
        assertThat(converter.convert("false")).isEqualTo(new SquashArgument(false, null));
        assertThat(converter.convert("0.5")).isEqualTo(new SquashArgument(false, Duration.ofMillis(500)));
        assertThat(converter.convert("0")).isEqualTo(new SquashArgument(true, null));
        assertThatThrownBy(() -> converter.convert("1e-10")).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> converter.convert("1e999999999")).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void shouldReadALag() {
        LagArgument converter = new LagArgument();

        assertThat(converter.convert("10000")).isEqualTo(Lag.changes(10_000));
        assertThat(converter.convert("0.5s")).isEqualTo(Lag.time(Duration.ofMillis(500)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "ten", "-1s", "1e-10s", "1e10s", "1e999999999s", "1e-999999999s", "1e99999999999s"})
    void shouldRefuseWhatIsNoLag(String text) {
        assertThatThrownBy(() -> new LagArgument().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("but was '" + text + "'");
    }

    @Test
    void shouldSayWhyALagIsOutOfRange() {
        assertThatThrownBy(() -> new LagArgument().convert("0"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("lag in changes=0 must be from 1");
        assertThatThrownBy(() -> new LagArgument().convert("0s"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("from 1 ns");
    }
}
