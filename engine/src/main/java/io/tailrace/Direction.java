package io.tailrace;

/** Direction of an order. */
public enum Direction {
    /** From the least to the greatest; ties by primary key. */
    ASC,
    /** The other way round, ties too. */
    DESC
}
