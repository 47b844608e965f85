package io.tailrace.feed;

import io.tailrace.document.Value;
import io.tailrace.query.ChangeImages;
import org.agrona.DirectBuffer;

/** One change of the result of one branch, as it is passed on inside a feed. Not thread safe, used again. */
final class ViewChange {
    /** View values before and after; null where there is none. Valid until the branch moves on. */
    Value oldVal;

    Value newVal;
    /** Whose documents these are, where they are still to be asked for; else null. */
    ChangeImages images;
    /** Which of the copies of a document it is, from 0; tells the changes of one sequence apart. */
    int copy;
    /** Places in the order of a branch with a limit, else {@link Change#NO_OFFSET}. */
    int oldOffset = Change.NO_OFFSET;

    int newOffset = Change.NO_OFFSET;
    /** Whether the new document takes the place of another one, and not of itself as it was before. */
    boolean replaces;
    /** Primary key of the document of the new side, or of the old one where there is no new. */
    DirectBuffer key;

    int keyOffset;
    int keyLength;

    /** A value of the initial state; places stay as they are. */
    void initial(Value value, DirectBuffer buffer, int offset, int length) {
        images = null;
        oldVal = null;
        newVal = value;
        key(buffer, offset, length);
    }

    /** What it shows; references that are there already are not stored again, which costs more than to look. */
    void values(Value before, Value after) {
        values(null, before, after);
    }

    /** The same of documents that nobody has asked for yet. */
    void values(ChangeImages of, Value before, Value after) {
        if (images != of) {
            images = of;
        }
        if (oldVal != before) {
            oldVal = before;
        }
        if (newVal != after) {
            newVal = after;
        }
    }

    /** The key of the one document that it is about. */
    void key(DirectBuffer buffer, int offset, int length) {
        replaces = false;
        if (key != buffer) {
            key = buffer;
        }
        keyOffset = offset;
        keyLength = length;
    }
}
