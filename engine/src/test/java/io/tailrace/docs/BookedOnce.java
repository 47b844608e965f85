package io.tailrace.docs;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.Transaction;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.CursorOption;
import io.tailrace.feed.Feed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Orders are booked once each, though the process ends between them. */
final class BookedOnce {
    private BookedOnce() {}

    static List<String> run(Path directory, String order) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            Table orders = engine.table("orders");
            Table booked = engine.table("booked");
            ChangesOptions options = ChangesOptions.squash(false).cursor("booking", CursorOption.BY_TRANSACTION);
            try (Feed feed = orders.changes(options)) {
                orders.upsert(order).put("amount", 10).commit();
                feed.poll(
                        change -> {
                            Transaction booking = engine.transaction()
                                    .add(booked.insert()
                                            .put("id", "for " + change.key())
                                            .put("amount", 10));
                            change.commitWith(booking); // the position, with all that the transaction writes
                            booking.commit().orThrow();
                        },
                        64);
            }
            // end::guide
            booked.scanInKeyOrder((document, version) -> seen.add(document.toString()));
            seen.add(engine.cursors().get(0).name() + " at "
                    + engine.cursors().get(0).sequence());
        }
        return seen;
    }
}
