package io.tailrace.conformance;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Where Tailrace differs from RethinkDB on purpose. A case that it concerns must fail as it is written and hold when
 * our behaviour is written in its place.
 *
 * @param rule the rule it departs from
 * @param condition when
 * @param ours what Tailrace does instead
 * @param concerns which cases
 * @param rewritten such a case with our behaviour in place
 */
record Difference(String rule, String condition, String ours, Predicate<Case> concerns, UnaryOperator<Case> rewritten) {
    /** All of them; a difference that is not listed here is a bug. */
    static final List<Difference> ALL = List.of(
            new Difference(
                    "R87",
                    "squash, and a document is in the result several times",
                    "each of its places is squashed apart, so each delivers its event",
                    id("get-all.squash-collapses-duplicates"),
                    scenario -> scenario.withStep(1, "expect", twice(event(null, Map.of("id", 1))))
                            .withStep(4, "expect", twice(event(Map.of("id", 1), Map.of("id", 1, "a", 2))))),
            new Difference(
                    "R46",
                    "orderBy by an index without limit",
                    "refused when it is opened, as RethinkDB's guide says, with ORDER_WITHOUT_LIMIT",
                    Difference::ordersWithoutLimit,
                    scenario -> scenario.with("steps", List.of())
                            .with("expect_error", Map.of("code", "ORDER_WITHOUT_LIMIT"))));

    static Difference of(Case scenario) {
        return ALL.stream()
                .filter(difference -> difference.concerns.test(scenario))
                .findFirst()
                .orElse(null);
    }

    private static Predicate<Case> id(String id) {
        return scenario -> scenario.id().equals(id);
    }

    private static boolean ordersWithoutLimit(Case scenario) {
        return scenario.expectError() == null
                && scenario.feeds().values().stream().anyMatch(feed -> {
                    Map<String, Object> source = Case.object(feed.get("source"));
                    return (source.get("type").equals("order_by") || source.containsKey("order"))
                            && !(feed.get("transforms") instanceof List<?> list
                                    && list.stream()
                                            .anyMatch(step -> Case.object(step).containsKey("limit")));
                });
    }

    private static Map<String, Object> event(Object oldVal, Object newVal) {
        Map<String, Object> event = new java.util.LinkedHashMap<>();
        event.put("old_val", oldVal);
        event.put("new_val", newVal);
        return event;
    }

    private static List<Object> twice(Object event) {
        return List.of(event, event);
    }
}
