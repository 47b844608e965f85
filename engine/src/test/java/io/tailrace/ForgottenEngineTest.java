package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ForgottenEngineTest {
    @Test
    void shouldNotKeepAClosedEngineForTheThreadsThatUsedIt() {
        WeakReference<Tailrace> engine = used();

        for (int i = 0; i < 100 && engine.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }

        assertThat(engine.get()).isNull();
    }

    private static WeakReference<Tailrace> used() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory().threading(Threading.INVOKER))) {
            engine.table("t").upsert(1).commit();
            return new WeakReference<>(engine);
        }
    }
}
