package io.tailrace.feed;

/**
 * From where on a group does things another way; what its feeds deliver is the same.
 *
 * @param slice most changes that a feed which catches up looks at in one poll, and so far behind the foremost the
 *     others may begin
 * @param far a feed that is so many changes ahead of the others reads alone
 * @param many from so many feeds on, whom changes concern is found for several together
 */
record GroupBounds(int slice, int far, int many) {
    /** What fewer feeds need is in the processor's caches anyway, and finding it early would only take longer. */
    private static final int MANY = 2_000;

    static final GroupBounds USUAL = new GroupBounds(FeedGroup.SLICE, 16 * FeedGroup.SLICE, MANY);

    /** The same, with other slices and far feeds, and everything found together: for tests, which have few feeds. */
    static GroupBounds of(int slice, int far) {
        return new GroupBounds(slice, far, 0);
    }
}
