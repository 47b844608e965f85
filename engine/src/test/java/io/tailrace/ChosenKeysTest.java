package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.write.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Keys chosen so that a hash without a secret seed would send all of them to one place. How many steps they take is
 * counted where they are staged and where they wait; here the limit of time is a guard only.
 */
class ChosenKeysTest {
    private static final int PAIRS = 14;

    /** "Aa" and "BB" have the same polynomial hash with the factor 31. */
    private static String key(int number) {
        StringBuilder text = new StringBuilder(2 * PAIRS);
        for (int bit = 0; bit < PAIRS; bit++) {
            text.append((number >>> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    @Test
    @Timeout(120)
    void shouldCarryOutATransactionOfKeysThatCollideWithoutASeed() {
        try (Tailrace engine = Tailrace.open(new TailraceConfig().inMemory())) {
            Table table = engine.table("t");
            Transaction transaction = engine.transaction();
            for (int i = 0; i < 1 << PAIRS; i++) {
                transaction.add(table.upsert(key(i)));
            }
            assertThat(transaction.commit().outcome()).isEqualTo(Outcome.REPLACED);
            assertThat(table.count()).isEqualTo(1 << PAIRS);
        }
    }
}
