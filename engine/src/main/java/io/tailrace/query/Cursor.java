package io.tailrace.query;

import io.tailrace.document.Value;
import io.tailrace.error.EvaluationException;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.journal.JournalReader;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The result of a query as it is at one sequence, value by value, while writes go on. Not thread safe; to be closed.
 * Allocates nothing for each value.
 *
 * <p>The values of an ordered query come in its order, those of a union query by query, others in no particular order.
 * If documents change while they are read, the cursor keeps the old ones: up to 256 MiB, beyond which the read ends
 * with a {@link io.tailrace.error.LimitException}. A read also ends when its table or index is dropped, or the engine
 * is closed.
 */
public final class Cursor implements Iterable<Value>, AutoCloseable {
    private static final int LIMIT_BYTES = 256 << 20;

    private final List<Selection> selections;
    private final MembersAt[] members;
    private final ViewSide[] views;
    private final long sequence;
    private long toSkip;
    private long left;
    private int branch;
    private long leftOfBranch;
    private int copies;
    private Value value;
    /** What ended the read before its end. */
    private RuntimeException failure;

    Cursor(QueryContext context, List<Selection> selections, long skip, long limit) {
        this.selections = selections;
        toSkip = skip;
        left = limit;
        members = new MembersAt[selections.size()];
        views = new ViewSide[selections.size()];
        sequence = context.lastSequence();
        try (JournalReader reader = context.reader(sequence + 1)) {
            EvaluationSettings settings =
                    new EvaluationSettings(reader.dictionary(), context.epochNs(), context.random());
            for (int i = 0; i < members.length; i++) {
                Selection selection = selections.get(i);
                Steps steps = new Steps(settings);
                views[i] = ViewSide.of(steps, selection.transforms().steps());
                members[i] = new MembersAt(context, selection.source(), sequence, LIMIT_BYTES);
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
        leftOfBranch = limitOf(0);
    }

    /**
     * Moves to the next value. What a filter or projection of the application throws comes out here. A read that has
     * failed throws the same again.
     *
     * @return false at the end, or after it was closed
     * @throws EvaluationException when an expression fails on a document
     */
    public boolean next() {
        if (failure != null) {
            throw failure;
        }
        try {
            return advance();
        } catch (RuntimeException e) {
            close();
            failure = e;
            throw e;
        }
    }

    /**
     * The current value.
     *
     * @return a view that is valid until the next call of {@link #next()}
     * @throws NoSuchElementException before the first value, at the end, and after it was closed
     */
    public Value value() {
        if (value == null) {
            throw new NoSuchElementException("the cursor stands at no value: call next() first, and go on while true");
        }
        return value;
    }

    /**
     * The sequence whose state this shows: the last one that was committed when it was opened.
     *
     * @return a sequence, 0 while the journal is empty
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Iterates over the values to come; all iterators of a cursor share its position.
     *
     * @return an iterator over one view that shows value after value, each valid until the iterator is asked again
     */
    @Override
    public Iterator<Value> iterator() {
        return new CursorIterator(this);
    }

    /** Ends the read; twice is harmless. */
    @Override
    public void close() {
        branch = members.length;
        value = null;
        for (MembersAt each : members) {
            if (each != null) {
                each.close();
            }
        }
    }

    private boolean advance() {
        while (left > 0 && branch < members.length) {
            if (copies == 0 && !nextMember()) {
                leftOfBranch = limitOf(++branch);
                continue;
            }
            copies--;
            leftOfBranch--;
            if (toSkip > 0) {
                toSkip--;
            } else {
                left--;
                return true;
            }
        }
        close();
        return false;
    }

    /** Moves to the next document of the branch that is part of the result; false when there is none. */
    private boolean nextMember() {
        MembersAt current = members[branch];
        ViewSide view = views[branch];
        while (leftOfBranch > 0 && current.next()) {
            value = image(current, view);
            if (value != null) {
                copies = (int) Math.min(current.copies(), leftOfBranch);
                return true;
            }
        }
        current.close();
        return false;
    }

    private Value image(MembersAt current, ViewSide view) {
        Value image = view.image(current.buffer(), current.offset(), current.length());
        if (view.failed()) {
            throw new EvaluationException(view.error() + ", a document of table="
                    + selections.get(branch).source().table() + ": filter it out, or give a default");
        }
        return image;
    }

    private long limitOf(int index) {
        if (index >= members.length || !selections.get(index).source().isTop()) {
            return Long.MAX_VALUE;
        }
        return selections.get(index).source().limit();
    }
}
