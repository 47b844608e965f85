package io.tailrace.query;

import io.tailrace.query.Explanation.Branch;
import io.tailrace.query.Explanation.Fields;
import io.tailrace.query.Explanation.Part;
import io.tailrace.query.Explanation.Reach;
import io.tailrace.query.Explanation.Reading;
import io.tailrace.query.Explanation.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Explanations for people. Without state, any thread. */
final class ExplanationText {
    private static final String BECAUSE = ", because ";
    /** Most lines of a group. */
    private static final int MOST_KINDS = 20;

    private ExplanationText() {}

    /** A query or a feed. */
    static String of(Explanation explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(explanation.subject());
        int count = explanation.branches().size();
        for (int i = 0; i < count; i++) {
            Branch branch = explanation.branches().get(i);
            if (count > 1) {
                lines.add(line("branch", (i + 1) + " of " + count + ", table=" + branch.table()));
            }
            add(branch, lines);
        }
        lines.add(line("reads", reading(explanation)));
        return String.join("\n", lines);
    }

    private static String line(String label, String text) {
        return "  " + label + " ".repeat(10 - label.length()) + text;
    }

    private static void add(Branch branch, List<String> lines) {
        lines.add(line("indexed", found(branch) + waiting(branch)));
        if (branch.reach() == Reach.NONE) {
            return;
        }
        String label = "residual";
        for (Residual residual : branch.residual()) {
            lines.add(line(label, residual.step() + BECAUSE + residual.reason()));
            label = "";
        }
        if (branch.residual().isEmpty()) {
            lines.add(line(label, "nothing"));
        }
        lines.add(line("fields", fields(branch.fields())));
        if (branch.sharedBy() > 1) {
            lines.add(line("shared", "looked at once for " + branch.sharedBy() + " feeds with equal steps"));
        }
    }

    private static String found(Branch branch) {
        if (branch.reach() == Reach.INDEXED) {
            List<String> parts = new ArrayList<>();
            branch.parts().forEach(part -> parts.add(part.toString()));
            return String.join(" or ", parts);
        }
        return (branch.reach() == Reach.NONE ? "no change can concern it" : "nothing, every change is looked at")
                + BECAUSE
                + branch.reason();
    }

    private static String waiting(Branch branch) {
        int feeds = 0;
        for (Part part : branch.parts()) {
            feeds = Math.max(feeds, part.feeds());
        }
        return feeds > 1 ? ", waited for by " + feeds + " feeds" : "";
    }

    private static String fields(Fields fields) {
        if (!fields.used()) {
            return "not used" + BECAUSE + fields.reason();
        }
        String names = String.join(", ", fields.names());
        return fields.allBut()
                ? "changes in nothing but " + names + " are passed over"
                : "changes that differ in none of " + names + " are passed over";
    }

    private static String reading(Explanation explanation) {
        return switch (explanation.reading()) {
            case PLANNED -> "together with others, where a group or the engine polls its feed";
            case ALONE -> "alone" + BECAUSE + explanation.reason();
            case TOGETHER ->
                explanation.feeds() == 1
                        ? "by the reader of its group, which serves no other feed"
                        : "together, one reader serves " + explanation.feeds() + " feeds";
        };
    }

    /** What is alike in the feeds of a group, what costs most first. */
    static String ofGroup(Explanation group) {
        Map<Alike, int[]> counts = new TreeMap<>();
        int together = 0;
        int planned = 0;
        for (Explanation member : group.members()) {
            together += member.reading() == Reading.TOGETHER ? 1 : 0;
            planned += member.reading() == Reading.PLANNED ? 1 : 0;
            count(member, counts);
        }
        List<String> lines = new ArrayList<>();
        String taken = planned == 0 ? "" : ", " + planned + " to be taken in by the next poll";
        lines.add(group.subject() + ", " + together + " read together" + taken);
        for (Map.Entry<Alike, int[]> entry : counts.entrySet()) {
            if (lines.size() > MOST_KINDS) {
                lines.add("         and " + (counts.size() - MOST_KINDS) + " more kinds");
                break;
            }
            String feeds = Integer.toString(entry.getValue()[0]);
            lines.add(" ".repeat(Math.max(0, 7 - feeds.length())) + feeds + "  " + entry.getKey().text);
        }
        return String.join("\n", lines);
    }

    private static void count(Explanation member, Map<Alike, int[]> counts) {
        if (member.reading() == Reading.ALONE) {
            count(new Alike(1, "read alone" + BECAUSE + member.reason()), counts);
        }
        boolean passesOver = false;
        for (Branch branch : member.branches()) {
            count(alike(branch), counts);
            passesOver |= branch.fields().used();
        }
        if (passesOver) {
            count(new Alike(4, "pass over changes in fields that they do not read"), counts);
        }
    }

    private static void count(Alike alike, Map<Alike, int[]> counts) {
        counts.computeIfAbsent(alike, first -> new int[1])[0]++;
    }

    private static Alike alike(Branch branch) {
        String of = " of table=" + branch.table();
        return switch (branch.reach()) {
            case ALL -> new Alike(0, "look at every change" + of + BECAUSE + branch.reason());
            case INDEXED -> {
                List<String> parts = new ArrayList<>();
                branch.parts().forEach(part -> parts.add(part.kind().text + " " + part.on()));
                yield new Alike(2, String.join(" or ", parts) + of);
            }
            case NONE -> new Alike(3, "look at no change" + of + BECAUSE + branch.reason());
        };
    }

    /** What feeds have in common, the dearest first. */
    private record Alike(int rank, String text) implements Comparable<Alike> {
        @Override
        public int compareTo(Alike other) {
            return rank != other.rank ? rank - other.rank : text.compareTo(other.text);
        }
    }
}
