package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.document.ValueOrder;
import io.tailrace.document.ValueType;
import io.tailrace.query.Posting.Membership;
import java.util.List;

/**
 * A field of the documents, or of an object in them. Who waits for its values hears of documents without it where these
 * pass, or are counted as errors; errors are counted in the new document only.
 */
final class FieldAxis extends Axis {
    private enum Found {
        NO_DOCUMENT,
        VALUE,
        /** Nothing is there, or null on the way to it. */
        MISSING,
        /** Something on the way to it is no object. */
        FAILED
    }

    private final PredicateIndex index;
    private final Field[] path;
    private final Value before;
    private final Value after;
    private final IndexKeyEncoder encoder;
    private final Posting admitting = new Posting();
    private final Posting counting = new Posting();
    private final Posting failing = new Posting();

    FieldAxis(PredicateIndex index, List<?> names, Dictionary dictionary, IndexKeyEncoder encoder) {
        this.index = index;
        this.encoder = encoder;
        path = new Field[names.size()];
        for (int i = 0; i < path.length; i++) {
            path[i] = dictionary.field((String) names.get(i));
        }
        before = new Value(dictionary);
        after = new Value(dictionary);
    }

    @Override
    void add(AccessPath.Place place, PredicateIndex from, int slot, List<Membership> into) {
        super.add(place, from, slot, into);
        if (place.admits()) {
            into.add(admitting.add(slot));
        }
        if (place.counts()) {
            into.add(counting.add(slot));
        }
        if (place.fails()) {
            into.add(failing.add(slot));
        }
    }

    @Override
    void collect(ChangeImages change, Lookups into) {
        Found was = find(index.before(change), before);
        Found is = find(change.newValue(), after);
        boolean isSame = was == Found.VALUE && is == Found.VALUE && ValueOrder.equal(before, after);
        if (is == Found.VALUE) {
            add(after, isSame ? Matches.BOTH : Matches.AFTER, into);
        } else if (is == Found.MISSING) {
            into.add(admitting, Matches.AFTER);
            into.add(counting, Matches.AFTER);
        } else if (is == Found.FAILED) {
            into.add(failing, Matches.AFTER);
        }
        if (was == Found.VALUE && !isSame) {
            add(before, Matches.BEFORE, into);
        } else if (was == Found.MISSING) {
            into.add(admitting, Matches.BEFORE);
        }
    }

    private void add(Value value, int sides, Lookups into) {
        int length = index.encode(value, encoder);
        into.add(this, encoder.buffer(), 0, length, sides);
    }

    private Found find(Value document, Value into) {
        if (document == null) {
            return Found.NO_DOCUMENT;
        }
        if (!document.field(path[0], into)) {
            return Found.MISSING;
        }
        for (int i = 1; i < path.length; i++) {
            if (!into.field(path[i], into)) {
                ValueType type = into.type();
                return type == ValueType.OBJECT || type == ValueType.NULL ? Found.MISSING : Found.FAILED;
            }
        }
        return Found.VALUE;
    }
}
