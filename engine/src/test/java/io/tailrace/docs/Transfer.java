package io.tailrace.docs;

import io.tailrace.DocumentBuffer;
import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.write.Ack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A transfer between two accounts as they were read: where one has changed meanwhile, neither is written. */
final class Transfer {
    private Transfer() {}

    static List<String> run(Path directory, Consumer<Table> meanwhile) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            Table accounts = engine.table("accounts");
            accounts.upsert("ada").put("balance", 100).commit();
            accounts.upsert("bob").put("balance", 0).commit();
            DocumentBuffer ada = accounts.newBuffer();
            DocumentBuffer bob = accounts.newBuffer();
            accounts.read("ada", ada);
            accounts.read("bob", bob);
            long left = ada.document().longValue("balance") - 10;
            long grown = bob.document().longValue("balance") + 10;
            meanwhile.accept(accounts);
            // tag::guide
            Ack ack = engine.transaction()
                    .add(accounts.update("ada").put("balance", left).ifVersion(ada.version()))
                    .add(accounts.update("bob").put("balance", grown).ifVersion(bob.version()))
                    .commit();
            // end::guide
            seen.add(ack.outcome() + " " + ack.error() + " " + ack.failedKey());
            accounts.scanInKeyOrder((document, version) -> seen.add(document.toString()));
        }
        return seen;
    }
}
