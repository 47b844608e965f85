package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Document;
import io.tailrace.document.ValueOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * View values of a change: both documents after the transforms. Not thread safe.
 *
 * <p>A pluck at the end is not carried out but kept for the delivery: until then images stand for view values, and two
 * images are compared by the fields that the pluck keeps. Filters and projections are carried out on every change, as
 * what is visible depends on them.
 */
final class View {
    final ViewSide oldSide;
    final ViewSide newSide;
    private final Pluck last;
    private final boolean whole;

    View(Dictionary dictionary, Transforms transforms) {
        final List<Object> steps = new ArrayList<>(transforms.steps());
        last = takeLastPluck(dictionary, steps);
        whole = last == null && filtersOnly(steps);
        oldSide = new ViewSide(dictionary, steps, last);
        newSide = new ViewSide(dictionary, steps, last);
    }

    /** Whether two images stand for different view values; null stands for a document that is not there. */
    boolean differ(Document a, Document b) {
        if (a == null || b == null) {
            return a != b;
        }
        return !(last == null ? ValueOrder.equal(a, b) : last.equal(a, b));
    }

    /**
     * Whether the images before and after one change stand for different view values. A change that leaves the whole
     * document equal is not in the journal, so whole documents need no look.
     */
    boolean changed(Document oldImage, Document newImage) {
        return whole && oldImage != null && newImage != null || differ(oldImage, newImage);
    }

    private static boolean filtersOnly(List<Object> steps) {
        for (final Object step : steps) {
            if (!(step instanceof DocumentFilter)) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private static Pluck takeLastPluck(Dictionary dictionary, List<Object> steps) {
        List<String> names = null;
        while (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof List<?> pluck) {
            steps.remove(steps.size() - 1);
            final List<String> kept = new ArrayList<>((List<String>) pluck);
            if (names != null) {
                kept.retainAll(names);
            }
            names = kept;
        }
        return names == null ? null : new Pluck(dictionary, names);
    }
}
