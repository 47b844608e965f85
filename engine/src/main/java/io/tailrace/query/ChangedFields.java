package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Field;
import io.tailrace.document.FieldDifference;
import io.tailrace.document.Value;
import io.tailrace.expression.EvaluationSettings;
import io.tailrace.expression.FieldsRead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields at the top that differ between the two documents of a change, as a mask; and for who reads some fields a
 * mask to compare with it. Where both have no bit in common, the change can be passed over. Not thread safe; allocates
 * nothing in the steady state.
 *
 * <p>The first fields that somebody asks about get a bit each, all others share one: who asks about one of them is
 * offered a change of any. A name keeps its bit, or the shared one, as long as it is asked about. A change that inserts
 * or deletes a document has all bits, and one of them means that alone, so that it is offered to who reads no field.
 *
 * @hidden
 */
public class ChangedFields {
    /** Every field, insert and delete. */
    public static final long ALL = -1L;

    private static final long OTHERS = Long.MIN_VALUE;
    private static final long COMES_OR_GOES = OTHERS >>> 1;

    private final Dictionary dictionary;
    private final FieldDifference difference;
    private final Map<String, Asked> asked = new HashMap<>();
    private long free = COMES_OR_GOES - 1;
    /** How many masks have the bit of all others. */
    private int askedOthers;
    /** What is asked about has changed since the last look. */
    private boolean isStale = true;
    /** The change that was looked at last, 0 for none, and its mask. */
    private long sequence;

    private long mask;

    /** Who asks about one field. */
    private static final class Asked {
        private final long bit;
        private int masks;

        Asked(long bit) {
            this.bit = bit;
        }
    }

    /** @param dictionary of the documents */
    public ChangedFields(Dictionary dictionary) {
        this.dictionary = dictionary;
        difference = new FieldDifference(dictionary);
    }

    /**
     * The mask of who reads the fields of a selection, asked about until {@link #release}.
     *
     * @param selection of the table
     * @param settings what its expressions are planned with
     * @return at least their bits
     */
    public long mask(Selection selection, EvaluationSettings settings) {
        return mask(BranchReads.of(selection, settings));
    }

    /**
     * Nobody has this mask any more.
     *
     * @param selection that it was asked for
     * @param settings as they were
     * @param given the mask
     */
    public void release(Selection selection, EvaluationSettings settings, long given) {
        release(BranchReads.of(selection, settings), given);
    }

    /** The same for fields. */
    long mask(FieldsRead fields) {
        if (fields.isAll()) {
            return ALL;
        }
        long own = 0;
        boolean shares = fields.isAllBut();
        for (String name : fields.names()) {
            Asked one = asked.computeIfAbsent(name, absent -> new Asked(takeBit()));
            one.masks++;
            own |= one.bit & ~OTHERS;
            shares |= one.bit == OTHERS;
        }
        if (shares) {
            isStale |= askedOthers++ == 0;
        }
        return COMES_OR_GOES | (shares ? OTHERS : 0) | (fields.isAllBut() ? ~own : own);
    }

    /** The same for fields. */
    void release(FieldsRead fields, long given) {
        if (fields.isAll()) {
            return;
        }
        for (String name : fields.names()) {
            Asked one = asked.get(name);
            if (--one.masks == 0) {
                asked.remove(name);
                giveBack(one.bit);
            }
        }
        if ((given & OTHERS) != 0) {
            isStale |= --askedOthers == 0;
        }
    }

    private long takeBit() {
        if (free == 0) {
            return OTHERS;
        }
        long bit = Long.lowestOneBit(free);
        free &= ~bit;
        isStale = true;
        return bit;
    }

    private void giveBack(long bit) {
        if (bit != OTHERS) {
            free |= bit;
            isStale = true;
        }
    }

    /**
     * What has changed, found once for each change.
     *
     * @param images of the change
     * @return the bits of the fields that differ; what nobody asks about counts as if it did
     */
    public long mask(ChangeImages images) {
        long at = images.at().sequence();
        if (at != sequence || isStale) {
            mask = mask(images.oldValue(), images.newValue());
            sequence = at;
        }
        return mask;
    }

    /** What differs between the documents before and after a change, null standing for none. */
    long mask(Value before, Value after) {
        if (before == null || after == null) {
            return ALL;
        }
        if (isStale) {
            watch();
        }
        long found = difference.between(before.document(), after.document());
        if (askedOthers == 0) {
            return found | OTHERS;
        }
        return found == 0 ? ALL : found; // no change leaves a document equal: one that does is for all to see
    }

    private void watch() {
        List<Field> fields = new ArrayList<>();
        long[] bits = new long[Long.SIZE];
        asked.forEach((name, one) -> {
            if (one.bit != OTHERS) {
                bits[fields.size()] = one.bit;
                fields.add(dictionary.field(name));
            }
        });
        difference.watch(fields.toArray(new Field[0]), bits, askedOthers == 0 ? 0 : OTHERS);
        isStale = false;
    }
}
