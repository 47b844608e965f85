package io.tailrace.query;

import io.tailrace.document.Value;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * The transforms for the old or the new document of a change. Not thread safe. Old and new need one each, because both
 * results live at the same time.
 *
 * <p>Feeds with equal transforms that one reader serves have one together, and those whose transforms begin alike have
 * these stages together: what becomes of the document of a change is found by the first who asks.
 *
 * @hidden
 */
public final class ViewSide {
    private final ValueRow whole;
    private final Stage[] stages;
    /** What is left for the moment of delivery, or null. */
    private final BuildStep last;
    /** The only step, where that is a lambda on documents: nothing but a document that passes becomes a value. */
    private final DocumentFilter only;

    /** To look at documents of no change, null where there are none. */
    private final KeptImage raw;

    private Step failing;
    /** Of which change the image was built for delivery, and what came out. */
    private long builtNumber = Stage.NONE;

    private Value built;

    /**
     * @param steps makes what is left for the moment of delivery
     * @param raw to look at documents of no change, null where there are none
     * @param whole to look at the document itself
     * @param stages one for each transform, in written order
     * @param only the only transform, where that is a lambda that nobody else has; else null
     * @param last what is left for the moment of delivery, or null
     */
    ViewSide(Steps steps, KeptImage raw, ValueRow whole, Stage[] stages, DocumentFilter only, FieldsKept last) {
        this.raw = raw;
        this.whole = whole;
        this.stages = stages;
        this.only = only;
        this.last = last == null ? null : steps.keeping(last);
    }

    /** One side of its own, which carries out all transforms. */
    static ViewSide of(Steps steps, List<Transform> transforms) {
        return of(steps, transforms, null);
    }

    /** One side of its own, with what is left for the moment of delivery, or null. */
    static ViewSide of(Steps steps, List<Transform> transforms, FieldsKept last) {
        Stage[] stages = new Stage[transforms.size()];
        for (int i = 0; i < stages.length; i++) {
            stages[i] = new Stage(steps.of(transforms.get(i)));
        }
        DocumentFilter only = stages.length == 1 && transforms.get(0) instanceof Transform.Accepting accepting
                ? accepting.lambda()
                : null;
        return new ViewSide(steps, new KeptImage(steps.dictionary()), new ValueRow(), stages, only, last);
    }

    /**
     * A document after all steps but the last pluck.
     *
     * @return null when it is not part of the result, or when a step has failed, see {@link #failed()}
     */
    Value image(DirectBuffer buffer, int offset, int length) {
        return image(raw.value().wrapDocument(buffer, offset, length), null);
    }

    /**
     * The same of a document that is wrapped already; what passes unchanged is given back as it is.
     *
     * @param document the whole of it, valid as long as the image is
     * @param of the change whose document it is, null for a document of none
     */
    public Value image(Value document, ChangeImages of) {
        if (only != null) {
            return only.test(document.document()) ? document : null;
        }
        return throughStages(document, of == null ? Stage.NONE : of.number());
    }

    private Value throughStages(Value document, long number) {
        int at = number == Stage.NONE ? 0 : stages.length;
        while (at > 0 && !stages[at - 1].knows(number)) {
            at--;
        }
        Row row = at == 0 ? whole.wrap(document) : stages[at - 1].row();
        while (at < stages.length && row != null && row != Step.FAILED) {
            row = stages[at++].apply(row, number);
        }
        failing = null;
        if (row == null) {
            return null;
        }
        if (row == Step.FAILED) {
            failing = stages[at - 1].step;
            return null;
        }
        Value value = row.value();
        return value.isNull() ? null : value;
    }

    /** Whether a step has failed on the document that was looked at last. */
    boolean failed() {
        return failing != null;
    }

    /** Why it has; allocates. */
    String error() {
        return failing.error();
    }

    /** What the handler gets to see of an image that was kept, or of no change. */
    Value delivered(Value image) {
        return delivered(image, Stage.NONE);
    }

    /** What the handler gets to see of the image of a change, built by the first who asks. */
    Value delivered(Value image, long number) {
        if (last == null || image == null) {
            return image;
        }
        if (number == Stage.NONE || number != builtNumber) {
            builtNumber = Stage.NONE; // what is built lies where that lies which was built before
            built = last.build(image.document());
            builtNumber = number;
        }
        return built;
    }
}
