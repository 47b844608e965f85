package io.tailrace.bench.scale;

/**
 * What one point of a curve is measured with.
 *
 * @param keys documents in the table
 * @param documentBytes of each, about
 * @param matchPercent of the changes that the feed is told of
 * @param journalBytes that the changes take together, about
 * @param producers that write, a thread each
 * @param squashNs window of the feed; 0 for squashing on read, negative for every change
 * @param zipf whether few keys take most of the changes, else all take as many
 */
record ScalePoint(
        int keys,
        int documentBytes,
        double matchPercent,
        long journalBytes,
        int producers,
        long squashNs,
        boolean zipf) {
    static final long EVERY_CHANGE = -1;

    /** What a change takes beside its document, about. */
    private static final int CHANGE_BYTES = 90;

    private static final int LEAST_WRITES = 2_000;

    /** Writes of each producer. */
    int writesEach() {
        long writes = Math.max(LEAST_WRITES, journalBytes / (documentBytes + CHANGE_BYTES));
        return Math.toIntExact(Math.max(1, writes / producers));
    }

    /** Keys of each producer. */
    int keysEach() {
        return Math.max(1, keys / producers);
    }

    ScalePoint keys(int other) {
        return new ScalePoint(other, documentBytes, matchPercent, journalBytes, producers, squashNs, zipf);
    }

    ScalePoint documentBytes(int other) {
        return new ScalePoint(keys, other, matchPercent, journalBytes, producers, squashNs, zipf);
    }

    ScalePoint matchPercent(double other) {
        return new ScalePoint(keys, documentBytes, other, journalBytes, producers, squashNs, zipf);
    }

    ScalePoint journalBytes(long other) {
        return new ScalePoint(keys, documentBytes, matchPercent, other, producers, squashNs, zipf);
    }

    ScalePoint producers(int other) {
        return new ScalePoint(keys, documentBytes, matchPercent, journalBytes, other, squashNs, zipf);
    }

    ScalePoint squash(long windowNs, boolean byZipf) {
        return new ScalePoint(keys, documentBytes, matchPercent, journalBytes, producers, windowNs, byZipf);
    }
}
