package io.tailrace.query;

import io.tailrace.document.Dictionary;
import io.tailrace.document.IndexKeyEncoder;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.query.Posting.Membership;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;

/** What can be wrong with a predicate index; tests show that they would notice it. */
public enum IndexFault {
    /** Everything is right. */
    NONE,
    /** The value that a closed interval ends with is not inside. */
    BOUNDARY_OPEN_FOR_CLOSED,
    /** The document before a change is not asked. */
    MISSED_LEAVE,
    /** Text comes before numbers. */
    WRONG_TYPE_ORDER,
    /** What was closed is still waiting. */
    STALE_INTERVAL;

    /** An index of one table with this error. */
    public PredicateIndex index(Dictionary dictionary) {
        return this == NONE ? new PredicateIndex(dictionary) : new Faulty(this, dictionary);
    }

    private static final class Faulty extends PredicateIndex {
        private static final byte BEFORE_NUMBERS = 0x35;

        private final IndexFault fault;

        Faulty(IndexFault fault, Dictionary dictionary) {
            super(dictionary);
            this.fault = fault;
        }

        @Override
        KeyRange bounds(KeyRange range) {
            byte[] upper = range.upper();
            return fault != BOUNDARY_OPEN_FOR_CLOSED
                            || KeyBounds.isPoint(range)
                            || upper.length == 0
                            || upper[upper.length - 1] != (byte) 0xFF
                    ? range
                    : new KeyRange(range.lower(), Arrays.copyOf(upper, upper.length - 1), 1);
        }

        @Override
        Value before(ChangeImages change) {
            return fault == MISSED_LEAVE ? null : super.before(change);
        }

        @Override
        int encode(Value value, IndexKeyEncoder encoder) {
            int length = super.encode(value, encoder);
            if (fault == WRONG_TYPE_ORDER && value.type() == ValueType.STRING) {
                ((MutableDirectBuffer) encoder.buffer()).putByte(0, BEFORE_NUMBERS);
            }
            return length;
        }

        @Override
        void leave(Membership membership) {
            if (fault != STALE_INTERVAL) {
                super.leave(membership);
            }
        }
    }
}
