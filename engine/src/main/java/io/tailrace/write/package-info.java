/**
 * The way of a write: encoded by its producer, copied into the ring, taken by the one writer that orders it, journals
 * it, applies it to the index and acknowledges it.
 */
package io.tailrace.write;
