package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.ValueRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the views of many feeds that one reader serves have in common: those with equal transforms go by one plan, and
 * those whose transforms begin alike go through the same stages, so that each filter looks at a document once and each
 * value is built once, by whoever asks first. Equal is what is planned alike, not what is written alike; a lambda is
 * equal to itself. Not thread safe; allocates only where views come and go.
 *
 * @hidden
 */
public final class SharedViews {
    final KeptImage keptOld;
    final KeptImage keptNew;
    final ValueRow wholeOld = new ValueRow();
    final ValueRow wholeNew = new ValueRow();

    private final Map<Planned, ViewPlan> plans = new HashMap<>();
    private final Map<Planned, Stages> stages = new HashMap<>();
    /** What the plan stands for that comes or goes. */
    private Planned atHand;

    /** @param dictionary names and shapes of the documents */
    public SharedViews(Dictionary dictionary) {
        keptOld = new KeptImage(dictionary);
        keptNew = new KeptImage(dictionary);
    }

    /**
     * Has a view look at the changes of the reader together with others, and at nothing else.
     *
     * @param view that is not here
     * @param answered how many of its first steps every document has passed that it is asked for
     */
    public void add(View view, int answered) {
        List<Transform> steps = view.transforms.steps();
        Planned key =
                Planned.of(answered == 0 ? steps : List.copyOf(steps.subList(answered, steps.size())), view.settings);
        ViewPlan plan = plans.get(key);
        if (plan == null) {
            atHand = key;
            plan = new ViewPlan(view.settings, key.transforms, this);
            plan.key = key;
            plans.put(key, plan);
        }
        plan.views++;
        view.goBy(plan);
    }

    /**
     * Has a view look at changes by itself again.
     *
     * @param view that is here
     */
    public void remove(View view) {
        ViewPlan plan = view.current();
        if (--plan.views == 0) {
            atHand = plan.key;
            plans.remove(plan.key);
            release(plan.carriedOut, view.settings);
        }
        view.goBy(null);
    }

    /** How many views there are whose steps that are carried out are those of one, itself counted; 0 for no steps. */
    public int sharedBy(View view) {
        ViewPlan plan = view.current();
        return plan == null || plan.key.transforms.isEmpty() ? 0 : plan.views;
    }

    /** The stages for transforms, each made by the first who has come so far. */
    Stages[] stages(List<Transform> transforms, EvaluationSettings settings, Steps steps) {
        Stages[] reached = new Stages[transforms.size()];
        for (int i = 0; i < reached.length; i++) {
            Planned key = key(i + 1, transforms, settings);
            Stages shared = stages.get(key);
            if (shared == null) {
                shared = new Stages(transforms.get(i), steps);
                stages.put(key, shared);
            }
            shared.plans++;
            reached[i] = shared;
        }
        return reached;
    }

    private void release(List<Transform> transforms, EvaluationSettings settings) {
        for (int i = 0; i < transforms.size(); i++) {
            Planned key = key(i + 1, transforms, settings);
            if (--stages.get(key).plans == 0) {
                stages.remove(key);
            }
        }
    }

    /** What stands for the first of transforms; the same object as for the plan, where it is all of that. */
    private Planned key(int count, List<Transform> transforms, EvaluationSettings settings) {
        if (count < transforms.size()) {
            return Planned.of(List.copyOf(transforms.subList(0, count)), settings);
        }
        return atHand.transforms.equals(transforms) ? atHand : Planned.of(transforms, settings);
    }

    /** Transforms, and what {@code now()} is where they have it. */
    record Planned(List<Transform> transforms, long nowNs) {
        static Planned of(List<Transform> transforms, EvaluationSettings settings) {
            boolean usesNow = false;
            for (Transform transform : transforms) {
                usesNow |= transform instanceof Transform.Filtering filtering
                                && filtering.predicate().usesNow()
                        || transform instanceof Transform.Mapping mapping
                                && mapping.projection().usesNow();
            }
            return new Planned(transforms, usesNow ? settings.nowNs() : 0);
        }
    }
}
