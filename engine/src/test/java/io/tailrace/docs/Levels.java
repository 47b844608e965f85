package io.tailrace.docs;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.write.Ack;
import io.tailrace.write.Acknowledgement;
import io.tailrace.write.SyncPolicy;
import java.nio.file.Path;
import java.time.Duration;

/** Two writes that survive the loss of power, and wait for one force. */
final class Levels {
    private Levels() {}

    static boolean run(Path directory) {
        // tag::policy
        TailraceConfig config = new TailraceConfig()
                .directory(directory)
                .acknowledgement(Acknowledgement.JOURNALED) // the default
                .syncPolicy(SyncPolicy.every(Duration.ofMillis(10))); // what the loss of power costs at most, about
        // end::policy
        try (Tailrace engine = Tailrace.open(config)) {
            Table orders = engine.table("orders");
            // tag::guide
            Ack first = new Ack();
            Ack second = new Ack();
            orders.insert().put("id", 1).put("quantity", 10).commit(first, Acknowledgement.SYNCED);
            orders.insert().put("id", 2).put("quantity", 20).commit(second, Acknowledgement.SYNCED);
            engine.await(first).orThrow();
            engine.await(second).orThrow();
            boolean safe = engine.syncedSequence() >= second.sequence();
            // end::guide
            return safe;
        }
    }
}
