package io.tailrace.model;

import io.tailrace.write.WriteError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often which things met in a feed that delivered something. */
final class Coverage {
    private final Map<String, Integer> hits = new TreeMap<>();
    private final java.util.Set<OpenFeed> counted =
            java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());

    void delivered(OpenFeed feed) {
        if (!counted.add(feed)) {
            return;
        }
        for (String source : feed.plan.sources()) {
            feed.plan.steps().forEach(step -> hit(source, step));
            feed.named.forEach(option -> hit(source, option));
        }
        for (String step : feed.plan.steps()) {
            feed.named.forEach(option -> hit(step, option));
        }
    }

    /** How a write or a transaction ended. */
    void decided(String what, WriteError error) {
        hit(what, error.name());
    }

    private void hit(String a, String b) {
        hits.merge(a + " x " + b, 1, Integer::sum);
    }

    /** One seed is over. */
    void nextRun() {
        counted.clear();
    }

    /** The pairs that can meet and did so less than so often. */
    List<String> rarer(int times) {
        List<String> rare = new ArrayList<>();
        for (String source : Plan.SOURCES) {
            for (String step : Step.NAMES) {
                rare(source, step, times, Plan.takesSteps(source), rare);
            }
            for (String option : OpenFeed.OPTIONS) {
                rare(source, option, times, canMeet(source, option), rare);
            }
        }
        for (String step : Step.NAMES) {
            OpenFeed.OPTIONS.forEach(option -> rare(step, option, times, true, rare));
        }
        RandomWrites.ENDS.forEach(error -> rare("write", error.name(), times, true, rare));
        RandomWrites.TRANSACTION_ENDS.forEach(error -> rare("transaction", error.name(), times, true, rare));
        return rare;
    }

    private static boolean canMeet(String source, String option) {
        return option.equals("offsets") ? Plan.isTop(source) : !option.equals("queue") || !Plan.isTop(source);
    }

    private void rare(String a, String b, int times, boolean canMeet, List<String> rare) {
        int count = hits.getOrDefault(a + " x " + b, 0);
        if (canMeet && count < times) {
            rare.add(a + " x " + b + "=" + count);
        }
    }

    int pairs() {
        return hits.size();
    }
}
