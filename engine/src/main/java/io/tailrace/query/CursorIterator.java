package io.tailrace.query;

import io.tailrace.document.Value;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Steps through a cursor. Not thread safe: of the thread that reads. */
final class CursorIterator implements Iterator<Value> {
    private final Cursor cursor;
    private boolean ahead;
    private boolean ended;

    CursorIterator(Cursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean hasNext() {
        if (!ahead && !ended) {
            ahead = cursor.next();
            ended = !ahead;
        }
        return ahead;
    }

    @Override
    public Value next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the cursor is at its end");
        }
        ahead = false;
        return cursor.value();
    }
}
