package io.tailrace.examples;

import static io.tailrace.expression.Expressions.row;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.Write;
import io.tailrace.feed.ChangesOptions;
import io.tailrace.feed.FeedRun;
import java.util.function.BiConsumer;

/**
 * Chat rooms: whoever joins reads all that was said in the room in its order, and then what is said. A message that is
 * taken back is told of too. A room costs nothing while nobody talks in it, however many there are.
 */
public final class Chat {
    private final Tailrace engine;
    private final Table messages;

    /** Messages are kept in the engine, so that rooms outlive it. */
    public Chat(Tailrace engine) {
        this.engine = engine;
        messages = engine.table("messages");
    }

    /**
     * Says something.
     *
     * @return the name of the message, by which it can be taken back
     */
    public String say(String room, String who, String text) {
        Write message = messages.insert().put("room", room).put("who", who).put("text", text);
        message.commit().orThrow();
        return message.generatedKey();
    }

    /** Takes a message back. */
    public void takeBack(String message) {
        messages.delete(message).commit();
    }

    /**
     * Enters a room, until the run is closed.
     *
     * @param heard takes who has said what, on a thread of the engine; no text where it was taken back
     */
    public FeedRun join(String room, BiConsumer<String, String> heard) {
        return engine.run(
                "room " + room,
                messages.filter(row("room").eq(room))
                        .changes(ChangesOptions.squash(false).fromStart()),
                change -> {
                    if (change.newVal() == null) {
                        heard.accept(change.oldVal().string("who"), null);
                    } else {
                        heard.accept(
                                change.newVal().string("who"), change.newVal().string("text"));
                    }
                });
    }
}
