package io.tailrace.realdata;

import io.tailrace.Table;
import io.tailrace.Tailrace;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import io.tailrace.write.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A document for each chat user, {@code {"nick", "count", "last"}}, kept by functional updates that a feed of chat
 * lines drives.
 */
final class ChatUsers implements ChangeHandler {
    private static final Comparator<User> MOST_FIRST =
            Comparator.comparingLong(User::count).reversed().thenComparing(User::nick);

    private final Table table;
    private final Field user;
    private final Field id;
    private final Document inner;
    private long updates;

    ChatUsers(Tailrace engine) {
        table = engine.table("users", "nick");
        user = engine.field("user");
        id = engine.field("_id");
        inner = new Document(engine.dictionary());
    }

    Table table() {
        return table;
    }

    /** Takes one line that somebody wrote. */
    @Override
    public void onChange(Change change) {
        Document line = change.newVal();
        line.document(user, inner);
        String last = line.string(id);
        Outcome outcome = table.compute(inner.string("nick"), (current, next) -> {
                    next.put("count", current == null ? 1 : current.longValue("count") + 1)
                            .put("last", last);
                    return true;
                })
                .outcome();
        if (outcome != Outcome.INSERTED && outcome != Outcome.REPLACED) {
            throw new AssertionError("last=" + last + " outcome=" + outcome);
        }
        updates++;
    }

    long updates() {
        return updates;
    }

    /** Checksum of the stored users. */
    Object scanned() {
        Checksum checksum = new Checksum();
        table.scan((document, version) -> User.of(document).addTo(checksum));
        return checksum.facts();
    }

    /** What is known of a user. */
    record User(String nick, long count, String last) {
        static User of(Document user) {
            return new User(user.string("nick"), user.longValue("count"), user.string("last"));
        }

        void addTo(Checksum checksum) {
            checksum.add(nick, count, last);
        }
    }

    /** A receiver's copy of the users. */
    static final class Copy implements ChangeHandler {
        private final EventCounts counts = new EventCounts();
        private final Map<String, User> users = new HashMap<>();

        @Override
        public void onChange(Change change) {
            counts.onChange(change);
            User user = User.of(change.newVal());
            User held = users.put(user.nick(), user);
            User old = change.oldVal() == null ? null : User.of(change.oldVal());
            if (held == null ? old != null : !held.equals(old)) {
                throw new AssertionError("held=" + held + " change=" + change);
            }
        }

        EventCounts counts() {
            return counts;
        }

        int size() {
            return users.size();
        }

        List<Object> top(int limit) {
            return users.values().stream()
                    .sorted(MOST_FIRST)
                    .limit(limit)
                    .map(user -> (Object) List.of(user.nick(), user.count(), user.last()))
                    .toList();
        }

        Object checksum() {
            Checksum checksum = new Checksum();
            users.values().forEach(user -> user.addTo(checksum));
            return checksum.facts();
        }
    }
}
