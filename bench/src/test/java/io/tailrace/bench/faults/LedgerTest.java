package io.tailrace.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailrace.Tailrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LedgerTest {
    private static final int KILLS = 4;

    @TempDir
    Path directory;

    @Test
    void shouldBookEveryTransferOnceWheneverTheProcessIsKilled() throws Exception {
        StringWriter said = new StringWriter();
        Tally tally = new Tally(new PrintWriter(said));
        new LedgerRounds(directory, tally).run(1, KILLS);
        tally.print();
        System.out.println(said);
        assertThat(tally.failures()).as(said.toString()).isZero();
        assertThat(said.toString()).contains("sums agree");
    }

    /** A canary: a balance that no transfer explains, and a booking that is missing, must be found out. */
    @Test
    void shouldNoticeSumsThatDoNotAgree() {
        Path journal = directory.resolve("journal");
        try (Tailrace engine = Tailrace.open(Ledger.config(journal, Ledger.Booking.EACH))) {
            engine.table("transfers")
                    .insert()
                    .put("id", 0)
                    .put("from", 1)
                    .put("to", 2)
                    .put("amount", 5)
                    .commit();
            Ledger ledger = new Ledger(engine, System.out);
            assertThat(ledger.check()).isEqualTo(1);
            engine.table("accounts").upsert(1).put("balance", -10).commit();
            assertThatThrownBy(ledger::check).isInstanceOf(WrongAnswer.class).hasMessageContaining("account=1");
            engine.table("booked").delete(0).commit();
            assertThatThrownBy(() -> new Ledger(engine, System.out).checkCounts())
                    .isInstanceOf(WrongAnswer.class)
                    .hasMessageContaining("booked=0 of transfers=1");
        }
    }
}
