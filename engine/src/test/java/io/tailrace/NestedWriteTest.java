package io.tailrace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailrace.document.DocumentLimits;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NestedWriteTest {
    private static final int SLOTS = 64;

    @Test
    void shouldKeepAWriteThatWaitsForRoomApartFromThoseOfTheHandlersItRuns() {
        TailraceConfig config = new TailraceConfig()
                .inMemory()
                .threading(Threading.INVOKER)
                .ringSlots(SLOTS)
                .limits(new DocumentLimits().documentBytes(1_024));
        try (Tailrace engine = Tailrace.open(config)) {
            Table in = engine.table("in");
            Table out = engine.table("out");
            Ack[] acks = {new Ack()};
            engine.run(in.changes(ChangesOptions.squash(false)), change -> {
                if (!acks[0].isPending()) {
                    out.upsert("echo of " + change.newVal().longValue("id"))
                            .put("text", "longer than the write that waits")
                            .commit(acks[0]);
                }
            });
            int writes = 3 * SLOTS;
            for (long i = 0; i < writes; i++) {
                in.upsert(i).put("n", i).commit(Acknowledgement.RECEIVED);
            }
            engine.await(acks[0]);

            assertThat(in.upsert(writes).commit().sequence()).isGreaterThan(writes);
            assertThat(in.count()).isEqualTo(writes + 1);
            for (long i = 0; i < writes; i++) {
                long n = i;
                assertThat(in.read(
                                i,
                                (document, version) ->
                                        assertThat(document.longValue("n")).isEqualTo(n)))
                        .isTrue();
            }
            out.scan((document, version) -> assertThat(document.string("id")).startsWith("echo of "));
            assertThat(out.count()).isPositive();
        }
    }
}
