package io.tailrace.docs;

import static io.tailrace.expression.Expressions.newVal;
import static io.tailrace.expression.Expressions.row;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.TailraceConfig;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.Feed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Messages of one chat room: the filter before changes and the filter after it. */
final class ChatRoom {
    private static final int ROOM_ID = 7;

    private ChatRoom() {}

    static List<String> run(Path directory) {
        List<String> seen = new ArrayList<>();
        try (Tailrace engine = Tailrace.open(new TailraceConfig().directory(directory))) {
            // tag::guide
            Table messages = engine.table("messages");
            try (Feed room = messages.filter(row("room_id").eq(ROOM_ID)).changes();
                    Feed posted = messages.changes(ChangesOptions.squash(false))
                            .filter(newVal("room_id").eq(ROOM_ID))) {
                messages.insert().put("room_id", 7).put("text", "hello").commit();
                messages.insert().put("room_id", 8).put("text", "elsewhere").commit();
                messages.insert()
                        .put("id", "m3")
                        .put("room_id", 7)
                        .put("text", "moves away")
                        .commit();
                messages.update("m3").put("room_id", 8).commit();
                room.poll(change -> seen.add("room " + change.type() + " " + text(change)), 64);
                posted.poll(change -> seen.add("posted " + text(change)), 64);
            }
            // end::guide
        }
        return seen;
    }

    private static String text(io.tailrace.feed.Change change) {
        return (change.newVal() == null ? change.oldVal() : change.newVal()).string("text");
    }
}
