package io.tailrace.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A case made wrong in one expected event or document.
 *
 * @param what was done to it
 * @param scenario the wrong case
 */
record Alteration(String what, Case scenario) {
    private static final String STRANGER = "no such value";

    /** Every expected event lost, doubled and changed, and one more than expected in each step. */
    static List<Alteration> of(Case scenario) {
        List<Alteration> altered = new ArrayList<>();
        List<Map<String, Object>> steps = scenario.steps();
        for (int i = 0; i < steps.size(); i++) {
            for (String name : List.of("expect", "expect_state")) {
                if (steps.get(i).get(name) instanceof List<?> expected) {
                    ofStep(scenario, i, name, expected, altered);
                }
            }
        }
        return altered;
    }

    private static void ofStep(Case scenario, int step, String name, List<?> expected, List<Alteration> altered) {
        List<Object> more = new ArrayList<>(expected);
        more.add(Map.of("new_val", STRANGER));
        altered.add(new Alteration("one more in step " + step, scenario.withStep(step, name, more)));
        for (int i = 0; i < expected.size(); i++) {
            String place = " event " + i + " of step " + step;
            List<Object> lost = new ArrayList<>(expected);
            lost.remove(i);
            altered.add(new Alteration("lost" + place, scenario.withStep(step, name, lost)));
            List<Object> doubled = new ArrayList<>(expected);
            doubled.add(i, expected.get(i));
            altered.add(new Alteration("doubled" + place, scenario.withStep(step, name, doubled)));
            for (Object other : changed(expected.get(i))) {
                List<Object> events = new ArrayList<>(expected);
                events.set(i, other);
                altered.add(new Alteration(
                        "changed" + place + " to " + Json.text(other), scenario.withStep(step, name, events)));
            }
        }
    }

    /** The value with one scalar in it changed, each in turn, and each object with a field too many. */
    private static List<Object> changed(Object json) {
        List<Object> others = new ArrayList<>();
        if (json instanceof Map<?, ?> map) {
            if (map.containsKey("$any")) {
                return others;
            }
            if (!map.containsKey("$reql_type$")) {
                Map<Object, Object> wider = new LinkedHashMap<>(map);
                wider.put(STRANGER, true);
                others.add(wider);
            }
            map.forEach((name, value) -> {
                if (!Set.of("$reql_type$", "timezone").contains(name)) {
                    for (Object other : name.equals("data") ? List.<Object>of("//79") : changed(value)) {
                        Map<Object, Object> copy = new LinkedHashMap<>(map);
                        copy.put(name, other);
                        others.add(copy);
                    }
                }
            });
        } else if (json instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                for (Object other : changed(list.get(i))) {
                    List<Object> copy = new ArrayList<>(list);
                    copy.set(i, other);
                    others.add(copy);
                }
            }
        } else {
            others.add(scalar(json));
        }
        return others;
    }

    private static Object scalar(Object json) {
        if (json instanceof Number number) {
            return number.doubleValue() * 2 + 1;
        }
        return json instanceof Boolean flag ? (Object) !flag : STRANGER;
    }
}
