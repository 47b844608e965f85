package io.tailrace.query;

import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Expressions;
import io.tailrace.expression.FieldsRead;
import io.tailrace.expression.FilterPart;
import io.tailrace.query.AccessPath.Place;
import io.tailrace.query.Explanation.Branch;
import io.tailrace.query.Explanation.Fields;
import io.tailrace.query.Explanation.Part;
import io.tailrace.query.Explanation.Reach;
import io.tailrace.query.Explanation.Residual;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Explains branches of queries by planning them once more, so that nobody who serves them is asked. Not thread safe.
 *
 * @hidden
 */
public final class Explaining {
    /** What is known of a branch that nobody serves. */
    public static final int[] UNKNOWN = {};

    private final IndexKeyEncoder encoder = new IndexKeyEncoder();

    /** Nothing is explained yet. */
    public Explaining() {}

    /**
     * Explains all branches of a query that nobody serves.
     *
     * @param selections of the query
     * @param settings what its expressions are planned with
     * @return for each what it reads, and how
     */
    public List<Branch> branches(List<Selection> selections, EvaluationSettings settings) {
        List<Branch> branches = new ArrayList<>();
        for (Selection selection : selections) {
            branches.add(branch(selection, settings, selections.size() == 1, UNKNOWN, 0));
        }
        return List.copyOf(branches);
    }

    /**
     * Explains a branch.
     *
     * @param selection of the query
     * @param settings what its expressions are planned with
     * @param isOnly whether it is the only one of its query
     * @param waiting as {@link Subscription#waiting} has told it, or {@link #UNKNOWN}
     * @param sharedBy how many feeds have equal steps, 0 for unknown
     * @return what it reads, and how
     */
    public Branch branch(
            Selection selection, EvaluationSettings settings, boolean isOnly, int[] waiting, int sharedBy) {
        AccessPlanner planner = new AccessPlanner(selection, settings, encoder);
        String table = selection.source().table();
        Fields fields = fields(selection, settings, isOnly);
        if (planner.isNever()) {
            return new Branch(table, Reach.NONE, List.of(), "its source is empty", List.of(), fields, sharedBy);
        }
        AccessPath path = planner.best();
        List<Residual> residual = residual(selection, planner, path);
        if (path == null) {
            return new Branch(table, Reach.ALL, List.of(), planner.obstacle(), residual, fields, sharedBy);
        }
        return new Branch(table, Reach.INDEXED, parts(path, waiting), null, residual, fields, sharedBy);
    }

    private static List<Part> parts(AccessPath path, int[] waiting) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (Place place : path.places()) {
            int values = place.ranges().size();
            int most = 0;
            for (int i = at; i < Math.min(at + values, waiting.length); i++) {
                most = Math.max(most, waiting[i]);
            }
            at += place.memberships();
            parts.add(new Part(place.kind(), name(place.axis()), values, most));
        }
        return List.copyOf(parts);
    }

    private static String name(Object axis) {
        if (axis instanceof IndexDefinition index) {
            return "index=" + index.name();
        }
        return axis instanceof List<?> path
                ? Expressions.row(path.toArray(new String[0])).toString()
                : axis.toString();
    }

    /** What is asked of a change that is found: the source and the filters, as far as the index has not. */
    private static List<Residual> residual(Selection selection, AccessPlanner planner, AccessPath path) {
        List<Residual> residual = new ArrayList<>();
        List<FilterPart> indexed = path == null ? List.of() : path.parts();
        Source source = selection.source();
        String by = name(source.index() == null ? AccessPath.KEY : source.index());
        if (source.kind() != Source.Kind.TABLE && (path == null || !indexed.isEmpty()) && !source.isTop()) {
            residual.add(
                    new Residual("source by " + by, path == null ? "it has no bounds" : AccessPlanner.LESS_SELECTIVE));
        }
        Set<String> found = new HashSet<>(); // a pattern has a part for each field
        indexed.forEach(part -> found.add(part.said().toString()));
        Set<String> said = new HashSet<>();
        String after = null;
        for (Transform transform : selection.transforms().steps()) {
            if (transform instanceof Transform.Filtering filtering) {
                for (FilterPart part : planner.partsOf(filtering)) {
                    String step = part.said().toString();
                    if (!indexed.contains(part) && said.add(step)) {
                        residual.add(new Residual(
                                step, found.contains(step) ? "one field of it is indexed" : planner.why(part, after)));
                    }
                }
            } else if (transform instanceof Transform.Accepting) {
                residual.add(new Residual("a lambda", "it does not say what it accepts"));
                after = after == null ? "a lambda" : after;
            } else if (transform instanceof Transform.Having) {
                residual.add(new Residual("hasFields", "it compares no value"));
            } else {
                after = after == null ? "a projection" : after;
            }
        }
        if (source.isTop()) {
            residual.add(
                    new Residual("first " + source.limit() + " by " + by, "their last place moves with the changes"));
        }
        return List.copyOf(residual);
    }

    private static Fields fields(Selection selection, EvaluationSettings settings, boolean isOnly) {
        String reason = null;
        BranchReads reads = BranchReads.ofAll(selection, settings);
        FieldsRead read = reads.fields();
        if (!isOnly) {
            reason = "the query has several branches";
        } else if (selection.source().isTop()) {
            reason = "an order is watched";
        } else if (read.isAll()) {
            reason = reads.reason();
        }
        return reason != null
                ? new Fields(false, reason, false, List.of())
                : new Fields(true, null, read.isAllBut(), List.copyOf(read.names()));
    }
}
