package io.tailrace.feed;

import io.tailrace.document.Value;
import io.tailrace.error.EvaluationException;
import io.tailrace.error.FeedException;
import io.tailrace.expression.Row;
import io.tailrace.expression.ValueRow;
import io.tailrace.query.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * What steps after {@code changes} make of the events of another stream. Not thread safe. An event that a step leaves
 * out counts as delivered; a step that fails ends the stream.
 */
final class SteppedEvents extends EventStream {
    private final EventStream source;
    /** What the steps of a united feed have made of an event. */
    private final ValueRow united = new ValueRow();

    private Step[] steps = new Step[0];
    private FeedException failure;
    private boolean over;

    SteppedEvents(EventStream source) {
        this.source = source;
    }

    void add(Step step) {
        List<Step> longer = new ArrayList<>(List.of(steps));
        longer.add(step);
        steps = longer.toArray(new Step[0]);
        over |= step.isOver();
    }

    @Override
    Change change() {
        return source.change();
    }

    @Override
    void begin(long last, long committed) {
        source.begin(last, committed);
    }

    @Override
    boolean slice(int records) {
        return source.slice(records);
    }

    @Override
    boolean isCut() {
        return source.isCut();
    }

    @Override
    EventSource shareable() {
        return source.shareable();
    }

    @Override
    boolean isBounded() {
        return source.isBounded();
    }

    @Override
    void sliceInitial(int documents) {
        source.sliceInitial(documents);
    }

    @Override
    boolean isInitial() {
        return source.isInitial();
    }

    @Override
    String whyAlone() {
        return source.whyAlone();
    }

    @Override
    void addSources(List<EventSource> into) {
        source.addSources(into);
    }

    @Override
    boolean advance() {
        if (failure != null) {
            throw failure;
        }
        while (!over && !stopped() && source.advance()) {
            if (passes(source.change())) {
                return true;
            }
            source.leaveOut();
        }
        return false;
    }

    private boolean passes(Change change) {
        Value made = change.stepped();
        Row event = made == null ? change.row() : united.wrap(made);
        Row row = event;
        try {
            for (Step step : steps) {
                row = step.apply(row);
                if (row == null) {
                    return false;
                }
                if (row == Step.FAILED) {
                    throw new EvaluationException(step.error() + ", an event after changes");
                }
                over |= step.isOver();
            }
        } catch (RuntimeException e) {
            failure = new FeedException(FeedException.Reason.AFTER_CHANGES, change.sequence(), e);
            throw failure;
        }
        if (row != event) {
            change.stepped(row.value());
        }
        return true;
    }

    @Override
    void delivered() {
        source.delivered();
    }

    @Override
    void leaveOut() {
        source.leaveOut();
    }

    @Override
    long position() {
        return source.position();
    }

    @Override
    boolean ended() {
        return over || source.ended();
    }

    @Override
    boolean ready() {
        return source.ready();
    }

    @Override
    long earlyEmissions() {
        return source.earlyEmissions();
    }

    @Override
    long transformErrors() {
        return source.transformErrors();
    }

    @Override
    void stop() {
        super.stop();
        source.stop();
    }

    @Override
    void close() {
        source.close();
    }
}
