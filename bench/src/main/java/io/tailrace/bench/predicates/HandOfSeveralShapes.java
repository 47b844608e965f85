package io.tailrace.bench.predicates;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/** Predicates by hand for documents of several shapes, by whose number places are found. */
final class HandOfSeveralShapes {
    private HandOfSeveralShapes() {}

    static final class Above extends HandPredicate {
        private final Places bid;
        private final double above;

        Above(PredicateDocuments documents, double above) {
            bid = new Places(documents, "bid");
            this.above = above;
        }

        @Override
        boolean test(UnsafeBuffer buffer, int at) {
            int shape = shape(buffer, at);
            return isAbove(buffer, at + bid.slots[shape], at + bid.tags[shape], above);
        }
    }

    static final class Text extends HandPredicate {
        private final Places venue;
        private final WantedText wanted;

        Text(PredicateDocuments documents, byte[] wanted) {
            venue = new Places(documents, "venue");
            this.wanted = new WantedText(wanted);
        }

        @Override
        boolean test(UnsafeBuffer buffer, int at) {
            int shape = shape(buffer, at);
            return isText(buffer, at + venue.slots[shape], at + venue.tags[shape], at + venue.variables[shape], wanted);
        }
    }

    static final class Three extends HandPredicate {
        private final Places bid;
        private final Places size;
        private final Places venue;
        private final double above;
        private final long atLeast;
        private final WantedText wanted;

        Three(PredicateDocuments documents, double above, long atLeast, byte[] wanted) {
            bid = new Places(documents, "bid");
            size = new Places(documents, "size");
            venue = new Places(documents, "venue");
            this.above = above;
            this.atLeast = atLeast;
            this.wanted = new WantedText(wanted);
        }

        @Override
        boolean test(UnsafeBuffer buffer, int at) {
            int shape = shape(buffer, at);
            return isAbove(buffer, at + bid.slots[shape], at + bid.tags[shape], above)
                    && isAtLeast(buffer, at + size.slots[shape], at + size.tags[shape], atLeast)
                    && isText(
                            buffer,
                            at + venue.slots[shape],
                            at + venue.tags[shape],
                            at + venue.variables[shape],
                            wanted);
        }
    }

    static final class Nested extends HandPredicate {
        private final Places book;
        private final Places depth;
        private final long below;

        Nested(PredicateDocuments documents, long below) {
            book = new Places(documents, "book");
            depth = new Places(documents, "book", "depth");
            this.below = below;
        }

        @Override
        boolean test(UnsafeBuffer buffer, int at) {
            int shape = shape(buffer, at);
            if (buffer.getByte(at + book.tags[shape]) != OBJECT) {
                return false;
            }
            int inner = at + book.variables[shape] + (int) buffer.getLong(at + book.slots[shape], LITTLE_ENDIAN);
            int innerShape = shape(buffer, inner);
            return isBelow(buffer, inner + depth.slots[innerShape], inner + depth.tags[innerShape], below);
        }
    }

    static final class Among extends HandPredicate {
        private final Places level;
        private final long[] wanted;

        Among(PredicateDocuments documents, long[] wanted) {
            level = new Places(documents, "level");
            this.wanted = wanted;
        }

        @Override
        boolean test(UnsafeBuffer buffer, int at) {
            int shape = shape(buffer, at);
            return isAmong(buffer, at + level.slots[shape], at + level.tags[shape], wanted);
        }
    }
}
