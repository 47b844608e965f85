package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldSelector;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.expression.EvaluationSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Carries transforms out on both documents of a change, and compares what comes of them. Not thread safe.
 *
 * <p>A pluck at the end is not carried out but kept for the delivery: until then images stand for view values, and two
 * images are compared by the fields that the pluck keeps.
 */
final class ViewPlan {
    /** Stands before a pluck that is kept where the values may be no objects: these fail here, not at the delivery. */
    private static final Transform OBJECTS_ONLY = new Transform.Accepting(document -> true);

    final ViewSide oldSide;
    final ViewSide newSide;
    /** To look at images that were kept. */
    final KeptImage keptOld;

    final KeptImage keptNew;
    /** How many views go by it, and what it stands for among those of {@link SharedViews}. */
    int views;

    SharedViews.Planned key;
    /** All transforms but a pluck at the end. */
    final List<Transform> carriedOut;

    private final FieldsKept last;
    private final boolean whole;

    /**
     * @param settings names, shapes and what expressions are planned with
     * @param transforms what becomes of a document, in written order
     * @param shared has the stages that others go through too, null where nobody does
     */
    ViewPlan(EvaluationSettings settings, List<Transform> transforms, SharedViews shared) {
        Steps steps = new Steps(settings);
        List<Transform> kept = new ArrayList<>(transforms);
        last = takeLastPluck(settings.dictionary(), kept);
        whole = last == null && filtersOnly(kept);
        if (last != null && makesAnyType(kept)) {
            kept.add(OBJECTS_ONLY);
        }
        carriedOut = List.copyOf(kept);
        if (shared == null) {
            keptOld = new KeptImage(settings.dictionary());
            keptNew = new KeptImage(settings.dictionary());
            oldSide = ViewSide.of(steps, carriedOut, last);
            newSide = ViewSide.of(steps, carriedOut, last);
        } else {
            keptOld = shared.keptOld;
            keptNew = shared.keptNew;
            Stages[] stages = shared.stages(carriedOut, settings, steps);
            oldSide = new ViewSide(steps, null, shared.wholeOld, only(stages, of -> of.old), null, last);
            newSide = new ViewSide(steps, null, shared.wholeNew, only(stages, of -> of.now), null, last);
        }
    }

    private static Stage[] only(Stages[] stages, Function<Stages, Stage> side) {
        Stage[] ofSide = new Stage[stages.length];
        for (int i = 0; i < stages.length; i++) {
            ofSide[i] = side.apply(stages[i]);
        }
        return ofSide;
    }

    /** Whether nothing becomes of a document, and none is left out. */
    boolean isWhole() {
        return last == null && carriedOut.isEmpty();
    }

    /** Whether two images stand for different view values; null stands for a document that is not there. */
    boolean differ(Value a, Value b) {
        if (a == null || b == null) {
            return a != b;
        }
        return !(last == null ? ValueOrder.equal(a, b) : last.equal(a.document(), b.document()));
    }

    /** Whether images are whole documents. */
    boolean showsDocuments() {
        return whole;
    }

    /** The same for the images before and after one change. */
    boolean changed(Value oldImage, Value newImage) {
        return whole && oldImage != null && newImage != null || differ(oldImage, newImage);
    }

    private static boolean filtersOnly(List<Transform> steps) {
        for (Transform step : steps) {
            if (!step.isFilter()) {
                return false;
            }
        }
        return true;
    }

    private static boolean makesAnyType(List<Transform> steps) {
        for (Transform step : steps) {
            if (step instanceof Transform.Mapping || step instanceof Transform.Taking) {
                return true;
            }
        }
        return false;
    }

    private static FieldsKept takeLastPluck(Dictionary dictionary, List<Transform> steps) {
        if (lastOf(steps) instanceof Transform.Plucking plucking) {
            steps.remove(steps.size() - 1);
            return new SelectedFields(new FieldSelector(dictionary, plucking.selection()));
        }
        List<String> names = null;
        while (lastOf(steps) instanceof Transform.Naming naming) {
            steps.remove(steps.size() - 1);
            List<String> kept = new ArrayList<>(naming.names());
            if (names != null) {
                kept.retainAll(names);
            }
            names = kept;
        }
        return names == null ? null : new Pluck(dictionary, names);
    }

    private static Transform lastOf(List<Transform> steps) {
        return steps.isEmpty() ? null : steps.get(steps.size() - 1);
    }
}
