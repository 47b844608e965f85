package io.tailrace.tidy;

import io.tailrace.tidy.TidyTest.Rule;
import java.util.List;

/**
 * What may break a rule and why. An allowance that is no longer needed fails the test, so that the list only shrinks.
 */
final class Allowances {
    private static final String LISTING = "lists a directory, when a journal is opened or a segment begins";
    private static final String ANSWER = "its answer is an object that the caller asked for";
    private static final String COLD = "once a segment, not once a change";

    static final List<Allowance> ALL = List.of(
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_STREAM, "journal.FormatFile.", LISTING),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_STREAM, "journal.SegmentFiles.list()", LISTING),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_STREAM, "journal.SegmentRepair.", LISTING),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_STREAM, "journal.MemoryBlockStore.bytes()", "for the summary only"),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_BOX, "document.BoxedOutput.", ANSWER),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_BOX, "document.KeyDecoder.number()", ANSWER),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_BOX, "journal.JournalConfig.", "when a journal is opened"),
            new Allowance(Rule.HOT_PACKAGES_DO_NOT_BOX, "journal.SealFile.", COLD),
            new Allowance(
                    Rule.ONLY_CONFIGURATIONS_READ_PROPERTIES,
                    "journal.ChronicleSettings.",
                    "Chronicle Queue takes settings in no other way; what the user has set stays"),
            new Allowance(
                    Rule.ONLY_THE_COMMAND_LINE_PRINTS,
                    "tailrace.PrintedErrors.",
                    "an error without a caller must not pass in silence where no handler was set"),
            new Allowance(
                    Rule.ONLY_CONFIGURATIONS_READ_PROPERTIES,
                    "journal.OpenDirectories.",
                    "the registry of directories open in this JVM: nothing else is the same for all class loaders"),
            new Allowance(
                    Rule.NOTHING_STATIC_CHANGES,
                    "journal.LockFile keeps",
                    "channels of lock files that would drop the lock of other code of this JVM when they are closed"));

    private Allowances() {}

    static List<String> without(Rule rule, List<String> violations) {
        return violations.stream()
                .filter(violation ->
                        ALL.stream().noneMatch(allowance -> allowance.rule() == rule && allowance.covers(violation)))
                .toList();
    }

    /**
     * @param rule which rule
     * @param who text that the violation's line contains: a class, or a class and its method
     * @param why the reason
     */
    record Allowance(Rule rule, String who, String why) {
        boolean covers(String violation) {
            return violation.contains(who);
        }
    }
}
