package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.journal.JournalReader;

/**
 * Both documents of the change that a reader stands at, each wrapped once however many look at it. Not thread safe;
 * what it shows is valid until the reader moves.
 *
 * @hidden
 */
public final class ChangeImages {
    private final Value oldValue;
    private final Value newValue;
    private JournalReader at;
    private long number;
    private boolean oldWrapped;
    private boolean newWrapped;

    /** @param dictionary of the documents */
    public ChangeImages(Dictionary dictionary) {
        oldValue = new Value(dictionary);
        newValue = new Value(dictionary);
    }

    /**
     * Takes in another change.
     *
     * @param reader that stands at it
     * @return this
     */
    public ChangeImages move(JournalReader reader) {
        at = reader;
        number++;
        oldWrapped = false;
        newWrapped = false;
        return this;
    }

    /** Which of the changes that were taken in this is, from 1 on: who remembers something of it knows by that. */
    long number() {
        return number;
    }

    /** The reader that stands at the change: its sequence, time, table and key. */
    public JournalReader at() {
        return at;
    }

    /**
     * Where the document before the change will be, once {@link #oldValue} is asked for it; null when there was none.
     */
    public Value oldView() {
        return at.hasOld() ? oldValue : null;
    }

    /** The same of the document after it. */
    public Value newView() {
        return at.hasNew() ? newValue : null;
    }

    /** The document before the change, null when there was none. */
    public Value oldValue() {
        if (!oldWrapped) {
            oldWrapped = true;
            if (at.hasOld()) {
                at.showOld(oldValue);
            }
        }
        return oldView();
    }

    /** The document after the change, null when it was deleted. */
    public Value newValue() {
        if (!newWrapped) {
            newWrapped = true;
            if (at.hasNew()) {
                newValue.wrapDocument(at.block(), at.newOffset(), at.newLength());
            }
        }
        return newView();
    }
}
