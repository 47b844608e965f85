package io.tailrace.journal;

/** Opens the store that the blocks of a directory are written to: Chronicle Queue's, and in a simulation another. */
@FunctionalInterface
interface BlockStores {
    /**
     * Opens a store.
     *
     * @param segment the segment to go on with; made when there is none
     * @param usedBytes where its last block ends, 0 when there is none
     * @param watermark written after each force, null for a copy that nobody opens
     */
    BlockStore open(
            SegmentFiles files,
            int segment,
            long usedBytes,
            JournalConfig config,
            ForceOrder order,
            Fence fence,
            WatermarkFile watermark);
}
