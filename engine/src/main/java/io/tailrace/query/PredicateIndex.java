package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.query.Posting.Membership;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells whom of many a change of one table can concern, for the cost of the change and of those. Not thread safe; only
 * adding allocates.
 *
 * <p>Of each selection one part is indexed: the key, keys or range of its source, or what its filter says of one field
 * or, by {@code or}, of several. Both documents of a change are asked for the fields and keys that anybody waits for,
 * each once, and who waits for a value found is marked: by its hash, or because it lies in an interval. What else the
 * selection says is not looked at, so more are marked than will see the change; but who is not marked sees no event and
 * counts no error of it. Where fields have told, it is known by which of the two documents, and a filter that says no
 * more than what was looked for need not be asked again. Who has nothing that can be indexed is always marked.
 *
 * @hidden
 */
public class PredicateIndex {
    private final Dictionary dictionary;
    private final Map<Object, Counted> byWhat = new HashMap<>();
    private Axis[] axes = {};
    private final Posting always = new Posting();
    /** One for all, as its memory is not small. */
    private final IndexKeyEncoder encoder = new IndexKeyEncoder();

    /** @param dictionary names and shapes of the documents */
    public PredicateIndex(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * Marks from now on who can see a change through a selection.
     *
     * @param selection of this index's table
     * @param settings what the subscriber's expressions are planned with
     * @param slot that is marked, until {@link Subscription#renumber}
     * @return to remove it again
     */
    public Subscription add(Selection selection, EvaluationSettings settings, int slot) {
        AccessPlanner planner = planner(selection, settings);
        List<Membership> memberships = new ArrayList<>();
        List<Object> places = new ArrayList<>();
        AccessPath path = planner.isNever() ? null : planner.best();
        if (path != null) {
            for (AccessPath.Place place : path.places()) {
                axis(place.axis()).add(place, this, slot, memberships);
                places.add(place.axis());
            }
        } else if (!planner.isNever()) {
            memberships.add(always.add(slot));
        }
        return new Subscription(
                memberships,
                places.size() == 1 ? byWhat.get(places.get(0)).alone : places.toArray(),
                path != null && planner.tellsSides(path),
                path == null ? 0 : planner.answered(path));
    }

    /**
     * Marks a subscriber no longer for what was added; a second time nothing happens.
     *
     * @param subscription as {@link #add} has returned it
     */
    public void remove(Subscription subscription) {
        if (subscription.isRemoved) {
            return;
        }
        subscription.isRemoved = true;
        for (Membership membership = subscription.first; membership != null; membership = membership.next) {
            leave(membership);
        }
        for (Object axis : subscription.axes) {
            Counted counted = byWhat.get(axis);
            if (--counted.places == 0) {
                byWhat.remove(axis);
                takeOut(counted.axis);
            }
        }
    }

    /**
     * Adds what a change is looked up by.
     *
     * @param change of this index's table
     * @param into {@link Lookups#find finds} whom it can concern
     */
    public void collect(ChangeImages change, Lookups into) {
        into.add(always, Matches.NEITHER);
        for (Axis axis : axes) {
            axis.collect(change, into);
        }
        into.endChange();
    }

    /** What lies in a range of a selection; tests put an error here. */
    KeyRange bounds(KeyRange range) {
        return range;
    }

    /** The document before a change; tests put an error here. */
    Value before(ChangeImages change) {
        return change.oldValue();
    }

    /** Encodes the value of a field; tests put an error here. */
    int encode(Value value, IndexKeyEncoder encoder) {
        return encoder.encodeAny(value);
    }

    /** Takes a subscriber out of a posting, and that out of its place when it is empty; tests put an error here. */
    void leave(Membership membership) {
        Posting posting = membership.posting;
        posting.remove(membership);
        if (posting.count() == 0) {
            posting.leave();
        }
    }

    AccessPlanner planner(Selection selection, EvaluationSettings settings) {
        return new AccessPlanner(selection, settings, encoder);
    }

    private Axis axis(Object what) {
        Counted counted = byWhat.get(what);
        if (counted == null) {
            counted = new Counted(what, made(what));
            byWhat.put(what, counted);
            axes = Arrays.copyOf(axes, axes.length + 1);
            axes[axes.length - 1] = counted.axis;
        }
        counted.places++;
        return counted.axis;
    }

    private Axis made(Object what) {
        if (what instanceof IndexDefinition index) {
            return new IndexAxis(this, index, dictionary);
        }
        return what instanceof List<?> path ? new FieldAxis(this, path, dictionary, encoder) : new KeyAxis();
    }

    private void takeOut(Axis axis) {
        Axis[] fewer = new Axis[axes.length - 1];
        int count = 0;
        for (Axis other : axes) {
            if (other != axis) {
                fewer[count++] = other;
            }
        }
        axes = fewer;
    }

    /** An axis and how many places there are on it. */
    private static final class Counted {
        final Axis axis;
        /** What it stands for, as the only one of most subscriptions. */
        final Object[] alone;

        int places;

        Counted(Object what, Axis axis) {
            this.axis = axis;
            alone = new Object[] {what};
        }
    }
}
