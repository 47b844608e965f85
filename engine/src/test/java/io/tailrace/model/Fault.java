package io.tailrace.model;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What a feed can get wrong; put between the feed and the comparison, it shows that the comparison would notice. */
enum Fault {
    /** A resumed feed begins one change too late. */
    RESUME_OFF_BY_ONE,
    /** The place of an entry that left a limited order is taken by the wrong one: here by the one that leaves. */
    WRONG_SUCCESSOR {
        @Override
        void distort(List<OpenFeed.Got> got, boolean isTop) {
            if (isTop) {
                got.replaceAll(event -> event.has("old_val") && event.has("new_val")
                        ? event.with("new_val", event.body.get("old_val"))
                        : event);
            }
        }
    },
    /** The initial state also shows documents whose changes come again. */
    REPEAT_AT_S {
        @Override
        void distort(List<OpenFeed.Got> got, boolean isTop) {
            for (int i = 0; i < got.size(); i++) {
                if (got.get(i).body.keySet().equals(Set.of("new_val"))) {
                    got.add(i, got.get(i));
                    return;
                }
            }
        }
    },
    /** Nobody is told of a document that leaves the result. */
    LOST_LEAVE {
        @Override
        void distort(List<OpenFeed.Got> got, boolean isTop) {
            got.removeIf(event -> event.has("old_val") && !event.has("new_val"));
        }
    },
    /** Squashed changes arrive in the order of their last changes. */
    WRONG_SQUASH_ORDER {
        @Override
        void distort(List<OpenFeed.Got> got, boolean isTop) {
            got.sort(Comparator.comparingLong(event -> event.sequence));
        }
    };

    /** Where a feed is resumed that should go on at a position. */
    long resumeAt(long position, long last) {
        return this == RESUME_OFF_BY_ONE ? Math.min(position + 1, last) : position;
    }

    /** Makes right events wrong. */
    void distort(List<OpenFeed.Got> got, boolean isTop) {}
}
