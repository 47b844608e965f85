package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.FieldSelector;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.expression.EvaluationSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * View values of a change: both documents after the transforms. Not thread safe.
 *
 * <p>A pluck at the end is not carried out but kept for the delivery: until then images stand for view values, and two
 * images are compared by the fields that the pluck keeps. Filters and projections are carried out on every change, as
 * what is visible depends on them.
 *
 * @hidden
 */
public final class View {
    /** What becomes of the document before the change. */
    public final ViewSide oldSide;
    /** What becomes of the document after the change. */
    public final ViewSide newSide;

    private final FieldsKept last;
    private final boolean whole;
    /** Written by the polling thread, read by any. */
    private volatile long errors;

    /**
     * @param settings names, shapes and what expressions are planned with
     * @param transforms what becomes of a document
     */
    public View(EvaluationSettings settings, Transforms transforms) {
        List<Transform> steps = new ArrayList<>(transforms.steps());
        last = takeLastPluck(settings.dictionary(), steps);
        whole = last == null && filtersOnly(steps);
        oldSide = new ViewSide(settings, steps, last);
        newSide = new ViewSide(settings, steps, last);
    }

    /** Whether two images stand for different view values; null stands for a document that is not there. */
    public boolean differ(Value a, Value b) {
        if (a == null || b == null) {
            return a != b;
        }
        return !(last == null ? ValueOrder.equal(a, b) : last.equal(a.document(), b.document()));
    }

    /**
     * Whether the images before and after one change stand for different view values. A change that leaves the whole
     * document equal is not in the journal, so whole documents need no look.
     */
    public boolean changed(Value oldImage, Value newImage) {
        return whole && oldImage != null && newImage != null || differ(oldImage, newImage);
    }

    /** Counts the failure of a step on the document that the new side has looked at last, if there was one. */
    public void countError() {
        if (newSide.failed()) {
            errors = errors + 1;
        }
    }

    /** How many documents a step has failed on since the feed is live. */
    public long errors() {
        return errors;
    }

    private static boolean filtersOnly(List<Transform> steps) {
        for (Transform step : steps) {
            if (!(step instanceof Transform.Accepting
                    || step instanceof Transform.Filtering
                    || step instanceof Transform.Having)) {
                return false;
            }
        }
        return true;
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
