package io.tailrace.query;

import io.tailrace.expression.EvaluationSettings;
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
    private final Map<Planned, Shared<ViewPlan>> plans = new HashMap<>();
    private final Map<Planned, Shared<Stages>> stages = new HashMap<>();

    /** Nothing in common yet. */
    public SharedViews() {}

    /**
     * Has a view look at the changes of the reader together with others, and at nothing else.
     *
     * @param view that is not here
     */
    public void add(View view) {
        Planned key = Planned.of(view.transforms.steps(), view.settings);
        Shared<ViewPlan> plan = plans.get(key);
        if (plan == null) {
            plan = new Shared<>(new ViewPlan(view.settings, view.transforms, this));
            plans.put(key, plan);
        }
        plan.users++;
        view.goBy(plan.what);
    }

    /**
     * Has a view look at changes by itself again.
     *
     * @param view that is here
     */
    public void remove(View view) {
        Planned key = Planned.of(view.transforms.steps(), view.settings);
        Shared<ViewPlan> plan = plans.get(key);
        if (--plan.users == 0) {
            plans.remove(key);
            release(plan.what.carriedOut, view.settings);
        }
        view.goBy(null);
    }

    /** How many views there are with the transforms of one, itself counted. */
    public int sharedBy(View view) {
        Shared<ViewPlan> plan = plans.get(Planned.of(view.transforms.steps(), view.settings));
        return plan == null ? 0 : plan.users;
    }

    /** The stages for transforms, each made by the first who has come so far. */
    Stages[] stages(List<Transform> transforms, EvaluationSettings settings, Steps steps) {
        Stages[] reached = new Stages[transforms.size()];
        for (int i = 0; i < reached.length; i++) {
            Planned key = Planned.of(transforms.subList(0, i + 1), settings);
            Shared<Stages> shared = stages.get(key);
            if (shared == null) {
                shared = new Shared<>(new Stages(steps.of(transforms.get(i)), steps.of(transforms.get(i))));
                stages.put(key, shared);
            }
            shared.users++;
            reached[i] = shared.what;
        }
        return reached;
    }

    private void release(List<Transform> transforms, EvaluationSettings settings) {
        for (int i = 0; i < transforms.size(); i++) {
            Planned key = Planned.of(transforms.subList(0, i + 1), settings);
            if (--stages.get(key).users == 0) {
                stages.remove(key);
            }
        }
    }

    /** Transforms, and what {@code now()} is where they have it. */
    private record Planned(List<Transform> transforms, long nowNs) {
        static Planned of(List<Transform> transforms, EvaluationSettings settings) {
            boolean usesNow = false;
            for (Transform transform : transforms) {
                usesNow |= transform instanceof Transform.Filtering filtering
                                && filtering.predicate().usesNow()
                        || transform instanceof Transform.Mapping mapping
                                && mapping.projection().usesNow();
            }
            return new Planned(List.copyOf(transforms), usesNow ? settings.nowNs() : 0);
        }
    }

    /** Something and how many have it. */
    private static final class Shared<T> {
        final T what;
        int users;

        Shared(T what) {
            this.what = what;
        }
    }
}
