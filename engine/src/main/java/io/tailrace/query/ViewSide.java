package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The transforms for the old or the new document of a change. Not thread safe. Old and new need one each, because both
 * results live at the same time.
 *
 * @hidden
 */
public final class ViewSide {
    private final Value raw;
    private final ValueRow whole = new ValueRow();
    private final Value stored;
    private final Step[] steps;
    private final BuildStep last;
    /** The only step, where that is a lambda on documents: nothing but a document that passes becomes a value. */
    private final DocumentFilter only;

    private Step failing;

    /**
     * @param settings names, shapes and what expressions are planned with
     * @param transforms in written order
     * @param last what is left for the moment of delivery, or null
     */
    ViewSide(EvaluationSettings settings, List<Transform> transforms, FieldsKept last) {
        Dictionary dictionary = settings.dictionary();
        Steps making = new Steps(settings, dictionary.limits());
        raw = new Value(dictionary);
        stored = new Value(dictionary);
        this.last = last == null ? null : making.building(last);
        List<Step> bound = new ArrayList<>();
        boolean anyType = false;
        for (Transform transform : transforms) {
            bound.add(making.of(transform));
            anyType |= transform instanceof Transform.Mapping || transform instanceof Transform.Taking;
        }
        if (anyType && last != null) {
            // What is no object fails here already, not at the delivery.
            bound.add(new FilterStep(document -> true));
        }
        steps = bound.toArray(new Step[0]);
        only = transforms.size() == 1 && transforms.get(0) instanceof Transform.Accepting accepting
                ? accepting.lambda()
                : null;
    }

    /**
     * The document after all steps but the last pluck.
     *
     * @return null when it is not part of the result, or when a step has failed, see {@link #failed()}
     */
    public Value image(DirectBuffer buffer, int offset, int length) {
        return image(raw.wrapDocument(buffer, offset, length));
    }

    /**
     * The same of a document that is wrapped already; what passes unchanged is given back as it is.
     *
     * @param document the whole of it, valid as long as the image is
     */
    public Value image(Value document) {
        if (only != null) {
            return only.test(document.document()) ? document : null;
        }
        return throughSteps(document);
    }

    private Value throughSteps(Value document) {
        failing = null;
        Row row = whole.wrap(document);
        for (Step step : steps) {
            row = step.apply(row);
            if (row == null) {
                return null;
            }
            if (row == Step.FAILED) {
                failing = step;
                return null;
            }
        }
        Value value = row.value();
        return value.isNull() ? null : value;
    }

    /** Whether a step has failed on the document that was looked at last. */
    public boolean failed() {
        return failing != null;
    }

    /** Why it has; allocates. */
    public String error() {
        return failing.error();
    }

    /** An image that was kept. */
    public Value stored(DirectBuffer buffer, int offset) {
        return stored.wrap(buffer, offset);
    }

    /** What the handler gets to see of an image. */
    public Value delivered(Value image) {
        return last == null || image == null ? image : last.build(image.document());
    }
}
