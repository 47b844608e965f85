package io.tailrace.query;

/**
 * Keys between two bounds, in comparable encoding and unsigned byte order. Bounds need not be keys themselves: a closed
 * upper bound is the key followed by 0xFF, an open lower one likewise.
 *
 * @param lower first key inside, empty for no bound
 * @param upper first key not inside any more, empty for no bound
 * @param copies how often an entry inside is a member
 * @hidden
 */
public record KeyRange(byte[] lower, byte[] upper, int copies) {}
