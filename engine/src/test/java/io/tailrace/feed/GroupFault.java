package io.tailrace.feed;

import io.tailrace.document.Dictionary;
import io.tailrace.document.Value;
import io.tailrace.document.ValueType;
import io.tailrace.query.ChangeImages;
import io.tailrace.query.ChangedFields;
import io.tailrace.query.IndexFault;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;

/**
 * What can be wrong with a group: whom a change concerns, who is older, what a feed that moves has seen; tests show
 * that they would notice it.
 */
public enum GroupFault {
    /** Everything is right. */
    NONE(IndexFault.NONE),
    BOUNDARY_OPEN_FOR_CLOSED(IndexFault.BOUNDARY_OPEN_FOR_CLOSED),
    MISSED_LEAVE(IndexFault.MISSED_LEAVE),
    WRONG_TYPE_ORDER(IndexFault.WRONG_TYPE_ORDER),
    STALE_INTERVAL(IndexFault.STALE_INTERVAL),
    /** What has changed inside objects alone is not seen by who reads some fields. */
    FORGOTTEN_NESTED_FIELDS(IndexFault.NONE) {
        @Override
        ChangedFields changed(Dictionary dictionary) {
            return new Forgetful(dictionary);
        }
    },
    /** Those that come after some others count as older. */
    WRAPPED_AGE(IndexFault.NONE) {
        @Override
        AtomicLong numbers() {
            return new AtomicLong(Long.MAX_VALUE - 3);
        }
    },
    /** A feed that moves to a group of its own leaves out the record it would go on with. */
    LOST_IN_MOVE(IndexFault.NONE) {
        @Override
        void move(FeedRun run) {
            if (run.source != null) {
                run.source.reader.next();
            }
        }
    };

    private final IndexFault fault;

    GroupFault(IndexFault fault) {
        this.fault = fault;
    }

    ChangedFields changed(Dictionary dictionary) {
        return new ChangedFields(dictionary);
    }

    AtomicLong numbers() {
        return new AtomicLong();
    }

    void move(FeedRun run) {}

    /**
     * A group with this error in it, of the engine that a feed belongs to.
     *
     * @param slice most changes that a feed which catches up looks at in one poll
     * @param own makes the group of a feed that was slow
     */
    public FeedGroup group(Feed feed, ErrorHandler errorHandler, int slice, Supplier<FeedGroup> own) {
        GroupHost host = new GroupHost() {
            @Override
            public void isolate(FeedRun run) {
                move(run);
                EngineSide.adopt(own.get(), run);
            }
        };
        return new FeedGroup(
                feed.context(),
                errorHandler,
                host,
                numbers(),
                dictionary -> new TableFeeds(fault.index(dictionary), changed(dictionary)),
                GroupBounds.of(slice, GroupBounds.USUAL.far()));
    }

    private static final class Forgetful extends ChangedFields {
        Forgetful(Dictionary dictionary) {
            super(dictionary);
        }

        @Override
        public long mask(ChangeImages images) {
            Value before = images.oldValue();
            Value after = images.newValue();
            return before != null && after != null && onlyObjectsDiffer(before, after) ? 0 : super.mask(images);
        }

        private static boolean onlyObjectsDiffer(Value before, Value after) {
            Map<String, Object> old = before.document().toMap();
            for (Map.Entry<String, Object> field : after.document().toMap().entrySet()) {
                Object was = old.remove(field.getKey());
                boolean isNested = was instanceof Map<?, ?> && field.getValue() instanceof Map<?, ?>;
                if (!isNested && !Objects.deepEquals(was, field.getValue())) {
                    return false;
                }
            }
            return old.isEmpty() && before.type() == ValueType.OBJECT;
        }
    }
}
