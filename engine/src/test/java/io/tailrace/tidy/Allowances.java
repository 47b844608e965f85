package io.tailrace.tidy;

import java.util.List;

/**
 * What may break a rule and why. An allowance that is no longer needed fails the test, so that the list only shrinks.
 */
final class Allowances {
    static final List<Allowance> ALL = List.of();

    private Allowances() {}

    static List<String> without(TidyTest.Rule rule, List<String> violations) {
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
    record Allowance(TidyTest.Rule rule, String who, String why) {
        boolean covers(String violation) {
            return violation.contains(who);
        }
    }
}
