package io.tailrace.bench.predicates;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;

/** Predicates by hand for documents of one shape, which is compared. */
final class HandOfOneShape {
    private HandOfOneShape() {}

    static final class Above extends HandPredicate {
        private final Places bid;
        private final double above;

        Above(PredicateDocuments documents, double above) {
            bid = new Places(documents, "bid");
            this.above = above;
        }

        @Override
        boolean test(UnsafeBuffer buffer, int at) {
            return shape(buffer, at) == bid.shape && isAbove(buffer, at + bid.slot, at + bid.tag, above);
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
            return shape(buffer, at) == venue.shape
                    && isText(buffer, at + venue.slot, at + venue.tag, at + venue.variable, wanted);
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
            return shape(buffer, at) == bid.shape
                    && isAbove(buffer, at + bid.slot, at + bid.tag, above)
                    && isAtLeast(buffer, at + size.slot, at + size.tag, atLeast)
                    && isText(buffer, at + venue.slot, at + venue.tag, at + venue.variable, wanted);
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
            if (shape(buffer, at) != book.shape || buffer.getByte(at + book.tag) != OBJECT) {
                return false;
            }
            int inner = at + book.variable + (int) buffer.getLong(at + book.slot, LITTLE_ENDIAN);
            return shape(buffer, inner) == depth.shape && isBelow(buffer, inner + depth.slot, inner + depth.tag, below);
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
            return shape(buffer, at) == level.shape && isAmong(buffer, at + level.slot, at + level.tag, wanted);
        }
    }
}
