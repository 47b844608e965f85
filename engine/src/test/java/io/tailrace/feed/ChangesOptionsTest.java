package io.tailrace.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.error.EngineException;
import io.tailrace.error.QueryException;
import io.tailrace.query.Projection;
import io.tailrace.query.Transforms;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChangesOptionsTest {
    @Test
    void shouldSquashOnReadFromNowOnByDefault() {
        assertThat(ChangesOptions.defaults())
                .hasToString("squash(true)")
                .hasToString(ChangesOptions.squash(true).toString());
    }

    @Test
    void shouldKeepWhatWasSaidBefore() {
        ChangesOptions options =
                ChangesOptions.squash(Duration.ofMillis(5)).from(7).until(9).pendingBytes(4096);

        assertThat(options).hasToString("squash(PT0.005S).from(7).until(9).pendingBytes(4096)");
        assertThat(options.fromStart().fromNow()).hasToString("squash(PT0.005S).until(9).pendingBytes(4096)");
        assertThat(options.resume(4).until(5)).hasToString("squash(PT0.005S).resume(4).until(5).pendingBytes(4096)");
        assertThat(ChangesOptions.squash(false).fromStart()).hasToString("squash(false).fromStart()");
    }

    @Test
    void shouldRefuseValuesOutOfRangeAndNameTheOption() {
        refused("squash=PT-1S", () -> ChangesOptions.squash(Duration.ofSeconds(-1)));
        refused("squash=null", () -> ChangesOptions.squash(null));
        refused("squash=PT", () -> ChangesOptions.squash(Duration.ofDays(365_000)));
        refused("from=0", () -> ChangesOptions.defaults().from(0));
        refused("resume=-1", () -> ChangesOptions.defaults().resume(-1));
        refused("until=-1", () -> ChangesOptions.defaults().until(-1));
        refused("pendingBytes=10", () -> ChangesOptions.defaults().pendingBytes(10));
        refused("pendingBytes=2147483648", () -> ChangesOptions.defaults().pendingBytes(1L << 31));
        refused("pluck", () -> Transforms.none().pluck());
        refused("pluck=null", () -> Transforms.none().pluck("a", null));
        refused("filter=null", () -> Transforms.none().filter(null));
        refused("map=null", () -> Transforms.none().map((Projection) null));
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() {
        reason(QueryException.Reason.BAD_SQUASH_TYPE, () -> ChangesOptions.squash(null));
        reason(QueryException.Reason.NEGATIVE_SQUASH, () -> ChangesOptions.squash(Duration.ofNanos(-1)));
        reason(
                QueryException.Reason.BAD_QUEUE_SIZE,
                () -> ChangesOptions.defaults().queueSize(0));
        reason(
                QueryException.Reason.BAD_QUEUE_SIZE,
                () -> ChangesOptions.defaults().queueSize(100_001));
        refused("queueSize=-5", () -> ChangesOptions.defaults().queueSize(-5));
    }

    @Test
    void shouldSquashOnReadForAWindowOfNoWidth() {
        assertThat(ChangesOptions.squash(Duration.ZERO))
                .hasToString(ChangesOptions.defaults().toString());
    }

    @Test
    void shouldKeepWhatIsIncluded() {
        ChangesOptions options = ChangesOptions.squash(false)
                .includeInitial()
                .includeStates()
                .includeTypes()
                .includeOffsets()
                .queueSize(7)
                .from(3)
                .pendingBytes(4096);

        assertThat(options)
                .hasToString("squash(false).from(3).pendingBytes(4096).includeInitial().includeStates().includeTypes()"
                        + ".includeOffsets().queueSize(7)");
        assertThat(options.includeInitial(false).toString()).contains("includeInitial(false)");
        assertThat(options.toString()).as("immutable").contains("includeInitial()");
    }

    private static void reason(QueryException.Reason reason, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void refused(String what, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(EngineException.class).hasMessageContaining(what);
    }
}
