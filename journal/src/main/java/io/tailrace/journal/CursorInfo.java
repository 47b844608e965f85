package io.tailrace.journal;

/**
 * A named cursor as it stood when it was asked for.
 *
 * @param name its name
 * @param sequence all changes up to there are handled
 * @param end where the read, window or change ends of whose events some are handled; {@code sequence} where none is
 *     half handled
 * @param events how many of those are
 * @param initial whether initial values were being shown, so that the next feed begins anew; {@code sequence} is that
 *     of their state then
 * @param inUse whether a feed of this process has it
 * @param holding whether it asks for the journal to be kept from its position on
 * @param query the feed that it belongs to as text, cut where it is long; empty where any may take it
 * @param defect what is wrong with it, null where nothing is; its position is unknown then
 */
public record CursorInfo(
        String name,
        long sequence,
        long end,
        int events,
        boolean initial,
        boolean inUse,
        boolean holding,
        String query,
        String defect) {}
