package io.tailrace.query;

import io.tailrace.bytes.Bytes;
import io.tailrace.document.Dictionary;
import io.tailrace.expression.IndexKeys;
import io.tailrace.journal.JournalReader;

/** What an index lists documents under. */
final class IndexAxis extends Axis {
    private final PredicateIndex index;
    private final IndexKeys before;
    private final IndexKeys after;

    IndexAxis(PredicateIndex index, IndexDefinition definition, Dictionary dictionary) {
        this.index = index;
        before = new IndexKeys(definition.expression(), definition.multi(), dictionary);
        after = new IndexKeys(definition.expression(), definition.multi(), dictionary);
    }

    @Override
    void collect(ChangeImages change, Lookups into) {
        JournalReader at = change.at();
        int was = index.before(change) == null ? 0 : before.of(at.oldBuffer(), at.oldOffset(), at.oldLength());
        int is = at.hasNew() ? after.of(at.block(), at.newOffset(), at.newLength()) : 0;
        add(after, is, into);
        if (!areSame(was, is)) {
            add(before, was, into);
        }
    }

    private void add(IndexKeys keys, int count, Lookups into) {
        for (int i = 0; i < count; i++) {
            into.add(this, keys.buffer(), keys.offset(i), keys.length(i), Matches.NEITHER);
        }
    }

    /** Keys of one document follow each other, so that they are the same if all of them are, seen as one. */
    private boolean areSame(int was, int is) {
        if (was != is || was == 0) {
            return was == is;
        }
        int length = before.offset(was - 1) + before.length(was - 1);
        return length == after.offset(is - 1) + after.length(is - 1)
                && Bytes.equal(before.buffer(), 0, after.buffer(), 0, length);
    }
}
