package io.tailrace.query;

import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import org.agrona.DirectBuffer;

/**
 * View values of a change: both documents after the transforms. Not thread safe.
 *
 * <p>A pluck at the end is not carried out but kept for the delivery: until then images stand for view values, and two
 * images are compared by the fields that the pluck keeps. Filters and projections are carried out on every change, as
 * what is visible depends on them; where {@link SharedViews} has the view, once for all with the same transforms.
 *
 * @hidden
 */
public final class View {
    final EvaluationSettings settings;
    final Transforms transforms;
    /** Its own, made when first needed, or that of all with the same transforms. */
    private ViewPlan plan;
    /** Written by the polling thread, read by any. */
    private volatile long errors;

    /**
     * @param settings names, shapes and what expressions are planned with
     * @param transforms what becomes of a document
     */
    public View(EvaluationSettings settings, Transforms transforms) {
        this.settings = settings;
        this.transforms = transforms;
    }

    ViewPlan plan() {
        ViewPlan known = plan;
        return known != null ? known : own();
    }

    private ViewPlan own() {
        plan = new ViewPlan(settings, transforms.steps(), null);
        return plan;
    }

    /** What it goes by now, null for nothing yet. */
    ViewPlan current() {
        return plan;
    }

    /** Goes by another plan from now on, null for its own. */
    void goBy(ViewPlan shared) {
        plan = shared;
    }

    /** What becomes of the document before a change. */
    public ViewSide oldSide() {
        ViewPlan known = plan;
        return (known != null ? known : own()).oldSide;
    }

    /** What becomes of the document after a change. */
    public ViewSide newSide() {
        ViewPlan known = plan;
        return (known != null ? known : own()).newSide;
    }

    /** A document of no change after the transforms; null where it is no part of the result. */
    public Value image(DirectBuffer buffer, int offset, int length) {
        return plan().newSide.image(buffer, offset, length);
    }

    /** Whether a step has failed on the document that was looked at last as the one after a change, or of none. */
    public boolean failed() {
        return plan().newSide.failed();
    }

    /** Why it has; allocates. */
    public String error() {
        return plan().newSide.error();
    }

    /** To look at an image that was kept, while no other is looked at by it. */
    public Value keptOld() {
        return plan().keptOld.value();
    }

    /** The same, so that two can be looked at. */
    public Value keptNew() {
        return plan().keptNew.value();
    }

    /** What the handler gets to see of the image before a change. */
    public Value deliveredOld(Value image, ChangeImages of) {
        return plan().oldSide.delivered(image, of.number());
    }

    /** What the handler gets to see of the image after a change. */
    public Value deliveredNew(Value image, ChangeImages of) {
        return plan().newSide.delivered(image, of.number());
    }

    /** What the handler gets to see of an image that was kept as the one before. */
    public Value deliveredOld(Value image) {
        return plan().oldSide.delivered(image);
    }

    /** What the handler gets to see of an image that was kept as the one after, or of no change. */
    public Value deliveredNew(Value image) {
        return plan().newSide.delivered(image);
    }

    /** Whether two images stand for different view values; null stands for a document that is not there. */
    public boolean differ(Value a, Value b) {
        return plan().differ(a, b);
    }

    /**
     * Whether the images before and after one change stand for different view values. A change that leaves the whole
     * document equal is not in the journal, so whole documents need no look.
     */
    public boolean changed(Value oldImage, Value newImage) {
        return plan().changed(oldImage, newImage);
    }

    /** Whether every document is part of the result, as it is. */
    public boolean isWhole() {
        return plan().isWhole();
    }

    /** Whether what is visible of a document is all of it, so that images are the documents themselves. */
    public boolean showsDocuments() {
        return plan().showsDocuments();
    }

    /** Counts the failure of a step on the document after a change that was looked at last, if there was one. */
    public void countError() {
        if (failed()) {
            errors = errors + 1;
        }
    }

    /** How many documents a step has failed on since the feed is live. */
    public long errors() {
        return errors;
    }
}
