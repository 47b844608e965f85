package io.tailrace.realdata;

import io.tailrace.Tailrace;
import io.tailrace.document.ArrayView;
import io.tailrace.document.Document;
import io.tailrace.document.Field;
import io.tailrace.feed.Change;
import io.tailrace.feed.ChangeHandler;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;

/** What a feed of all chat lines adds up to. Not thread safe. */
final class ChatTotals implements ChangeHandler {
    private final Field text;
    private final Field replyTo;
    private final ArrayView replies;
    private final Document parent;
    private final UnsafeBuffer utf8 = new UnsafeBuffer(0, 0);

    private final Map<String, Long> kinds = new HashMap<>();
    private final Map<String, Long> channels = new HashMap<>();
    private final Map<String, Long> logs = new HashMap<>();
    private final Map<String, Long> answers = new HashMap<>();
    private List<Object> longest = List.of(0L);
    private List<Object> mostOthers = List.of(0L);
    private long count;
    private long bytes;
    private long answering;
    private long answeringOthers;
    private long entries;
    private long self;

    ChatTotals(Tailrace engine) {
        text = engine.field("text");
        replyTo = engine.field("replyTo");
        replies = new ArrayView(engine.dictionary());
        parent = new Document(engine.dictionary());
    }

    @Override
    public void onChange(Change change) {
        Document line = change.newVal();
        String id = line.string("_id");
        count++;
        kinds.merge(line.string("kind"), 1L, Long::sum);
        channels.merge(line.string("channel"), 1L, Long::sum);
        logs.merge(line.string("log"), 1L, Long::sum);
        line.utf8(text, utf8);
        bytes += utf8.capacity();
        String words = line.string(text);
        long length = words.codePointCount(0, words.length());
        if (length > (Long) longest.get(0)) {
            longest = List.of(length, id);
        }
        if (line.array(replyTo, replies)) {
            replies(id);
        }
    }

    private void replies(String id) {
        long others = 0;
        for (int i = 0; i < replies.size(); i++) {
            replies.documentAt(i, parent);
            String answered = parent.string("log") + ":" + parent.longValue("line");
            if (answered.equals(id)) {
                self++;
            } else {
                others++;
                answers.merge(answered, 1L, Long::sum);
            }
        }
        entries += replies.size();
        answering++;
        answeringOthers += others > 0 ? 1 : 0;
        if (others > (Long) mostOthers.get(0)) {
            mostOthers = List.of(others, id);
        }
    }

    /** Named as the facts. */
    Map<String, Object> facts(Predicate<String> isStored) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("docs", count);
        facts.put("by_kind", kinds);
        facts.put("logs", logs.size());
        facts.put("channels", channels);
        facts.put("largest_log", top(logs, 1).get(0));
        facts.put("text_utf8_bytes", bytes);
        facts.put("longest_text", longest);
        facts.put("docs_with_replyTo", answering);
        facts.put("replyTo_entries", entries);
        facts.put("replyTo_self", self);
        facts.put("docs_answering_another", answeringOthers);
        facts.put("most_replyTo_others", mostOthers);
        Set<String> parents = answers.keySet();
        facts.put("distinct_parents", parents.size());
        facts.put(
                "parents_not_in_file",
                parents.stream().filter(isStored.negate()).count());
        facts.put("most_answered", top(answers, 3));
        return facts;
    }

    private static List<List<Object>> top(Map<String, Long> counts, int limit) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(entry -> List.<Object>of(entry.getKey(), entry.getValue()))
                .toList();
    }
}
